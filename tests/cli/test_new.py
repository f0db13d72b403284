from pathlib import Path

import pytest

from neurosym.cli import main


def test_a_new_pack_is_written_and_has_no_faults(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["new", "mill"]) == 0
    shown = capsys.readouterr().out
    assert "next: neurosym check" in shown
    assert (tmp_path / "rules" / "mill" / "mill.pl").is_file()
    assert (tmp_path / "causal" / "mill" / "variables.toml").is_file()
    assert main(["check", "mill"]) == 0
    assert main(["check", str(Path("rules") / "mill")]) == 0


def test_nothing_is_overwritten(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["new", "--root", str(tmp_path), "mill"]
    assert main(words) == 0
    rules = tmp_path / "rules" / "mill" / "mill.pl"
    rules.write_text("mine.\n")
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    capsys.readouterr()
    assert main(words) == 2
    assert "is there already" in capsys.readouterr().err
    after = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    assert after == before


def test_a_half_that_is_there_keeps_the_other_from_being_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "causal" / "mill").mkdir(parents=True)
    assert main(["new", "--root", str(tmp_path), "mill"]) == 2
    assert not (tmp_path / "rules").exists()
    assert "causal/mill" in capsys.readouterr().err
