import re

import pytest

from neurosym.cases import vocabulary
from neurosym.cases.variable import Role, Variable
from neurosym.cases.vocabulary import Vocabulary, atom_clashes
from neurosym.errors import CaseError

AGE = Variable("Age", numeric=True)
LVH = Variable("LVH", ("yes", "no"), role=Role.MEDIATOR)
XRAY = Variable("ChestXray", ("Normal", "Oligaemic", "Plethoric"))
WORDS = Vocabulary((AGE, LVH, XRAY))


def test_order_and_sizes() -> None:
    assert WORDS.names == ("Age", "LVH", "ChestXray")
    assert WORDS.cards == (0, 2, 3)
    assert len(WORDS) == 3
    assert WORDS[1] is LVH
    assert WORDS.states(1) == ("yes", "no")
    assert list(WORDS) == [AGE, LVH, XRAY]
    assert WORDS.with_role(Role.MEDIATOR, Role.TARGET) == (1,)
    assert WORDS.index("chest-xray") == 2


def test_an_unknown_variable_names_the_near_ones() -> None:
    sentence = "^unknown variable 'chest_xry'; did you mean ChestXray\\?$"
    with pytest.raises(CaseError, match=sentence):
        WORDS.find("chest_xry")
    with pytest.raises(CaseError, match=r"^unknown variable 'foo'; known are Age, ChestXray, LVH$"):
        WORDS.find("foo")


def test_an_ambiguous_variable_names_the_candidates() -> None:
    words = Vocabulary((Variable("A_b", numeric=True), Variable("AB", numeric=True)))
    assert words.find("ab").name == "AB"
    with pytest.raises(CaseError, match=r"^variable 'a b' may be A_b or AB; write it exactly$"):
        words.find("a b")


def test_two_variables_of_one_name_are_refused() -> None:
    with pytest.raises(ValueError, match=r"^two variables are called Age$"):
        Vocabulary((AGE, LVH, AGE))


def test_a_variable_can_be_replaced() -> None:
    binned = Variable("Age", ("< 1", ">= 1"), numeric=True, cuts=(1.0,))
    assert WORDS.replaced(binned).variables == (binned, LVH, XRAY)


def test_different_atoms_do_not_clash() -> None:
    assert atom_clashes(WORDS) == ()


@pytest.mark.parametrize(
    "other",
    [
        Variable("lv_h", ("yes", "no"), template="lvh(Case)"),
        Variable("lvh", ("yes", "no")),
    ],
)
def test_two_variables_on_one_atom_are_a_fault(other: Variable) -> None:
    expected = f"LVH and {other.name} are both the atom lvh(Case); give one of them a template"
    assert atom_clashes(Vocabulary((LVH, other)))[0].startswith(expected)


def test_a_number_and_a_state_on_one_atom_are_a_fault() -> None:
    dose = Variable("dose", ("low", "high"))
    number = Variable("amount", numeric=True, template="dose(Case, Number)")
    assert len(atom_clashes(Vocabulary((dose, number)))) == 1
    assert len(atom_clashes(Vocabulary((number, dose)))) == 2
    assert atom_clashes(Vocabulary((number, LVH))) == ()


def test_the_work_grows_with_the_atoms_and_not_with_their_square(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made: list[str] = []
    pattern = vocabulary._pattern

    def counted(atom: str) -> re.Pattern[str]:
        made.append(atom)
        return pattern(atom)

    monkeypatch.setattr(vocabulary, "_pattern", counted)
    many = Variable("many", tuple(f"s{number}" for number in range(500)))
    number = Variable("amount", numeric=True)
    assert atom_clashes(Vocabulary((many, number))) == ()
    assert len(made) <= 2
