"""Clauses as formulas."""

import pytest

from neurosym.errors import UnsupportedRuleError
from neurosym.logic.formulas import (
    And,
    Atom,
    Axiom,
    Exists,
    Formula,
    Implies,
    Not,
    Or,
    axioms_of,
    free_variables,
)
from neurosym.logic.program import Program


def axioms(text: str, **options: dict[str, float]) -> tuple[Axiom, ...]:
    return axioms_of(Program.from_text(text).source, ["person"], **options)


def smokes(name: str) -> Formula:
    return Atom("smokes", (name,))


@pytest.mark.parametrize(
    ("clause", "formula"),
    [
        (
            "smokes(Y) :- friends(X, Y), smokes(X).",
            Implies(And((Atom("friends", ("?X", "?Y")), smokes("?X"))), smokes("?Y")),
        ),
        ("false :- friends(X, X).", Not(Atom("friends", ("?X", "?X")))),
        (
            "false :- person(X), \\+ friends(X, Y).",
            Not(Not(Exists(("?Y",), Atom("friends", ("?X", "?Y"))))),
        ),
        (
            "ill(X) :- (smokes(X) ; old(X)), \\+ fit(X).",
            Implies(
                And((Or((smokes("?X"), Atom("old", ("?X",)))), Not(Atom("fit", ("?X",))))),
                Atom("ill", ("?X",)),
            ),
        ),
        ("smokes(X) :- person(X).", smokes("?X")),
    ],
)
def test_a_clause_as_a_formula(clause: str, formula: Formula) -> None:
    (axiom,) = axioms(clause)
    assert axiom.formulas == (formula,)
    assert axiom.clauses == (0,)


def test_facts_of_one_predicate_and_sign_are_one_axiom() -> None:
    text = "smokes(a). false :- smokes(b). query(smokes(a)). smokes('C d'). old(a)."
    found = axioms(text)
    assert [axiom.formulas for axiom in found] == [
        (smokes("a"), smokes("C d")),
        (Not(smokes("b")),),
        (Atom("old", ("a",)),),
    ]
    assert [axiom.clauses for axiom in found] == [(0, 3), (1,), (4,)]


def test_a_clause_has_its_own_power() -> None:
    text = "smokes(X) :- old(X). old(X) :- smokes(X)."
    assert [axiom.power for axiom in axioms(text, powers={"old(X) :- smokes(X)": 5.0})] == [2, 5]


def test_free_variables_in_their_order() -> None:
    formula = Implies(And((smokes("?Y"), Exists(("?X",), smokes("?X")))), smokes("?Z"))
    assert free_variables(formula) == ("?Y", "?Z")


def test_what_is_no_formula_is_refused_with_its_place() -> None:
    with pytest.raises(UnsupportedRuleError, match=r"program\.pl:2:1: a clause with a probability"):
        axioms("a. \n0.3::b :- a.")
    with pytest.raises(UnsupportedRuleError, match=r"program\.pl:1:1: a goal is no atom over"):
        axioms("big(X) :- size(X, S), S > 3.")
