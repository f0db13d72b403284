"""Hostile rule files against ``Program.load(..., untrusted=True)``, all in one Python process.

    python -m benchmarks.hostile [--date DAY] [--out FILE]

Of each file: what happened, the seconds, and what the folder holds afterwards. After each, the same
process answers the next query, of a stranger's program and of one that it trusts. Then each file is
checked, and its first query proved and explained: the longest of each. Then the queries once more
under strace: which system calls the rules' processes made that open, write, connect,
remove or start anything, from the moment they were locked.
"""

import argparse
import contextlib
import gc
import os
import re
import resource
import shlex
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from benchmarks.hostile_files import HostileFile, hostile_files
from benchmarks.running import RESULTS, machine, write_results
from neurosym.errors import NeurosymError
from neurosym.logic.checking import faults
from neurosym.logic.engine import UNTRUSTED_LIMITS, Limits
from neurosym.logic.program import Program

_LONGEST = 160
_TRACED = "%file,%network,%process,%ipc,%desc"
_THREAD = re.compile(r"^(?:clone3?\(.*CLONE_THREAD|<\.\.\. clone3? resumed).*= (\d+)$")
_LOCK = re.compile(r"^seccomp\(SECCOMP_SET_MODE_FILTER.*= 0$")
_REFUSED = re.compile(r"= -1 E(PERM|MFILE|NOSYS)\b")
_HARMLESS = re.compile(
    r"^(read|write|readv|writev|close|lseek|fstat|mmap|munmap|exit|exit_group|futex)\("
    r"|^clone3?\(.*CLONE_THREAD|^(\+\+\+|---|<\.\.\. )"
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one file.

    Attributes:
        name: Its name.
        kind: What it was after.
        tried: How.
        happened: ``refused`` at load, ``stopped`` at a limit, ``answered``, or ``error`` as it ran.
        message: The first line of the message, or the answer.
        seconds: From loading to the end.
        left: Files that were not there before.
        next_answers: Whether the same process answered the next two queries correctly.
    """

    name: str
    kind: str
    tried: str
    happened: str
    message: str
    seconds: float
    left: tuple[str, ...]
    next_answers: bool


class Bystanders:
    """Two programs that are asked in between: a stranger's, and a trusted one."""

    def __init__(self) -> None:
        text = "0.4::a. 0.5::b. c :- a. c :- b. query(c)."
        self.programs = [Program.from_text(text, untrusted=u) for u in (True, False)]

    def answer(self) -> bool:
        """Return whether both answer correctly."""
        return all(abs(p.query()["c"] - 0.7) < 1e-12 for p in self.programs)  # noqa: PLR2004


def attempt(
    item: HostileFile, folder: Path, bystanders: Bystanders, limits: Limits | None = None
) -> Outcome:
    """Load and ask one file in a folder of its own."""
    folder.mkdir()
    path = item.write(folder)
    before = set(folder.parent.rglob("*"))
    started = time.perf_counter()
    happened, message = _tried(path, limits)
    seconds = time.perf_counter() - started
    left = tuple(str(p.name) for p in sorted(set(folder.parent.rglob("*")) - before))
    shown = message.replace(f"{folder}{os.sep}", "").splitlines()[0][:_LONGEST]
    return Outcome(
        item.name, item.kind, item.tried, happened, shown, seconds, left, bystanders.answer()
    )


def _tried(path: Path, limits: Limits | None) -> tuple[str, str]:
    try:
        program = Program.load(path, untrusted=True, limits=limits)
    except NeurosymError as error:
        return ("stopped" if "Limit" in type(error).__name__ else "refused"), str(error)
    try:
        answers = program.query()
    except NeurosymError as error:
        return ("stopped" if "Limit" in type(error).__name__ else "error"), str(error)
    return "answered", ", ".join(f"{text[:40]}: {value:g}" for text, value in answers.items())


def run_all(limits: Limits | None = None) -> list[Outcome]:
    """Try every file, one after the other, in this process."""
    bystanders = Bystanders()
    with tempfile.TemporaryDirectory() as name:
        return [attempt(i, Path(name) / i.name, bystanders, limits) for i in hostile_files()]


@dataclass(frozen=True, slots=True)
class Longest:
    """The file that took a request longest.

    Attributes:
        name: Its name.
        seconds: From loading to the end, what was found as text included.
        next_answers: Whether the same process answered the next queries correctly after every file.
    """

    name: str
    seconds: float
    next_answers: bool


def requests() -> dict[str, Longest]:
    """Return what takes longest to check, to prove and to explain."""
    bystanders = Bystanders()
    found = {}
    for request, act in {"check": _checked, "prove": _proved, "why_not": _explained}.items():
        taken = {}
        right = True
        for item in hostile_files():
            with tempfile.TemporaryDirectory() as folder:
                path = item.write(Path(folder))
                started = time.perf_counter()
                with contextlib.suppress(NeurosymError):
                    act(path)
                taken[item.name] = time.perf_counter() - started
            right &= bystanders.answer()
        name = max(taken, key=lambda name: taken[name])
        found[request] = Longest(name, taken[name], right)
    return found


def _checked(path: Path) -> None:
    faults(path, untrusted=UNTRUSTED_LIMITS)


def _proved(path: Path) -> None:
    program = Program.load(path, untrusted=True)
    program.prove(_goal(path)).to_text()


def _explained(path: Path) -> None:
    program = Program.load(path, untrusted=True)
    program.why_not(_goal(path), at_least=1.0).to_text()


def _goal(path: Path) -> str:
    """Return the first query of a file that could be loaded."""
    found = re.search(r"^query\((.+)\)\.", path.read_text(encoding="utf-8"), re.MULTILINE)
    return found[1] if found else "a"


def starts(count: int = 11) -> dict[str, dict[str, float]]:
    """Return the seconds from nothing to the end of a stranger's program that answers once."""
    walls, processors = [], []
    for _ in range(count):
        before = _children()
        walls.append(_seconds(_first_answer))
        gc.collect()
        processors.append(_children() - before)
    return {"wall": _spread(walls), "processor": _spread(processors)}


def _spread(values: Sequence[float]) -> dict[str, float]:
    return {"least": min(values), "median": statistics.median(values), "most": max(values)}


def _children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _first_answer() -> None:
    Program.from_text("0.5::a. query(a).", untrusted=True).query()


def _seconds(act: Callable[[], object]) -> float:
    started = time.perf_counter()
    act()
    return time.perf_counter() - started


def interrupts(*, untrusted: bool, count: int = 5) -> list[float]:
    """Return the seconds from an interrupt to its effect on an endless query, sorted."""
    text = "0.5::z. p :- z, between(1, inf, N), N < 0. query(p)."
    limits = Limits(inferences=10**12, seconds=60.0)
    taken = []
    for _ in range(count):
        program = Program.from_text(text, untrusted=untrusted, limits=limits)
        sent: list[float] = []

        def send(sent: list[float] = sent) -> None:
            sent.append(time.perf_counter())
            os.kill(os.getpid(), signal.SIGINT)

        threading.Timer(0.5, send).start()
        try:
            program.query()
        except KeyboardInterrupt:
            taken.append(time.perf_counter() - sent[0])
    return sorted(taken)


def audit() -> dict[str, object]:
    """Run all files once more under strace; return what the locked processes did."""
    strace = shutil.which("strace")
    if strace is None:
        return {"tool": "none", "processes": 0, "calls": [], "refused": []}
    with tempfile.TemporaryDirectory() as name:
        log = Path(name) / "log"
        words = [strace, "-f", "-s", "400", "-e", f"trace={_TRACED},seccomp", "-o", str(log)]
        run = "from benchmarks.hostile import run_all; run_all()"
        subprocess.run([*words, sys.executable, "-c", run], check=True, capture_output=True)
        processes, calls, refused = locked_calls(log.read_text(encoding="utf-8", errors="replace"))
    return {"tool": "strace -f", "processes": processes, "calls": calls, "refused": refused}


def locked_calls(log: str) -> tuple[int, list[str], list[str]]:
    """Return what strace tells of the processes that locked themselves, from that moment.

    Args:
        log: What ``strace -f`` wrote.

    Returns:
        How many there were; the calls that did anything but compute and use what was open; and
        the names of the calls that were refused.
    """
    family: dict[str, str] = {}
    locked: set[str] = set()
    calls: set[str] = set()
    refused: set[str] = set()
    processes = 0
    for line in log.splitlines():
        thread, _, call = line.partition(" ")
        call = call.strip()
        process = family.get(thread, thread)
        if made := _THREAD.search(call):
            family[made[1]] = process
        if _LOCK.search(call):
            locked.add(process)
            processes += 1
        elif call.startswith("+++") and process == thread:
            locked.discard(process)
        elif process in locked and _REFUSED.search(call):
            refused.add(_name(call))
        elif call.startswith(f"tgkill({process}, "):
            continue  # a process that aborts itself
        elif process in locked and not _HARMLESS.search(call):
            calls.add(call[:_LONGEST])
    return processes, sorted(calls), sorted(refused)


def _name(call: str) -> str:
    return call.removeprefix("<... ").partition("(")[0].partition(" ")[0]


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.hostile")
    parser.add_argument("--date", default="", help="the day of the run, kept with the results")
    parser.add_argument("--out", type=Path, default=RESULTS / "hostile.json")
    given = parser.parse_args(arguments)
    typed = sys.argv[1:] if arguments is None else arguments
    signal.signal(signal.SIGINT, signal.default_int_handler)
    first = starts()
    stopped = {
        "trusted": interrupts(untrusted=False),
        "untrusted": interrupts(untrusted=True),
    }
    outcomes = run_all()
    for outcome in outcomes:
        print(f"{outcome.name:24} {outcome.seconds:5.2f} {outcome.happened:9} {outcome.message}")
    others = requests()
    print(others)
    results = {
        "benchmark": "hostile",
        "date": given.date,
        "command": shlex.join(["python", "-m", "benchmarks.hostile", *typed]),
        "machine": machine(),
        "load_average": round(os.getloadavg()[0], 1),
        "priority": os.nice(0),
        "start_s": first,
        "interrupt_s": {name: taken[-1] for name, taken in stopped.items()},
        "audit": audit(),
        "requests": {name: asdict(longest) for name, longest in others.items()},
        "files": [asdict(outcome) for outcome in outcomes],
    }
    print({key: results[key] for key in ("start_s", "interrupt_s", "audit")})
    write_results(given.out, results)


if __name__ == "__main__":
    main()
