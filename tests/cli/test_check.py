import json
from pathlib import Path

import pytest

from neurosym.cli import main


@pytest.fixture
def rules(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path / "rules.pl"


def test_a_clean_file_is_0(rules: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rules.write_text("0.3::fever(a).\nill(X) :- fever(X).\nquery(ill(_)).\n")
    assert main(["check", "rules.pl"]) == 0
    assert capsys.readouterr().out == "0 errors, 0 warnings\n"


def test_warnings_alone_are_1(rules: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rules.write_text("0.3::fever(a).\nill(X) :- fever(Y).\nquery(ill(_)).\n")
    assert main(["check", "rules.pl"]) == 1
    shown = capsys.readouterr().out
    assert "rules.pl:2:" in shown
    assert "warning singleton" in shown
    assert shown.splitlines()[-1].startswith("0 errors, ")


def test_an_error_is_2(rules: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rules.write_text("ill(X) :- feber(X).\nquery(ill(_)).\n0.3::fever(a).\n")
    assert main(["check", "rules.pl"]) == 2
    assert "rules.pl:1:" in capsys.readouterr().out


def test_faults_as_json(rules: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rules.write_text("ill(X) :- fever(X.\n\nwell(X :- fever(X).\n")
    assert main(["check", "--json", "rules.pl"]) == 2
    rows = json.loads(capsys.readouterr().out)
    assert [row["line"] for row in rows] == [1, 3]
    assert all(row["severity"] == "error" and row["code"] == "syntax" for row in rows)
    assert all(row["file"] == "rules.pl" and row["column"] > 1 for row in rows)


def test_a_folder_is_checked_whole(rules: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = rules.parent / "folder"
    folder.mkdir()
    for name in ("a", "b"):
        (folder / f"{name}.pl").write_text("ill(X) :- fever(X.\n")
    assert main(["check", "folder"]) == 2
    shown = capsys.readouterr().out
    assert "a.pl:1:" in shown
    assert "b.pl:1:" in shown


@pytest.mark.parametrize("name", ["child", "breast", "respiratory"])
def test_built_in_packs_have_no_errors(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", name]) in (0, 1)
    assert "0 errors" in capsys.readouterr().out
