"""Claim: whole ProbLog programs are answered faster than by ProbLog's best compiler.

The numbers are those of `benchmarks/results/logic.json`, all of one run on one machine (named in
the file): `python -m benchmarks.logic`.
"""

import json
from pathlib import Path

import pytest

from benchmarks.logic import COMPARED, summary

RESULTS = json.loads(
    (Path(__file__).parents[2] / "benchmarks/results/logic.json").read_text(encoding="utf-8")
)
ROWS = {row["program"]: row for row in RESULTS["rows"]}


def test_all_programs_were_compared_in_one_run() -> None:
    assert list(ROWS) == COMPARED
    assert RESULTS["date"]
    assert RESULTS["summary"] == pytest.approx(summary(RESULTS["rows"]))


def test_answers_agree() -> None:
    compared = [row for row in ROWS.values() if "ratio" in row]
    assert len(compared) >= 13
    assert all(row["largest_difference"] < 1e-9 for row in compared)


def test_never_slower_and_ten_times_as_fast_in_geometric_mean() -> None:
    assert RESULTS["summary"]["smallest"] > 1.0
    assert RESULTS["summary"]["geometric_mean"] >= 10.0


def test_a_circuit_in_hand_is_a_hundred_times_as_fast() -> None:
    assert RESULTS["summary"]["geometric_mean_warm"] >= 100.0


def test_three_of_four_programs_that_problog_cannot_do_end_within_ten_seconds() -> None:
    ended = [row for row in RESULTS["alone"] if row["neurosym"].get("ms", 1e9) < 10_000]
    assert len(ended) >= 3
