"""Claim: the cold command takes at most one and a half times as long as ProbLog's.

The numbers are those of `benchmarks/results/logic_start.json`, whole processes of both commands in
turn in one run on one machine (named in the file): `python -m benchmarks.logic_start`.
"""

import json
from pathlib import Path

import pytest

from benchmarks.logic_start import PROGRAMS

RESULTS = json.loads(
    (Path(__file__).parents[2] / "benchmarks/results/logic_start.json").read_text(encoding="utf-8")
)
ROWS = {row["program"]: row for row in RESULTS["rows"]}


@pytest.mark.parametrize("program", PROGRAMS)
def test_at_most_one_and_a_half_times(program: str) -> None:
    row = ROWS[program]
    ratio = row["neurosym"]["cpu_s"] / row["problog"]["cpu_s"]
    assert row["ratio_cpu"] == pytest.approx(ratio)
    assert ratio <= 1.5
