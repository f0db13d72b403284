"""Claim: `neurosym check` finds 95 % of the faults on their line, 80 % at their column.

Of at least 200 mutated rule files of at least ten kinds, with no false alarm on 50 files without
faults; plain SWI-Prolog beside it in the same run. The numbers are those of
`benchmarks/results/checking.json`: `python -m benchmarks.checking`.
"""

import json
from pathlib import Path

import pytest

from benchmarks.checking_tables import section
from benchmarks.mutation_kinds import KINDS
from neurosym.logic import fault_sentences, reading

ROOT = Path(__file__).parents[2]
RESULTS = json.loads((ROOT / "benchmarks/results/checking.json").read_text("utf-8"))
ROWS = RESULTS["rows"]
ALL = RESULTS["all"]


def test_the_corpus_and_the_machine_are_named() -> None:
    assert [row["kind"] for row in ROWS] == [kind.name for kind in KINDS]
    assert len(ROWS) >= 10
    assert ALL["files"] == sum(row["files"] for row in ROWS) >= 200
    assert RESULTS["date"]
    assert {"cpu", "cores", "python", "janus-swi", "swipl"} <= set(RESULTS["machine"])


def test_lines_and_columns() -> None:
    assert ALL["line"] == sum(row["line"] for row in ROWS)
    assert ALL["line"] >= 0.95 * ALL["files"]
    assert ALL["column"] >= 0.8 * ALL["files"]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["kind"])
def test_no_kind_is_left_out(row: dict[str, int]) -> None:
    assert row["line"] >= 0.8 * row["files"]
    assert row["line"] >= row["swi_line"]


def test_no_false_alarm() -> None:
    assert RESULTS["clean"]["files"] >= 50
    assert RESULTS["clean"]["errors"] == []
    assert RESULTS["clean"]["warnings"] == []


def test_the_page_has_the_table_as_the_results_give_it() -> None:
    assert section() in (ROOT / "docs" / "checking.md").read_text(encoding="utf-8")


def test_the_page_names_every_code() -> None:
    page = (ROOT / "docs" / "checking.md").read_text(encoding="utf-8")
    codes = {*fault_sentences._FAULTS, *reading._SENTENCES} - {"refused"}
    assert [code for code in codes if f"`{code}`" not in page] == []
