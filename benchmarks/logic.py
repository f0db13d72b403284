"""Exact answers of whole programs: ours against ProbLog's, each in a fresh process.

    NEUROSYM_DATA=.../shared/data python -m benchmarks.logic [--quick] [--date DAY]

Every program is read, grounded, compiled and evaluated by neurosym and by each of ProbLog's exact
compilers; the ratio is to the best of them, and beside it to ProbLog's default. The programs lie
in the folder `programs` beside the data; those made from networks are written there from the
networks that pgmpy carries. The answers are compared as well. Times are seconds of the processor,
those of ProbLog's child processes included, so that what else runs on the machine counts little.
"""

import argparse
import importlib.util
import json
import math
import os
import shlex
import signal
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import ModuleType

from benchmarks.running import RESULTS, machine, write_results

COMPARED = [
    *("smokers10", "smokers20", "smokers10_deg1", "smokers20_deg1", "smokers20_local"),
    *("smokers50_local", "smokers50_deg1", "smokers20_sym", "ped9", "add1", "add2"),
    *("child", "child_allq", "alarm"),
]
OURS_ALONE = ["smokers50", "smokers50_sym", "ped24", "alarm_allq"]
"""Programs that no exact compiler of ProbLog's ends on within two minutes."""

COMPILERS = ("sdd", "ddnnf", "fsdd")
DEFAULT = "sdd"
TIMEOUT_S = 120.0


def generator() -> ModuleType:
    """Return the module that writes the programs."""
    data = os.environ.get("NEUROSYM_DATA")
    if not data:
        raise SystemExit("NEUROSYM_DATA is not set; set it to the folder with the data sets")
    source = Path(data).parent / "programs" / "generate.py"
    described = importlib.util.spec_from_file_location("generate", source)
    if described is None or described.loader is None or not source.is_file():
        raise SystemExit(f"{source} is not there; the programs are made by it")
    generate = importlib.util.module_from_spec(described)
    described.loader.exec_module(generate)
    return generate


def write_programs(folder: Path) -> None:
    """Write all programs to a folder."""
    generate = generator()
    models = importlib.util.find_spec("pgmpy")
    if models is None or models.origin is None:
        raise SystemExit("pgmpy is not installed; the networks come from it")
    networks = Path(models.origin).parent / "utils" / "example_models"
    for name, text in generate.programs(str(networks)).items():
        (folder / f"{name}.pl").write_text(text, encoding="utf-8")


def ask(engine: str, file: Path, timeout_s: float) -> dict[str, object]:
    """Ask one program in a fresh process; the whole group of processes ends with it."""
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "NEUROSYM_CACHE": "off"}
    process = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.logic_worker", engine, str(file)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment,
        start_new_session=True,
    )
    try:
        out, error = process.communicate(timeout=timeout_s)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        return {"fault": f"no answer in {timeout_s:g} s"}
    if process.returncode:
        return {"fault": error.strip().splitlines()[-1][:200] if error.strip() else "failed"}
    found: dict[str, object] = json.loads(out.splitlines()[-1])
    return found


