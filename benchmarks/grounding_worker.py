"""One program grounded by one engine in this process; prints a line of JSON.

    python -m benchmarks.grounding_worker ENGINE FILE

ENGINE is `neurosym` or `problog`. Reading the text is counted, imports are not, and for neurosym
neither is the start of SWI-Prolog. ProbLog's count is that of the nodes of its formula; ours is
that of the ground instances of uncertain clauses.
"""

# ruff: noqa: PLC0415 - each engine is imported only where it is asked

import json
import os
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path

RECURSION = 1_000_000
TIMEOUT_S = 120
"""Seconds of processor time after which the process is ended."""


def ground_neurosym(text: str) -> Callable[[], int]:
    """Return what reads and grounds the program with our engine."""
    os.environ["NEUROSYM_CACHE"] = "off"
    from neurosym.logic import engine
    from neurosym.logic.program import Program

    engine.start()

    def work() -> int:
        ground = Program.from_text(text).ground()
        own = sum("::" not in leaf.text for leaf in ground.leaves.values())
        return len(ground.rules) + own

    return work


def ground_problog(text: str) -> Callable[[], int]:
    """Return what reads and grounds the program with ProbLog."""
    from problog.formula import LogicFormula
    from problog.program import PrologString

    sys.setrecursionlimit(RECURSION)

    def work() -> int:
        return len(LogicFormula.create_from(PrologString(text)))

    return work


def main() -> None:
    """Ground the program and print the times."""
    engine, file = sys.argv[1:]
    text = Path(file).read_text(encoding="utf-8")
    work = (ground_neurosym if engine == "neurosym" else ground_problog)(text)
    started = round(time.process_time())
    limit = resource.RLIMIT_CPU
    resource.setrlimit(limit, (started + TIMEOUT_S, resource.getrlimit(limit)[1]))
    cpu, wall = time.process_time(), time.perf_counter()
    count = work()
    taken = {"cpu_s": time.process_time() - cpu, "wall_s": time.perf_counter() - wall}
    print(json.dumps({**taken, "count": count}))


if __name__ == "__main__":
    main()
