"""The command ``neurosym test``: what it prints, and its exit codes."""

import json
import shutil
from pathlib import Path

import pytest

from neurosym.cli import main
from neurosym.logic import case_runs

pytestmark = pytest.mark.skipif(
    shutil.which("swipl") is None and not case_runs._CHECKOUT.is_dir(),
    reason="swipl is not here; `make test` builds it in .swipl/",
)


@pytest.fixture
def pump(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    assert main(["new", "pump"]) == 0
    return tmp_path / "rules" / "pump"


def test_cases_that_hold_are_0(pump: Path, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert main(["test", "pump"]) == 0
    told = capsys.readouterr().out.splitlines()
    assert told[-1] == "2 of 2 cases hold; 2 of 4 clauses fired"
    assert told[0].startswith("rules/pump/pump.pl:")
    assert "note unfired no case fires false :- fault(Pump, blockage), ...; add" in told[0]


def test_a_case_that_fails_is_1(pump: Path, capsys: pytest.CaptureFixture[str]) -> None:
    cases = pump / "cases.plt"
    cases.write_text(cases.read_text().replace("overheated(hot)", "overheated(cool)"))
    assert main(["test", "rules/pump"]) == 1
    told = capsys.readouterr().out
    assert ":1: error case_failed pump:hot_bearing does not hold; correct the rules" in told
    assert "1 of 2 cases hold" in told


def test_json(pump: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert pump.is_dir()
    capsys.readouterr()
    assert main(["test", "pump", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert [case["passed"] for case in told["cases"]] == [True, True]
    assert {row["kind"] for row in told["clauses"]} == {"rule", "constraint"}


def test_cases_of_strangers_are_not_run(pump: Path, capsys: pytest.CaptureFixture[str]) -> None:
    left = pump / "left"
    (pump / "cases.plt").write_text(f":- open('{left}', write, S), close(S).\n")
    assert main(["test", "pump", "--untrusted"]) == 2
    assert "rules/pump/cases.plt: cases are a program that runs" in capsys.readouterr().err
    assert not left.exists()


def test_bad_input_is_2(pump: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (pump / "cases.plt").unlink()
    assert main(["test", "pump"]) == 2
    assert main(["test", "pomp"]) == 2
    told = capsys.readouterr().err
    assert "rules/pump/cases.plt: there is no such file; write cases" in told
    assert "there is no pack 'pomp'" in told


@pytest.mark.parametrize("name", ["child", "breast", "respiratory"])
def test_the_cases_of_the_built_in_packs_hold(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["test", name]) == 0
    assert " cases hold; " in capsys.readouterr().out
