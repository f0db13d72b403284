"""Grounding alone, reading included: ours against ProbLog's, each in a fresh process.

    NEUROSYM_DATA=.../shared/data python -m benchmarks.logic_grounding
        [--people 100 1000 10000 30000] [--runs 3] [--date DAY]

The program is the smokers of ProbLog's tutorial: each person has two friends, drawn by chance, and
the query asks of each whether they have asthma. Both sides run in one thread; times are those of
the process's processor, as the machine may be shared, and the wall's beside them. A measurement
that does not end within two minutes of it is reported as such.
"""

import argparse
import json
import os
import shlex
import signal
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from benchmarks.grounding_worker import TIMEOUT_S
from benchmarks.logic import generator
from benchmarks.running import RESULTS, machine, write_results

PEOPLE = (100, 1_000, 10_000, 30_000)
ENGINES = ("neurosym", "problog")
HANGS_S = 20.0 * TIMEOUT_S
"""Seconds of the wall after which a process that does not even compute is ended."""
LONG_S = 20.0
"""A measurement that took longer is not repeated."""

Result = dict[str, float | str]


def measure(engine: str, file: Path, runs: int) -> Result:
    """Return the fastest of several fresh processes, or why there is none."""
    found: list[Result] = []
    for _ in range(runs):
        result = _fresh(engine, file)
        if "fault" in result:
            return result
        found.append(result)
        if float(result["cpu_s"]) > LONG_S:
            break
    return min(found, key=lambda result: float(result["cpu_s"]))


def _fresh(engine: str, file: Path) -> Result:
    process = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.grounding_worker", engine, str(file)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "OMP_NUM_THREADS": "1"},
        start_new_session=True,
    )
    try:
        out, error = process.communicate(timeout=HANGS_S)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        return {"fault": f"hangs for {HANGS_S:g} s"}
    if process.returncode == -signal.SIGXCPU:
        return {"fault": f"not grounded in {TIMEOUT_S} s"}
    if process.returncode:
        return {"fault": error.strip().splitlines()[-1][:200] if error.strip() else "failed"}
    found: Result = json.loads(out.splitlines()[-1])
    return found


def compare(people: int, runs: int) -> dict[str, object]:
    """Return one row: both engines on the same program, one after the other."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "smokers.pl"
        file.write_text(generator().smokers(people), encoding="utf-8")
        results = {engine: measure(engine, file, runs) for engine in ENGINES}
    return {"people": people, **results, **figures(results["neurosym"], results["problog"])}


def figures(ours: Mapping[str, float | str], theirs: Mapping[str, float | str]) -> dict[str, float]:
    """Return what follows from two measurements: the ratio, and our time for a clause instance.

    Args:
        ours: Our measurement.
        theirs: ProbLog's.

    Returns:
        ``us_per_instance`` if ours ended, and ``ratio`` (theirs over ours) if both did.
    """
    derived: dict[str, float] = {}
    if "fault" not in ours:
        derived["us_per_instance"] = 1e6 * float(ours["cpu_s"]) / float(ours["count"])
        if "fault" not in theirs:
            derived["ratio"] = float(theirs["cpu_s"]) / float(ours["cpu_s"])
    return derived


def line(row: Mapping[str, object]) -> str:
    """Return a row of the printed table."""
    cells = [f"{row['people']:,}"]
    for engine in ENGINES:
        result = row[engine]
        assert isinstance(result, Mapping)
        cells.append(str(result.get("fault", f"{float(result.get('cpu_s', 0.0)):.3f}")))
        cells.append(str(result.get("count", "-")))
    for key in ("us_per_instance", "ratio"):
        cells.append(f"{float(str(row[key])):.1f}" if key in row else "-")
    return " | ".join(cells)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.logic_grounding")
    parser.add_argument("--people", type=int, nargs="+", default=list(PEOPLE))
    parser.add_argument("--runs", type=int, default=3, help="fresh processes a measurement")
    parser.add_argument("--date", default="", help="the day of the run, kept with the results")
    parser.add_argument("--out", type=Path, default=RESULTS / "logic_grounding.json")
    given = parser.parse_args(arguments)
    typed = sys.argv[1:] if arguments is None else arguments
    print("people | neurosym s | instances | ProbLog s | nodes | us an instance | ratio")
    rows = []
    for people in given.people:
        rows.append(compare(people, given.runs))
        print(line(rows[-1]), flush=True)
    write_results(
        given.out,
        {
            "benchmark": "logic_grounding",
            "date": given.date,
            "command": shlex.join(["python", "-m", "benchmarks.logic_grounding", *typed]),
            "machine": machine(),
            "load_average": round(os.getloadavg()[0], 1),
            "timeout_s": TIMEOUT_S,
            "runs": given.runs,
            "rows": rows,
        },
    )


if __name__ == "__main__":
    main()
