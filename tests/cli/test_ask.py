import io
import json
import re
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from neurosym.cli import main
from neurosym.reasoner.reasoner import Reasoner

Saving = Callable[[str], Path]
CASE = "lower_body_o2=<5, chest_xray=oligaemic"


def words(saved: Saving, *more: str, pack: str = "child") -> list[str]:
    return ["ask", "--pack", pack, "--saved", str(saved(pack)), *more]


def test_the_answer_is_printed_as_text(saved: Saving, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(words(saved, CASE)) == 0
    expected = Reasoner.from_pack("child").load(saved("child")).ask(CASE)
    assert capsys.readouterr().out == expected.to_text() + "\n"


def test_the_answer_is_printed_as_json(saved: Saving, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(words(saved, "--json", CASE)) == 0
    content = json.loads(capsys.readouterr().out)
    expected = Reasoner.from_pack("child").load(saved("child")).ask(CASE)
    assert content == json.loads(json.dumps(expected.to_json()))


def test_another_language(saved: Saving, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(words(saved, "--language", "zh", CASE)) == 0
    assert "置信度" in capsys.readouterr().out


def test_a_page_on_request(
    saved: Saving, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(words(saved, "--html", str(tmp_path / "page.html"), CASE)) == 0
    page = (tmp_path / "page.html").read_text(encoding="utf-8")
    assert page.startswith("<!DOCTYPE html>")
    assert capsys.readouterr().out


def test_the_place_under_the_home_is_found(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("NEUROSYM_HOME", str(project / ".neurosym"))
    assert main(["ask", "--root", str(project), "--pack", "pump", "noisy=yes"]) == 0
    assert "Outcomes:" in capsys.readouterr().out


def test_a_conflict_is_an_answer(saved: Saving, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(words(saved, "--json", "either=no, tub=yes", pack="respiratory")) == 0
    content = json.loads(capsys.readouterr().out)
    assert content["outcome"] is None
    assert {fact["variable"] for fact in content["conflict"]["facts"]} == {"either", "tub"}


def interview(monkeypatch: pytest.MonkeyPatch, saved: Saving, replies: str, case: str) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(replies))
    assert main(words(saved, "--interactive", "--json", case, pack="respiratory")) == 0


def test_it_asks_back_and_answers_the_fuller_case(
    saved: Saving, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    reasoner = Reasoner.from_pack("respiratory").load(saved("respiratory"))
    first = reasoner.ask("cough=yes").next_question
    assert first is not None
    interview(monkeypatch, saved, "no\n", "cough=yes")
    shown = capsys.readouterr()
    assert first.text in shown.err
    assert re.search(r"\[bronchitis: \w+: [\d.]+%\]", shown.err)
    content = json.loads(shown.out)
    assert {(f["variable"], f["state"]) for f in content["facts"]} == {
        ("cough", "yes"),
        (first.variable, "no"),
    }


def test_an_unknown_reply_is_asked_again_and_a_declined_one_is_not(
    saved: Saving, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    reasoner = Reasoner.from_pack("respiratory").load(saved("respiratory"))
    first = reasoner.ask("cough=yes").next_question
    assert first is not None
    interview(monkeypatch, saved, "perhaps\n?\n", "cough=yes")
    shown = capsys.readouterr()
    assert "perhaps" in shown.err
    assert shown.err.count(first.text) == 2
    assert first.variable not in {f["variable"] for f in json.loads(shown.out)["facts"]}


def test_it_ends_where_all_is_unknown(
    saved: Saving, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    interview(monkeypatch, saved, "\n" * 50, "")
    assert json.loads(capsys.readouterr().out)["facts"] == []


def test_an_answer_comes_within_seconds_from_a_process_of_its_own(saved: Saving) -> None:
    started = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-m", "neurosym", *words(saved, CASE)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0
    assert done.stderr == ""
    assert "Outcomes:" in done.stdout
    # Two seconds on a quiet machine; this bound only catches another order of magnitude.
    assert time.monotonic() - started < 30


def test_a_query_writes_no_page(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    words = ["ask", "--pack", "child", "--query", "disease(P, D)", "--html", str(page)]
    assert main(words) == 2
    assert "--query answers in text and --html writes an answer's page" in capsys.readouterr().err
    assert not page.exists()
