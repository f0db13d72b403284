"""The README's section on the logic engine, written from the stored results.

    python -m benchmarks.logic_tables

prints the section; a test compares it with the README.
"""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from benchmarks.running import RESULTS

HEADING = "### The logic engine against its peers"

Row = Mapping[str, Any]


def section(results: Path = RESULTS) -> str:
    """Return the section, its heading first.

    Args:
        results: The folder of the benchmarks' results.
    """
    found = {
        file.stem: json.loads(file.read_text(encoding="utf-8"))
        for file in sorted(results.glob("logic*.json"))
    }
    header = ["| work | neurosym | peer | ratio | `python -m` |", "|---|---|---|---|---|"]
    lines = [
        HEADING,
        "",
        "The columns of a table are of one run on two cores, one thread; times are seconds of the",
        "processor, the median of several processes or turns. No GPU was at hand. Answers, losses",
        "and gradients are compared as well: the results say how far they are apart.",
        "",
        *_programs(found["logic"]),
        *header,
        *_grounding(found["logic_grounding"]["rows"]),
        *_start(found["logic_start"]["rows"]),
        *_neural(found["logic_neural"]["rows"]),
        *_circuits(found["logic_circuits"]["summary"]),
        *_fuzzy(found["logic_fuzzy"]["rows"]),
        *_tests(found["logic_tests"]["rows"]),
    ]
    return "\n".join(lines) + "\n"


def _programs(found: Row) -> Iterator[str]:
    """The table of whole programs, and what is said below it."""
    summary = found["summary"]
    yield "Whole programs, read to answer in fresh processes, imports left out, against the best"
    yield "and the default of ProbLog's three exact compilers; *warm* is the same circuit asked"
    yield "again under other weights, against ProbLog's best: `python -m benchmarks.logic`."
    yield ""
    yield "| program | neurosym, ms | ProbLog's best, ms | ratio | to its default | warm |"
    yield "|---|---|---|---|---|---|"
    yield from map(_program, found["rows"])
    yield ""
    yield (
        f"Geometric mean {summary['geometric_mean']:.1f}, smallest {summary['smallest']:.1f}; to "
        f"the default, where it answered, {summary['geometric_mean_default']:.1f}; warm "
        f"{summary['geometric_mean_warm']:,.0f}, smallest {summary['smallest_warm']:,.0f}. An "
        f"answer had {found['timeout_s']:.0f} s."
    )
    alone = "; ".join(map(_alone, found["alone"]))
    yield f"Programs that no exact compiler of ProbLog's ends on in that time: {alone}."
    yield ""


def _program(row: Row) -> str:
    best = row["best"]
    default = "no answer" if row["ratio_default"] is None else f"{row['ratio_default']:.1f}"
    theirs = f"{row['problog'][best]['ms']:,.0f} ({best})"
    ours, ratio = f"{row['neurosym']['ms']:.1f}", f"{row['ratio']:.1f}"
    cells = (row["program"], ours, theirs, ratio, default, f"{row['ratio_warm']:,.0f}")
    return f"| {' | '.join(cells)} |"


def _alone(row: Row) -> str:
    ours = row["neurosym"]
    return f"{row['program']} {ours['ms']:.0f} ms" if "ms" in ours else f"{row['program']} refused"


def _cells(work: str, ours: str, theirs: str, ratio: str, module: str) -> str:
    return f"| {work} | {ours} | {theirs} | {ratio} | `benchmarks.{module}` |"


def _grounding(rows: list[Row]) -> Iterator[str]:
    for row in rows:
        if "ratio" in row:
            ours, theirs = row["neurosym"]["cpu_s"], f"ProbLog {row['problog']['cpu_s']:.3g} s"
            work = f"reading and grounding, {row['people']:,} people"
            yield _cells(work, f"{ours:.3g} s", theirs, f"{row['ratio']:.1f}", "logic_grounding")


def _start(rows: list[Row]) -> Iterator[str]:
    for row in rows:
        ours, theirs = row["neurosym"]["cpu_s"], row["problog"]["cpu_s"]
        work = f"the command `query`, the whole process, {row['program']}"
        told = f"`problog` {theirs * 1e3:.0f} ms"
        yield _cells(work, f"{ours * 1e3:.0f} ms", told, f"{theirs / ours:.2f}", "logic_start")


def _neural(rows: list[Row]) -> Iterator[str]:
    for row in rows:
        work = f"training step, sums of {row['digits']}-digit numbers, batch 32, compiled before"
        ours = f"{row['ours_ms']:.2f} ms; the network alone {row['network_ms']:.2f}"
        theirs = f"DeepProbLog, cache on, {row['deepproblog_trained_ms']:,.0f} ms"
        yield _cells(work, ours, theirs, f"{row['faster']:,.0f}", "logic_neural")
        theirs = f"all goals in its cache {row['deepproblog_ms']:,.0f} ms"
        yield _cells("", ours, theirs, f"{row['faster_cached']:,.0f}", "logic_neural")
        work = f"from the first step on, {row['steps']} steps, our compiling included"
        ours = f"{row['ours_trained_ms']:.2f} ms"
        theirs = f"DeepProbLog {row['deepproblog_trained_ms']:,.0f} ms"
        yield _cells(work, ours, theirs, f"{row['faster_trained']:,.0f}", "logic_neural")


def _circuits(summary: Row) -> Iterator[str]:
    ratio = f"{summary['geometric_mean']:.1f} in geometric mean, {summary['smallest']:.1f} at least"
    work = "values and gradients of eight circuits, batch 1,024, float32"
    yield _cells(work, "", "KLay", ratio, "logic_circuits")


def _fuzzy(rows: list[Row]) -> Iterator[str]:
    for row in rows:
        work = f"LTN's smokers theory, training step, {row['form']}"
        ours, theirs = f"{row['ours_ms']:.2f} ms", f"LTNtorch {row['ltn_ms']:.1f} ms"
        yield _cells(work, ours, theirs, f"{row['ratio']:.1f}", "logic_fuzzy")


def _tests(rows: list[Row]) -> Iterator[str]:
    for row in rows:
        work = f"numeric tests, {row['tests']}, a case and rule"
        ours, theirs = f"{row['ours_ns']:.1f} ns", f"20 lines of torch {row['plain_ns']:.1f} ns"
        yield _cells(work, ours, theirs, f"{row['ratio']:.2f}", "logic_tests")


if __name__ == "__main__":
    print(section(), end="")
