import json
from pathlib import Path

import pytest

from neurosym.cli import main

pytestmark = pytest.mark.usefixtures("few_steps")
FAST = ["--bootstraps", "0", "--epochs", "1"]


def rows(count: int) -> str:
    """Cases in which smokers with a cough have bronchitis."""
    lines = ["bronc,asia,smoke,tub,lung,either,xray,dysp,fever,cough"]
    for row in range(count):
        ill = "yes" if row % 3 else "no"
        lines.append(f"{ill},no,{ill},no,no,no,no,{'yes' if row % 2 else ''},no,{ill}")
    return "\n".join(lines) + "\n"


def test_a_csv_file_is_fitted_saved_and_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("NEUROSYM_HOME", raising=False)
    (tmp_path / "cases.csv").write_text(rows(60))
    assert main(["fit", "--pack", "respiratory", *FAST, "cases.csv"]) == 0
    shown = capsys.readouterr()
    place = Path(".neurosym") / "respiratory" / "reasoner.safetensors"
    assert shown.out.splitlines()[-1] == f"saved to {place}"
    assert "arrows learned" in shown.out
    assert "model" in shown.err
    assert main(["ask", "--pack", "respiratory", "--json", "smoke=yes, cough=yes"]) == 0
    content = json.loads(capsys.readouterr().out)
    assert content["outcomes"][0]["state"] == "yes"


def test_a_refused_fit_leaves_the_old_file(
    tmp_path: Path, project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    place = tmp_path / "old"
    place.write_bytes(b"old")
    (tmp_path / "cases.csv").write_text("service,nonsense\nrecent,1\n")
    words = ["fit", "--root", str(project), "--pack", "pump", "--out", str(place)]
    assert main([*words, str(tmp_path / "cases.csv")]) == 2
    assert "'nonsense'" in capsys.readouterr().err
    assert place.read_bytes() == b"old"
    assert len(list(tmp_path.iterdir())) == 2


def test_a_fit_that_is_interrupted_says_so_and_saves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("neurosym.reasoner.fitting.learn_strengths", interrupted)
    (tmp_path / "cases.csv").write_text(rows(40))
    assert main(["fit", "--pack", "respiratory", *FAST, "cases.csv"]) == 130
    assert capsys.readouterr().err.rstrip().endswith("interrupted")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["cases.csv"]
