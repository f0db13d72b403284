"""Claim: on the 569 patients of `breast` the reasoner keeps every hard rule, in five folds.

The numbers are those of `benchmarks/results/breast.json`, all columns of one run on one machine
(named in the file): `python -m benchmarks.breast`.
"""

import json
from pathlib import Path

import pytest

from benchmarks.columns import CEILING, FULL, FUSED, RULES
from benchmarks.tables import Figures, summarise, verdicts

RESULTS = json.loads(
    (Path(__file__).parents[2] / "benchmarks/results/breast.json").read_text(encoding="utf-8")
)
TABLES = {table["name"]: table for table in RESULTS["tables"]}
NAMES = ("recorded", "hidden")


def test_every_patient_is_answered_once_a_seed() -> None:
    assert set(TABLES) == set(NAMES)
    assert RESULTS["design"]["folds"] == 5
    assert RESULTS["date"]
    assert {"cpu", "cores", "threads_per_process", "torch"} <= set(RESULTS["machine"])
    for table in TABLES.values():
        assert len(table["runs"]) == len(RESULTS["design"]["seeds"])
        assert {run["shares"]["cases"] for run in table["runs"]} == {569.0}
        assert CEILING not in table["columns"]


@pytest.mark.parametrize("name", NAMES)
def test_summary_and_words_follow_from_the_runs(name: str) -> None:
    table = TABLES[name]
    runs: list[Figures] = table["runs"]
    assert table["columns"] == summarise(runs)
    assert table["words"] == verdicts(runs)


@pytest.mark.parametrize("name", NAMES)
def test_no_answer_of_the_reasoner_breaks_a_hard_rule(name: str) -> None:
    for run in TABLES[name]["runs"]:
        for column in (RULES, FUSED, FULL):
            assert run[column]["breaks_rules"] == 0.0
