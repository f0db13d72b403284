import json
from pathlib import Path

import pytest

from neurosym.cli import main


def test_built_in_packs_are_listed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("NEUROSYM_HOME", raising=False)
    assert main(["packs"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines] == ["breast", "child", "respiratory"]
    assert all("not fitted" in line for line in lines)
    assert "20 variables" in lines[1]


def test_a_projects_packs_as_json(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("NEUROSYM_HOME", str(project / ".neurosym"))
    assert main(["packs", "--root", str(project), "--json"]) == 0
    (row,) = json.loads(capsys.readouterr().out)
    assert row["name"] == "pump"
    assert row["target"] == "fault"
    assert row["variables"] == 6
    assert row["fitted"] is True
