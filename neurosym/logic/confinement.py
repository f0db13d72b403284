"""A stranger's rules in a process of their own, which is ended where it does not behave.

The engine of this process never sees such rules: every request about them goes to their process,
and what comes back is JSON. That process may be ended at any time, by its limits or by ours; the
next request starts another, which reads the rules again. See lockdown.py for what it gives up.
"""

import json
import os
import re
import select
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import IO, cast

from neurosym.errors import MissingDependencyError, ResourceLimitError, RuleEvaluationError
from neurosym.logic.engine import Limits, PrologValue

Subquery = Callable[[str, Sequence[str]], Mapping[str, object]]
"""Answers a subquery, given goal and evidence, as neurosym.logic.subqueries does."""

_LENGTH_BYTES = 8
_MOST_ANSWER_BYTES = 32_000_000
_MEMORY_BESIDE = 256_000_000
_GRACE_SECONDS = 0.3
_SHARES = {"load_sources": 0.5, "check_program": 0.25, "advise_program": 0.5}
"""What part of a program's seconds its reading and its checks may take."""
_START_SECONDS = 30.0
_MOST_ROWS = 200
_LONGEST_TEXT = 300
_CHUNK = 1 << 20
_ENVIRONMENT = (
    "PATH",
    "HOME",
    "LD_LIBRARY_PATH",
    "NEUROSYM_CACHE",
    "XDG_CACHE_HOME",
    "SWI_HOME_DIR",
)
_WORKER = (
    "import json, sys; sys.path[:] = json.loads(sys.argv[1]); "
    "from neurosym.logic import confined_worker as worker; "
    "worker.main(int(sys.argv[2]), sys.argv[3:])"
)

_LIBRARY = re.compile(r"library\(\s*([a-z]\w*(?:/[a-z]\w*)?)")
_MOST_LIBRARIES = 100

Message = dict[str, object]


class ConfinedEngine:
    """SWI-Prolog in a process of its own, for the rules of one program.

    Args:
        limits: Bounds on each request; requests may ask for less.
        subquery: What answers the subqueries of its rules.
    """

    def __init__(self, limits: Limits, subquery: Subquery) -> None:
        self.limits = limits
        self._subquery = subquery
        self._lock = threading.RLock()
        self._process: subprocess.Popen[bytes] | None = None
        self._owner = 0
        self._loading: Message | None = None
        self._until: float | None = None
        self._seconds = 0.0
        self._libraries: frozenset[str] = frozenset()
        self.pid = 0

    def call(self, goal: str, inputs: Mapping[str, PrologValue], limits: Limits) -> PrologValue:
        """Run one goal in the process, as :func:`neurosym.logic.engine.call` does in this one.

        Raises:
            ResourceLimitError: A limit was reached, or the process ended.
            RuleEvaluationError: The rules broke what runs them.
            MissingDependencyError: The process does not start.
        """
        with self._lock:
            if self._until is not None:  # a subquery, while the process waits for its answer
                return self._exchange(self._request(goal, inputs, limits))
            try:
                out = self._alone(self._request(goal, inputs, limits))
            except BaseException:
                self.close()
                raise
            if "load_sources" in goal:
                self._loading = self._request(goal, inputs, limits)
            if _ran_out(out):
                # What was built up on the way is not always given back.
                self.close()
            return out

    def close(self) -> None:
        """End the process, if there is one; it has no say in that."""
        process, self._process, self._until = self._process, None, None
        if process is None or self._owner != os.getpid():
            return
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                pipe.close()

    def _request(self, goal: str, inputs: Mapping[str, PrologValue], limits: Limits) -> Message:
        """Return the request, its limits no greater than this program's."""
        least = _least(limits, self.limits)
        given = dict(inputs)
        if isinstance(asked := given.get("In"), Mapping):
            bounds = {
                name: min(cast(float, asked[name]), getattr(least, name))
                for name in ("inferences", "seconds")
            }
            given["In"] = {**asked, **bounds}
        return {"goal": goal, "inputs": given, "limits": asdict(least)}

    def _alone(self, request: Message) -> PrologValue:
        """Start the process if need be, and ask."""
        if "load_sources" in str(request["goal"]):
            self._want_libraries(request)
        if self._process is None or self._owner != os.getpid():
            self._start()
            if self._loading is not None and "load_sources" not in str(request["goal"]):
                self._timed(self._loading)
        return self._timed(request)

    def _want_libraries(self, request: Message) -> None:
        """Note the libraries that the sources name: the process loads them before it is locked."""
        texts = cast("dict[str, list[str]]", request["inputs"])["Texts"]
        named = {match[1] for text in texts for match in _LIBRARY.finditer(text)}
        if not named <= self._libraries:
            self.close()
            self._libraries |= frozenset(sorted(named)[:_MOST_LIBRARIES])

    def _timed(self, request: Message) -> PrologValue:
        goal = str(request["goal"])
        share = next((share for name, share in _SHARES.items() if name in goal), 1.0)
        seconds = self.limits.seconds * share
        self._seconds, self._until = seconds, time.monotonic() + seconds + _GRACE_SECONDS
        try:
            return self._exchange(request)
        finally:
            self._until = None

    def _exchange(self, request: Message) -> PrologValue:
        """Send a request; answer the subqueries that come back before the answer does."""
        reply = self._ask(request)
        while "ask" in reply:
            goal, evidence = cast("tuple[str, list[str]]", reply["ask"])
            reply = self._ask({"told": dict(self._subquery(goal, evidence))})
        if "out" in reply:
            checked = "neurosym_check:" in str(request["goal"])
            return _tidy(cast(PrologValue, reply["out"]), checked=checked)
        kind, text = cast("tuple[str, str]", reply["error"])
        if kind == "resource":
            raise ResourceLimitError(printable(text))
        raise RuleEvaluationError(
            f"the untrusted rules broke what runs them ({printable(text)}); look for goals on very "
            "large or unusual terms"
        )

    def _ask(self, message: Message) -> Message:
        process, until = cast("subprocess.Popen[bytes]", self._process), cast(float, self._until)
        try:
            _write(process, message, until)
            reply: object = json.loads(_read_message(process, until))
        except TimeoutError as error:
            raise ResourceLimitError(
                f"the untrusted rules reached their time limit of {self._seconds:g} s; look "
                "for a rule that builds ever larger terms, or raise the limit"
            ) from error
        except (ValueError, RecursionError) as error:
            raise RuleEvaluationError(
                "the process of the untrusted rules answers what cannot be read; look for goals on "
                "very large or deep terms"
            ) from error
        except EOFError as error:
            raise self._ended(process) from error
        if not isinstance(reply, dict) or not {"out", "error", "ask", "ready"} & reply.keys():
            raise RuleEvaluationError("the process of the untrusted rules answers nonsense")
        return reply

    def _ended(self, process: "subprocess.Popen[bytes]") -> Exception:
        """Return the error for a process that is gone."""
        process.kill()
        code = process.wait()
        if code == -signal.SIGXCPU:
            return ResourceLimitError(
                "the untrusted rules reached their limit of processor time; look for a rule that "
                "never ends, or raise the limit"
            )
        how = f"signal {-code}" if code < 0 else f"exit code {code}"
        return ResourceLimitError(
            f"the process of the untrusted rules ended ({how}), most likely for want of memory; "
            "look for a rule that builds ever larger terms, or raise the limit"
        )

    def _start(self) -> None:
        self.close()
        memory = self.limits.stack_bytes + self.limits.table_bytes + _MEMORY_BESIDE
        path = json.dumps([str(Path(entry or ".").resolve()) for entry in sys.path])
        kept = {name: os.environ[name] for name in _ENVIRONMENT if name in os.environ}
        try:
            self._process = subprocess.Popen(
                [sys.executable, "-I", "-S", "-c", _WORKER, path, str(memory), *self._libraries],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                bufsize=0,
                cwd="/",
                env={**kept, "LC_ALL": "C.UTF-8", "OMP_NUM_THREADS": "1"},
                start_new_session=True,
            )
            self._owner, self.pid = os.getpid(), self._process.pid
            for pipe in (self._process.stdin, self._process.stdout):
                os.set_blocking(cast(IO[bytes], pipe).fileno(), False)
            _read_message(self._process, time.monotonic() + _START_SECONDS)
        except (OSError, EOFError) as error:
            self.close()
            raise MissingDependencyError(
                "the process for untrusted rules does not start; run neurosym doctor, which says "
                "what is missing"
            ) from error


