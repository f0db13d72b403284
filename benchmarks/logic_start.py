"""The cold command line: `neurosym query FILE` against `problog FILE`, whole processes.

    NEUROSYM_DATA=.../shared/data python -m benchmarks.logic_start [--runs 11] [--date DAY]

Of each program both commands are run in turn; the median of the processes' processor time is
compared, and of the wall's time beside it. The very first start of neurosym, which compiles its
Prolog files into the user's cache, is measured on its own. Circuits are compiled anew every time.
"""

import argparse
import os
import resource
import shlex
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from benchmarks.logic import write_programs
from benchmarks.running import RESULTS, machine, write_results

PROGRAMS = ("coins", "smokers10_deg1", "add1", "smokers10")
COINS = "0.4::heads(c1). 0.5::heads(c2). win :- heads(_). query(win). query(heads(_)).\n"
"""About the smallest program that one would ask."""

TIMEOUT_S = 120.0


def commands(file: Path) -> dict[str, list[str]]:
    """Return what is typed, by engine."""
    return {
        "neurosym": [sys.executable, "-m", "neurosym", "query", str(file)],
        "problog": [str(Path(sys.executable).parent / "problog"), str(file)],
    }


def run_once(command: Sequence[str], cache: Path) -> dict[str, float]:
    """Run a command to its end; return its seconds of wall and processor time."""
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "NEUROSYM_CACHE": str(cache)}
    # An installed package has its modules compiled, as ProbLog's are here.
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    started = time.perf_counter()
    subprocess.run(
        command,
        check=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        env=environment,
        timeout=TIMEOUT_S,
    )
    wall = time.perf_counter() - started
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime
    return {"wall_s": wall, "cpu_s": cpu}


def compare(file: Path, cache: Path, runs: int) -> dict[str, object]:
    """Return one row: both commands in turn, as often as asked."""
    typed = commands(file)
    first = run_once(typed["neurosym"], cache)
    taken: dict[str, list[dict[str, float]]] = {engine: [] for engine in typed}
    for _ in range(runs):
        for engine, command in typed.items():
            taken[engine].append(run_once(command, cache))
    return {"program": file.stem, "first_start": first, **medians(taken)}


def medians(taken: Mapping[str, Sequence[Mapping[str, float]]]) -> dict[str, object]:
    """Return the medians by engine and the ratio of ours to ProbLog's, of both times."""
    middle = {
        engine: {key: statistics.median([run[key] for run in runs]) for key in runs[0]}
        for engine, runs in taken.items()
    }
    ratios = {
        f"ratio_{key.removesuffix('_s')}": middle["neurosym"][key] / middle["problog"][key]
        for key in middle["neurosym"]
    }
    return {**middle, **ratios}


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.logic_start")
    parser.add_argument("--runs", type=int, default=11, help="runs of each command")
    parser.add_argument("--date", default="", help="the day of the run, kept with the results")
    parser.add_argument("--out", type=Path, default=RESULTS / "logic_start.json")
    given = parser.parse_args(arguments)
    typed = sys.argv[1:] if arguments is None else arguments
    rows = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_programs(folder)
        (folder / "coins.pl").write_text(COINS, encoding="utf-8")
        for program in PROGRAMS:
            row = compare(folder / f"{program}.pl", folder / "cache", given.runs)
            rows.append(row)
            print(row, flush=True)
    write_results(
        given.out,
        {
            "benchmark": "logic_start",
            "date": given.date,
            "command": shlex.join(["python", "-m", "benchmarks.logic_start", *typed]),
            "machine": machine(),
            "load_average": round(os.getloadavg()[0], 1),
            "runs": given.runs,
            "rows": rows,
        },
    )


if __name__ == "__main__":
    main()
