"""Rules of a pack are checked against its variables before anything is learned."""

import shutil
from pathlib import Path

import pytest

from neurosym.errors import RuleSyntaxError
from neurosym.packs import find_pack
from neurosym.reasoner.domain import load_rules

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    for half in ("rules", "causal"):
        shutil.copytree(ROOT / half / "child", tmp_path / half / "child")
    return tmp_path


@pytest.mark.parametrize("pack", ["child", "breast", "respiratory"])
def test_the_packs_load(pack: str) -> None:
    assert load_rules(find_pack(pack, ROOT)) is not None


def test_all_faults_of_a_pack_come_at_once_with_their_places(project: Path) -> None:
    rules = project / "rules" / "child" / "child.pl"
    lines = len(rules.read_text(encoding="utf-8").splitlines())
    with rules.open("a", encoding="utf-8") as file:
        file.write("\nfalse :- chest_xray(P, oligemic).\nfalse :- disese(P, tga).\nfalse :- a b.\n")
    with pytest.raises(RuleSyntaxError) as caught:
        load_rules(find_pack("child", project))
    told = str(caught.value).splitlines()
    assert [line.split(":")[:2] for line in told] == [
        ["rules/child/child.pl", str(lines + extra)] for extra in (2, 3, 4)
    ]
    assert "unknown state oligemic" in told[0]
    assert "did you mean disease/2?" in told[1]
    assert "syntax error" in told[2]