def _least(one: Limits, other: Limits) -> Limits:
    return replace(one, **{name: min(a, getattr(other, name)) for name, a in asdict(one).items()})


def _ran_out(out: PrologValue) -> bool:
    """Return whether a grounding stopped at a limit."""
    error = out.get("error") if isinstance(out, Mapping) else None
    return isinstance(error, list) and bool({"inferences", "time", "resource"} & set(error[:1]))


def _tidy(out: PrologValue, *, checked: bool) -> PrologValue:
    """Return an answer with what it says of faults and errors cut to what a person can read."""
    if checked:
        return cast(PrologValue, _readable(out))
    if not isinstance(out, Mapping):
        return out
    told = {name: _readable(out[name]) for name in ("faults", "error") if name in out}
    return {**out, **told}


def _readable(value: object) -> object:
    if isinstance(value, list):
        return [_readable(item) for item in value[:_MOST_ROWS]]
    return printable(value) if isinstance(value, str) else value


def printable(text: str) -> str:
    """Return a stranger's text without control characters and of a length that can be read."""
    cut = text if len(text) <= _LONGEST_TEXT else f"{text[:_LONGEST_TEXT]}..."
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in cut)


def _wait(number: int, event: int, until: float) -> None:
    """Wait until a pipe is ready.

    Raises:
        TimeoutError: The time is over.
    """
    poll = select.poll()
    poll.register(number, event)
    left = until - time.monotonic()
    if left <= 0 or not poll.poll(left * 1000):
        raise TimeoutError


def _write(process: "subprocess.Popen[bytes]", message: Message, until: float) -> None:
    number = cast(IO[bytes], process.stdin).fileno()
    text = json.dumps(message).encode()
    data = memoryview(len(text).to_bytes(_LENGTH_BYTES, "big") + text)
    while data:
        _wait(number, select.POLLOUT, until)
        try:
            data = data[os.write(number, data[:_CHUNK]) :]
        except BlockingIOError:
            continue
        except BrokenPipeError as error:
            raise EOFError from error


def _read_message(process: "subprocess.Popen[bytes]", until: float) -> bytes:
    number = cast(IO[bytes], process.stdout).fileno()
    length = int.from_bytes(_read(number, _LENGTH_BYTES, until), "big")
    if length > _MOST_ANSWER_BYTES:
        raise ResourceLimitError(
            f"the untrusted rules answer with more than {_MOST_ANSWER_BYTES // 1_000_000} MB; ask "
            "for less at once, or look for a rule with far too many instances"
        )
    return _read(number, length, until)


def _read(number: int, count: int, until: float) -> bytes:
    parts = []
    while count:
        _wait(number, select.POLLIN, until)
        part = os.read(number, min(count, _CHUNK))
        if not part:
            raise EOFError
        parts.append(part)
        count -= len(part)
    return b"".join(parts)
