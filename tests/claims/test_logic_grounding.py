"""Claim: grounding the smokers is more than 20 times as fast as ProbLog's, and linear.

The numbers are those of `benchmarks/results/logic_grounding.json`, both engines in one run on one
machine (named in the file): `python -m benchmarks.logic_grounding`.
"""

import json
from pathlib import Path

import pytest

from benchmarks.logic_grounding import figures

RESULTS = json.loads(
    (Path(__file__).parents[2] / "benchmarks/results/logic_grounding.json").read_text("utf-8")
)
ROWS = {row["people"]: row for row in RESULTS["rows"]}


def test_the_sizes_and_the_machine_are_named() -> None:
    assert list(ROWS) == [100, 1_000, 10_000, 30_000]
    assert RESULTS["date"]
    assert {"cpu", "cores", "python", "janus-swi"} <= set(RESULTS["machine"])


@pytest.mark.parametrize("people", [1_000, 10_000])
def test_twenty_times_as_fast(people: int) -> None:
    row = ROWS[people]
    assert row["ratio"] == figures(row["neurosym"], row["problog"])["ratio"]
    assert row["ratio"] >= 20.0


@pytest.mark.parametrize("people", [100, 1_000, 10_000, 30_000])
def test_thirty_microseconds_a_clause_instance(people: int) -> None:
    assert ROWS[people]["neurosym"]["count"] == 7 * people
    assert ROWS[people]["us_per_instance"] <= 30.0


def test_three_times_the_people_take_at_most_four_times_as_long() -> None:
    assert ROWS[30_000]["neurosym"]["cpu_s"] <= 4.0 * ROWS[10_000]["neurosym"]["cpu_s"]


def test_what_problog_does_not_end_is_reported_as_such() -> None:
    assert ROWS[30_000]["problog"] == {"fault": "not grounded in 120 s"}
    assert "ratio" not in ROWS[30_000]