def measured(engine: str, file: Path, runs: int, timeout_s: float) -> dict[str, object]:
    """Return the run of median time among several; a slow program is asked once."""
    found: list[dict[str, object]] = []
    for _ in range(runs):
        result = ask(engine, file, timeout_s)
        if "fault" in result:
            return result
        found.append(result)
        if float(str(result["ms"])) > 5_000:  # noqa: PLR2004
            break
    found.sort(key=lambda result: float(str(result["ms"])))
    median = found[len(found) // 2]
    return {**median, "runs_ms": [round(float(str(r["ms"])), 2) for r in found]}


def compare(name: str, folder: Path, runs: int, timeout_s: float) -> dict[str, object]:
    """Return one row of the table."""
    file = folder / f"{name}.pl"
    ours = measured("neurosym", file, runs, timeout_s)
    theirs = {compiler: measured(compiler, file, runs, timeout_s) for compiler in COMPILERS}
    row: dict[str, object] = {"program": name, "neurosym": ours, "problog": theirs}
    ended = {c: float(str(r["ms"])) for c, r in theirs.items() if "fault" not in r}
    if "fault" not in ours and ended:
        best = min(ended, key=lambda compiler: ended[compiler])
        taken, warm = float(str(ours["ms"])), float(str(ours["warm_ms"]))
        row |= {
            "best": best,
            "ratio": ended[best] / taken,
            "ratio_default": ended[DEFAULT] / taken if DEFAULT in ended else None,
            "ratio_warm": ended[best] / warm,
            "largest_difference": _difference(ours["answers"], theirs[best]["answers"]),
        }
    for result in (ours, *theirs.values()):
        result.pop("answers", None)
    return row


def _difference(ours: object, theirs: object) -> float:
    """Return the largest difference of two engines' answers; each may write a zero as no answer."""
    if not isinstance(ours, Mapping) or not isinstance(theirs, Mapping):
        return math.nan
    first = {str(text).replace(" ", ""): float(p) for text, p in ours.items()}
    second = {str(text).replace(" ", ""): float(p) for text, p in theirs.items()}
    texts = first.keys() | second.keys()
    return max((abs(first.get(t, 0.0) - second.get(t, 0.0)) for t in texts), default=0.0)


def summary(rows: Sequence[Mapping[str, object]]) -> dict[str, float]:
    """Return the ratios over all rows in which both engines answered."""
    ratios = [float(str(row["ratio"])) for row in rows if "ratio" in row]
    warm = [float(str(row["ratio_warm"])) for row in rows if "ratio_warm" in row]
    default = [
        float(str(row["ratio_default"])) for row in rows if row.get("ratio_default") is not None
    ]
    return {
        "geometric_mean": statistics.geometric_mean(ratios),
        "smallest": min(ratios),
        "largest": max(ratios),
        "geometric_mean_default": statistics.geometric_mean(default),
        "geometric_mean_warm": statistics.geometric_mean(warm),
        "smallest_warm": min(warm),
    }


def _line(row: Mapping[str, object]) -> str:
    def ms(result: object) -> str:
        if not isinstance(result, Mapping):
            return "-"
        return str(result["fault"]) if "fault" in result else f"{float(result['ms']):,.1f}"

    theirs = row["problog"]
    cells = [str(row["program"]), ms(row["neurosym"])]
    cells += [ms(theirs.get(c)) for c in COMPILERS] if isinstance(theirs, Mapping) else []
    for key in ("ratio", "ratio_default", "ratio_warm"):
        value = row.get(key)
        cells.append("-" if value is None else f"{float(str(value)):,.1f}")
    return " | ".join(cells)


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.logic")
    parser.add_argument("--quick", action="store_true", help="smoke test: two small programs")
    parser.add_argument("--runs", type=int, default=5, help="fresh processes a measurement")
    parser.add_argument("--timeout", type=float, default=TIMEOUT_S, help="seconds an answer has")
    parser.add_argument("--date", default="", help="the day of the run, kept with the results")
    parser.add_argument("--out", type=Path, help="where the results go")
    return parser.parse_args(arguments)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the benchmark."""
    given = _options(arguments)
    typed = sys.argv[1:] if arguments is None else arguments
    runs = 1 if given.quick else given.runs
    names = ["add1", "smokers10_deg1"] if given.quick else COMPARED
    print("program | neurosym ms | " + " | ".join(COMPILERS) + " | ratio | to default | warm")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_programs(folder)
        rows = []
        for program in names:
            rows.append(compare(program, folder, runs, given.timeout))
            print(_line(rows[-1]), flush=True)
        alone = []
        for program in [] if given.quick else OURS_ALONE:
            result = measured("neurosym", folder / f"{program}.pl", runs, given.timeout)
            result.pop("answers", None)
            alone.append({"program": program, "neurosym": result})
            print(program, result.get("fault", result.get("ms")), flush=True)
    total = summary(rows)
    print(json.dumps(total, indent=2))
    out = given.out or (None if given.quick else RESULTS / "logic.json")
    if out is not None:
        command = shlex.join(["python", "-m", "benchmarks.logic", *typed])
        described = {"benchmark": "logic", "date": given.date, "command": command}
        described |= {"machine": machine(), "timeout_s": given.timeout, "runs": runs}
        write_results(out, {**described, "rows": rows, "alone": alone, "summary": total})


if __name__ == "__main__":
    main()
