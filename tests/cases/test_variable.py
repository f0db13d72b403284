from collections.abc import Mapping

import pytest

from neurosym.cases.variable import Role, Variable
from neurosym.errors import CaseError

XRAY = Variable("ChestXray", ("Normal", "Oligaemic", "Grd_Glass", "Asy/Patch"))
LVH = Variable("LVH", ("No", "Yes"))


def test_atoms_of_a_discrete_variable() -> None:
    assert XRAY.atom() == "chest_xray(Case, State)"
    assert XRAY.atom("oligaemic", "ann") == "chest_xray(ann, oligaemic)"
    assert XRAY.atoms("case")[3] == ("chest_xray(case, 'asy/patch')", 3)


def test_atoms_of_a_yes_no_variable() -> None:
    assert LVH.yes == 1
    assert LVH.atom() == "lvh(Case)"
    assert LVH.atom("no") == "\\+ lvh(Case)"
    assert LVH.atoms("case") == (("lvh(case)", 1),)
    assert Variable("x", ("FALSE", "TRUE")).yes == 1
    assert Variable("x", ("present", "absent")).yes is None


def test_atoms_of_a_numeric_variable() -> None:
    radius = Variable("mean radius", numeric=True)
    assert radius.atom() == "mean_radius(Case, Number)"
    assert radius.atom("17.9", "ann") == "mean_radius(ann, 17.9)"
    assert radius.atoms() == ()


def test_a_template_takes_the_place_of_the_default() -> None:
    fever = Variable("fever", ("yes", "no"), template="symptom(Case, fever)")
    assert fever.atoms("ann") == (("symptom(ann, fever)", 0),)
    grade = Variable("LVH", ("yes", "no"), template="sign(Case, lvh, State)")
    assert grade.atoms("ann") == (("sign(ann, lvh, yes)", 0), ("sign(ann, lvh, no)", 1))


@pytest.mark.parametrize("text", ["oligaemic", "OLIGAEMIC", " Oligaemic "])
def test_states_match_without_regard_to_case(text: str) -> None:
    assert XRAY.find_state(text) == "Oligaemic"


def test_states_match_as_rules_write_them() -> None:
    assert XRAY.find_state("grd glass") == "Grd_Glass"
    assert XRAY.find_state("asy/patch") == "Asy/Patch"


def test_an_unknown_state_lists_the_states() -> None:
    sentence = (
        r"^ChestXray: unknown state 'oligemic'; its states are Normal, Oligaemic, Grd_Glass, "
        "Asy/Patch$"
    )
    with pytest.raises(CaseError, match=sentence):
        XRAY.find_state("oligemic")


def test_an_ambiguous_state_lists_the_candidates() -> None:
    either = Variable("x", ("AB", "Ab", "c"))
    with pytest.raises(CaseError, match=r"^x: 'ab' may be AB or Ab; write it exactly$"):
        either.find_state("ab")
    assert either.find_state("Ab") == "Ab"


def test_a_bin_holds_its_lower_cut() -> None:
    x = Variable("x", ("< 1", "1 to 2", ">= 2"), numeric=True, cuts=(1.0, 2.0))
    assert [x.bin_of(v) for v in (0.5, 1.0, 1.5, 2.0)] == [0, 1, 1, 2]


def test_words() -> None:
    assert XRAY.label == "chest xray"
    nicer = Variable(
        "ChestXray",
        XRAY.states,
        reading="chest X-ray",
        state_readings={"Grd_Glass": "ground-glass"},
    )
    assert nicer.label == "chest X-ray"
    assert nicer.say("Grd_Glass") == "ground-glass"
    assert nicer.say("Asy/Patch") == "Asy/Patch"
    assert nicer.role is Role.EVIDENCE
    assert hash(nicer) == hash(
        Variable(
            "ChestXray", XRAY.states, reading="chest X-ray", state_readings={"Normal": "clear"}
        )
    )


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"name": " "}, r"^a variable needs a name$"),
        (
            {"states": ("a",)},
            r"^a discrete variable needs two states or more; numbers need a range$",
        ),
        ({"states": ("a", "a")}, r"^a state is listed twice$"),
        ({"state_readings": {"c": "see"}}, r"^state_readings: 'c' is not one of the states$"),
        ({"cuts": (1.0,)}, r"^only a numeric variable has cuts$"),
        ({"numeric": True, "cuts": (1.0,), "states": ("a",)}, r"^1 cuts make 2 bins$"),
        ({"numeric": True, "states": (), "cuts": (2.0, 1.0)}, r"^cuts must increase$"),
        ({"numeric": True, "states": (), "cuts": (float("nan"),)}, r"^cuts must be finite$"),
        ({"range": (2.0, 1.0)}, r"^range must be two increasing numbers$"),
        ({"cost": -1.0}, r"^cost must be a number from 0$"),
        ({"template": "x(Case)"}, r"^template: write State where the value stands$"),
        ({"template": "x(Case, Number)"}, "where the value stands, not Number$"),
        ({"numeric": True, "states": (), "template": "x(Case)"}, r"^template: write Number where"),
    ],
)
def test_contradictions_are_refused(fields: Mapping[str, object], sentence: str) -> None:
    whole: dict[str, object] = {"name": "x", "states": ("a", "b"), **fields}
    with pytest.raises(ValueError, match=sentence):
        Variable(**whole)  # type: ignore[arg-type]
