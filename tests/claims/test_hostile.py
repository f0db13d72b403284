"""Claim: no hostile rule file does harm, each is over in two seconds, and work goes on after it.

The numbers are those of `benchmarks/results/hostile.json`, from one process on the machine named
there: `python -m benchmarks.hostile`. The page docs/untrusted.md is written from them.
"""

import json
from pathlib import Path

import pytest

from benchmarks.hostile_files import hostile_files
from benchmarks.hostile_tables import BEGIN, END, tables

ROOT = Path(__file__).parents[2]
FOUND = json.loads((ROOT / "benchmarks/results/hostile.json").read_text(encoding="utf-8"))
FILES = {row["name"]: row for row in FOUND["files"]}
ANSWERED = {
    "deep_chain", "expansion_quiet", "long_number", "many_clauses", "many_paths",
    "shared_subproofs", "text_backtracking",
}  # fmt: skip


def test_every_file_was_tried() -> None:
    assert set(FILES) == {item.name for item in hostile_files()}
    assert len(FILES) >= 40


@pytest.mark.parametrize("name", sorted(FILES))
def test_no_harm_and_work_goes_on(name: str) -> None:
    row = FILES[name]
    assert row["seconds"] < 2.0
    assert row["left"] == []
    assert row["next_answers"]
    assert row["happened"] != "answered" or name in ANSWERED


@pytest.mark.parametrize("request_", ["check", "prove", "why_not"])
def test_the_other_requests_are_over_in_time_too(request_: str) -> None:
    assert FOUND["requests"][request_]["seconds"] < 2.0
    assert FOUND["requests"][request_]["next_answers"]


def test_locked_processes_open_and_start_nothing() -> None:
    assert FOUND["audit"]["tool"] == "strace -f"
    assert FOUND["audit"]["processes"] >= len(FILES) - 10
    assert FOUND["audit"]["calls"] == []


def test_a_process_starts_in_less_than_a_third_of_a_second() -> None:
    assert FOUND["start_s"]["processor"]["median"] < 0.3


@pytest.mark.parametrize("where", ["trusted", "untrusted"])
def test_an_interrupt_takes_effect_at_once(where: str) -> None:
    assert FOUND["interrupt_s"][where] < 0.2


def test_the_page_shows_what_was_measured() -> None:
    page = (ROOT / "docs/untrusted.md").read_text(encoding="utf-8")
    assert page.partition(BEGIN)[2].partition(END)[0] == tables()
