import json
import re
import webbrowser
from dataclasses import replace
from pathlib import Path

import pytest

from neurosym.cli import main
from neurosym.packs import load_data
from neurosym.reasoner.options import FitOptions, Progress
from neurosym.reasoner.reasoner import Reasoner

pytestmark = pytest.mark.usefixtures("few_steps")


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Run the demonstration on few cases, in a folder of its own."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("NEUROSYM_HOME", raising=False)
    fit = Reasoner.fit

    def quick(self: Reasoner, *, options: FitOptions, progress: Progress) -> Reasoner:
        few = replace(options, bootstraps=1, jobs=1, epochs=1, repeats=1, cross_fit_below=100)
        return fit(self, load_data(self.pack, rows=200), options=few, progress=progress)

    monkeypatch.setattr(Reasoner, "fit", quick)


@pytest.mark.usefixtures("small")
def test_the_main_job_prints_an_answer_and_writes_a_page(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["demo", "--pack", "respiratory"]) == 0
    shown = capsys.readouterr()
    assert "bronchitis: yes" in shown.out
    assert "Why: the causal path:" in shown.out
    assert f"page: {tmp_path / 'demo.html'}" in shown.out
    assert "neurosym ask --pack respiratory --interactive" in shown.out
    for stage in ("causal graph", "model", "strengths of rules", "calibration"):
        assert stage in shown.err
    page = (tmp_path / "demo.html").read_text(encoding="utf-8")
    assert page.startswith("<!DOCTYPE html>")
    # Nothing is fetched: no resource, style or script from elsewhere.
    assert not re.search(r"(?:src|href)\s*=\s*[\"']?(?:https?:)?//", page)
    assert not re.search(r"url\(\s*[\"']?(?:https?:)?//|@import", page)
    assert "<link" not in page
    assert page.count("<svg") >= 2
    assert "respiratory.pl:" in page
    assert main(["ask", "--pack", "respiratory", "smoke=yes"]) == 0


@pytest.mark.usefixtures("small")
def test_the_result_as_json(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    opened: list[str] = []
    monkeypatch.setattr(webbrowser, "open", opened.append)
    assert main(["demo", "--pack", "respiratory", "--json", "--seed", "3", "--open"]) == 0
    content = json.loads(capsys.readouterr().out)
    assert content["page"] == str(tmp_path / "demo.html")
    assert Path(content["saved"]).is_file()
    assert content["fit_s"] > 0
    assert content["pack"] == "respiratory"
    assert opened == [(tmp_path / "demo.html").as_uri()]
