"""Running the parts of a benchmark in processes of their own, and writing down how it was done."""

import argparse
import json
import multiprocessing
import os
import platform
import shlex
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import TypeVar

RESULTS = Path(__file__).parent / "results"
_LIBRARIES = ("numpy", "torch", "scikit-learn", "pysdd", "janus-swi")

Job = TypeVar("Job")
Part = TypeVar("Part")


@dataclass(frozen=True, slots=True)
class Settings:
    """How a benchmark is run.

    Attributes:
        seeds: The seeds.
        jobs: Processes that run at the same time, with one thread each.
        quick: Whether this is a smoke test: one seed, few cases, few epochs.
        out: Where the results go; None prints them only.
        date: The day of the run, as given.
        command: What was typed.
    """

    seeds: tuple[int, ...]
    jobs: int
    quick: bool
    out: Path | None
    date: str
    command: str


def settings_from(name: str, seeds: int, arguments: Sequence[str] | None) -> Settings:
    """Read the command line of a benchmark.

    Args:
        name: The benchmark.
        seeds: How many seeds it has by default.
        arguments: The arguments; None for those of the process.
    """
    parser = argparse.ArgumentParser(prog=f"python -m benchmarks.{name}")
    parser.add_argument("--seeds", type=int, default=seeds, help="how many seeds")
    parser.add_argument("--jobs", type=int, default=2, help="processes of one thread each")
    parser.add_argument("--quick", action="store_true", help="smoke test: one seed, few epochs")
    parser.add_argument("--date", default="", help="the day of the run, kept with the results")
    parser.add_argument("--out", type=Path, help="where the results go")
    given = parser.parse_args(arguments)
    out = given.out or (None if given.quick else RESULTS / f"{name}.json")
    typed = sys.argv[1:] if arguments is None else arguments
    command = shlex.join(["python", "-m", f"benchmarks.{name}", *typed])
    count = 1 if given.quick else given.seeds
    return Settings(tuple(range(1, count + 1)), given.jobs, given.quick, out, given.date, command)


def run_all(
    work: Callable[[Job], Part], jobs: Sequence[Job], processes: int
) -> list[tuple[Part, float]]:
    """Return what each job gives and how many seconds it took, in the jobs' order.

    Args:
        work: What is done for each job; a function of a module.
        jobs: The jobs, longest first.
        processes: How many run at the same time; 1 runs them here.
    """
    started = time.perf_counter()
    finished = []
    timed = [(work, job) for job in jobs]
    if processes == 1:
        results = map(_timed, timed)
        for part in results:
            finished.append(part)
            _tell(len(finished), len(jobs), started)
        return finished
    os.environ["OMP_NUM_THREADS"] = "1"
    with multiprocessing.get_context("spawn").Pool(processes) as pool:
        for part in pool.imap(_timed, timed, chunksize=1):
            finished.append(part)
            _tell(len(finished), len(jobs), started)
    return finished


def _timed(task: tuple[Callable[[Job], Part], Job]) -> tuple[Part, float]:
    work, job = task
    started = time.perf_counter()
    return work(job), time.perf_counter() - started


def _tell(done: int, total: int, started: float) -> None:
    seconds = time.perf_counter() - started
    print(f"{done} of {total} fits and their scores after {seconds:.0f} s", file=sys.stderr)


def machine() -> dict[str, str]:
    """Return what the results were computed on."""
    return {
        "cpu": _cpu_name(),
        "cores": str(os.cpu_count()),
        "threads_per_process": os.environ.get("OMP_NUM_THREADS", "all"),
        "system": platform.platform(),
        "python": platform.python_version(),
        **{name: version(name) for name in _LIBRARIES},
    }


def _cpu_name() -> str:
    described = Path("/proc/cpuinfo")
    if not described.exists():
        return platform.processor()
    lines = described.read_text(encoding="utf-8").splitlines()
    names = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor()


def finish(
    name: str,
    settings: Settings,
    tables: Sequence[Mapping[str, object]],
    design: Mapping[str, object],
) -> None:
    """Write the tables of a benchmark with all that one needs to run it again.

    Args:
        name: The benchmark.
        settings: How it was run.
        tables: What it found.
        design: What was compared on what.
    """
    if settings.out is None:
        return
    write_results(
        settings.out,
        {
            "benchmark": name,
            "date": settings.date,
            "command": settings.command,
            "machine": machine(),
            "load_average": round(os.getloadavg()[0], 1),
            "design": design,
            "tables": tables,
        },
    )


def write_results(path: Path, results: Mapping[str, object]) -> None:
    """Write results as JSON, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_suffix(".unfinished")
    unfinished.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")
    unfinished.replace(path)
