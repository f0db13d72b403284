"""Claims: circuits against KLay, a fuzzy theory against LTNtorch, tests against plain torch.

The numbers are those of `benchmarks/results/logic_circuits.json`, `logic_fuzzy.json` and
`logic_tests.json`: each file's rows come from one run on one machine, named in it, on one thread.
"""

import json
from pathlib import Path
from typing import Any

import pytest

FOLDER = Path(__file__).parents[2] / "benchmarks/results"


def results(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    assert found["date"]
    assert found["machine"]["threads_per_process"] == "1"
    return found


def test_circuits_are_eight_times_as_fast_as_klays_and_never_below_five() -> None:
    found = results("logic_circuits")
    assert found["batch"] == 1024
    assert found["dtype"] == "float32"
    programs = {row["program"] for row in found["rows"]}
    assert programs == {"smokers20_local", "add2", "alarm", "child"}
    assert found["summary"]["geometric_mean"] >= 8.0
    assert min(row["ratio"] for row in found["rows"]) >= 5.0
    # both sides round to float32, on values up to a few tens and gradients up to a few hundred
    assert max(row["values_apart"] for row in found["rows"]) < 1e-4
    assert max(row["gradient_apart"] for row in found["rows"]) < 1e-3


@pytest.mark.parametrize(("form", "least"), [("constants", 8.0), ("diagonal", 2.5)])
def test_a_fuzzy_theory_is_trained_faster_than_by_ltntorch(form: str, least: float) -> None:
    (row,) = (row for row in results("logic_fuzzy")["rows"] if row["form"] == form)
    assert row["ratio"] >= least
    assert row["losses_apart"] < 1e-5


@pytest.mark.parametrize(("tests", "most"), [("hard", 10.0), ("soft, with gradient", 50.0)])
def test_numeric_tests_cost_nanoseconds_a_case_and_rule(tests: str, most: float) -> None:
    found = results("logic_tests")
    assert (found["rules"], found["tests_a_rule"], found["cases"]) == (100, 3, 100_000)
    (row,) = (row for row in found["rows"] if row["tests"] == tests)
    assert row["ours_ns"] < most
    assert row.get("same", True)
    assert row.get("gradients_apart", 0.0) < 1e-5
