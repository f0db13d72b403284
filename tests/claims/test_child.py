"""Claim: on `child` the reasoner keeps every hard rule; its parts are weighed against the ceiling.

The numbers are those of `benchmarks/results/child.json`, all columns of one run on one machine
(named in the file): `python -m benchmarks.child`.
"""

import json
from pathlib import Path

import pytest

from benchmarks.columns import CEILING, FULL, FUSED, NETWORK, RULES
from benchmarks.tables import Figures, summarise, verdicts

RESULTS = json.loads(
    (Path(__file__).parents[2] / "benchmarks/results/child.json").read_text(encoding="utf-8")
)
TABLES = {(table["name"], table["training_cases"]): table for table in RESULTS["tables"]}
NAMES = [(name, size) for size in (100, 5000) for name in ("hidden", "reports")]


def mean(name: str, size: int, column: str, figure: str) -> float:
    return float(TABLES[name, size]["columns"][column][figure]["mean"])


def test_five_seeds_of_5000_cases_each_from_one_run() -> None:
    assert set(TABLES) == set(NAMES)
    assert RESULTS["design"]["seeds"] == [1, 2, 3, 4, 5]
    assert RESULTS["date"]
    assert {"cpu", "cores", "threads_per_process", "torch"} <= set(RESULTS["machine"])
    for table in TABLES.values():
        assert [run["shares"]["cases"] for run in table["runs"]] == [5000.0] * 5


@pytest.mark.parametrize("name", NAMES)
def test_summary_and_words_follow_from_the_runs(name: tuple[str, int]) -> None:
    table = TABLES[name]
    runs: list[Figures] = table["runs"]
    assert table["columns"] == summarise(runs)
    assert table["words"] == verdicts(runs)


def test_the_ceiling_is_the_true_networks() -> None:
    for size in (100, 5000):
        assert 0.70 <= mean("hidden", size, CEILING, "accuracy") <= 0.72
        assert 0.60 <= mean("reports", size, CEILING, "accuracy") <= 0.64


@pytest.mark.parametrize("name", NAMES)
def test_no_column_has_a_smaller_log_loss_than_the_ceiling(name: tuple[str, int]) -> None:
    columns = {column for column in TABLES[name]["columns"] if column != "shares"}
    best = min(columns, key=lambda column: mean(*name, column, "log_loss"))
    assert best == CEILING


@pytest.mark.parametrize("name", NAMES)
def test_no_answer_of_the_reasoner_breaks_a_hard_rule(name: tuple[str, int]) -> None:
    for run in TABLES[name]["runs"]:
        for column in (RULES, FUSED, FULL):
            assert run[column]["breaks_rules"] == 0.0


@pytest.mark.parametrize("name", NAMES)
def test_the_table_says_whether_the_model_adds_to_the_network(name: tuple[str, int]) -> None:
    (sentence,) = (s for s in TABLES[name]["words"] if s.startswith("Adding the MoE"))
    runs = TABLES[name]["runs"]
    gain = [run[RULES]["log_loss"] - run[FUSED]["log_loss"] for run in runs]
    if max(gain) <= 0.0:
        assert "improves" not in sentence
    if "improves" in sentence:
        assert sum(gain) > 0.0
    assert NETWORK in TABLES[name]["columns"]
