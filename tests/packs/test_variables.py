from pathlib import Path

import pytest

from neurosym.cases import Role
from neurosym.errors import PackError
from neurosym.packs.variables import read_variables

WHOLE = """
[variables.ChestXray]
states = ["Normal", "Grd_Glass", "Asy/Patch"]
ordered = false
role = "mediator"
reading = "chest X-ray"
state_readings = { "Grd_Glass" = "ground-glass" }
question.en = "What does the chest X-ray show?"
template = "film(Case, State)"
source = "a book"
cost = 2
changeable = false
mandatory = true
group = "films"
entity = "patient"
missing = ["", "NA"]

[variables."mean radius"]
unit = "um"
range = [6, 30]
cuts = [15]

[variables.area]
numeric = true

[loss.Normal]
Grd_Glass = 5
"""


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "variables.toml"
    path.write_text(text)
    return path


def test_everything_is_read(tmp_path: Path) -> None:
    file = read_variables(written(tmp_path, WHOLE))
    xray, radius, area = file.vocabulary
    assert xray.name == "ChestXray"
    assert xray.states == ("Normal", "Grd_Glass", "Asy/Patch")
    assert xray.role is Role.MEDIATOR
    assert xray.label == "chest X-ray"
    assert xray.say("Grd_Glass") == "ground-glass"
    assert xray.question == {"en": "What does the chest X-ray show?"}
    assert xray.atom("asy/patch") == "film(Case, 'asy/patch')"
    assert (xray.source, xray.cost, xray.group, xray.entity) == ("a book", 2.0, "films", "patient")
    assert (xray.changeable, xray.mandatory, xray.ordered) == (False, True, False)
    assert xray.missing == ("", "NA")
    assert (radius.numeric, radius.unit, radius.range) == (True, "um", (6.0, 30.0))
    assert radius.states == ("< 15", ">= 15")
    assert (area.numeric, area.states, area.ordered) == (True, (), True)
    assert file.loss == {"Normal": {"Grd_Glass": 5.0}}


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", r"variables: there are none; describe each in \[variables\.NAME\]$"),
        ("[variable.x]", r"variable: unknown key; did you mean variables\?"),
        ("[variables]\nx = 1", r"\[variables\] x: must be a table$"),
        (
            '[variables.x]\nstates = ["a"]',
            r"\[variables\.x\] a discrete variable needs two states or more; numbers need a range$",
        ),
        (
            '[variables.x]\nstates = ["a", "b"]\nrole = "medator"',
            r"\[variables\.x\] role: unknown role 'medator'; did you mean mediator\?$",
        ),
        (
            "[variables.x]\nrange = [1]",
            r"\[variables\.x\] range: must be two numbers, the least and the greatest usual value$",
        ),
        (
            "[variables.x]\nrange = [2, 1]",
            r"\[variables\.x\] range must be two increasing numbers$",
        ),
        (
            '[variables.x]\nstates = ["a", "b"]\ncst = 1',
            r"\[variables\.x\] cst: unknown key; did you mean cost\?$",
        ),
        (
            '[variables.AB]\nstates = ["a", "b"]\n[variables.ab]\nstates = ["a", "b"]',
            r"template: AB and ab are both the atom ab\(Case, a\); give one of them a template",
        ),
        (
            '[variables.x]\nstates = ["a", "b"]\n[loss.a]\nb = "much"',
            r"\[loss\.a\] b: must be a number, not 'much'$",
        ),
    ],
)
def test_faults(tmp_path: Path, text: str, sentence: str) -> None:
    with pytest.raises(PackError, match=sentence):
        read_variables(written(tmp_path, text))


def test_the_faults_of_all_variables_are_told_in_one_go(tmp_path: Path) -> None:
    text = "[variables.x]\nstates = 1\n[variables.y]\nunit = 2\n"
    with pytest.raises(PackError, match=r"(?s)x\] states: must be.*\n.*y\] unit: must be a text"):
        read_variables(written(tmp_path, text))
