"""Degrees of truth by hand, and what has none."""

import pytest

from neurosym.errors import UnsupportedRuleError
from neurosym.logic.program import Program
from neurosym.logic.t_norms import TNorm, fuzzy_degrees

TWO_WAYS = "0.4::a. 0.5::b. c :- a, b. c :- \\+ a. d :- c, b."


@pytest.mark.parametrize(
    ("t_norm", "expected"),
    [
        (TNorm.PRODUCT, {"c": 1 - 0.8 * 0.4, "d": 0.68 * 0.5, "e": 1.0}),
        (TNorm.LUKASIEWICZ, {"c": 0.6, "d": 0.1, "e": 1.0}),
        (TNorm.GODEL, {"c": 0.6, "d": 0.5, "e": 1.0}),
    ],
)
def test_degrees_by_hand(t_norm: TNorm, expected: dict[str, float]) -> None:
    ground = Program.from_text(TWO_WAYS + " e.").ground(["c", "d", "e"])
    assert fuzzy_degrees(ground, t_norm) == pytest.approx(expected)


def test_atoms_that_depend_on_each_other_settle() -> None:
    text = "0.9::e(1,2). 0.8::e(2,1). 0.7::e(2,3). p(X,Y) :- e(X,Y). p(X,Y) :- e(X,Z), p(Z,Y)."
    ground = Program.from_text(text).ground("p(1,3)")
    # x = .9 y and y = 1 - (1 - .7)(1 - .8 x)
    assert fuzzy_degrees(ground)["p(1,3)"] == pytest.approx(0.9 * 0.7 / (1 - 0.9 * 0.24))
    assert fuzzy_degrees(ground, TNorm.GODEL)["p(1,3)"] == pytest.approx(0.7)


def test_evidence_about_a_fact_is_its_degree() -> None:
    ground = Program.from_text(TWO_WAYS).ground("c", evidence=["\\+ a"])
    assert fuzzy_degrees(ground) == {"c": 1.0}


def test_constraints_are_refused() -> None:
    for constraint in ("false :- a, b.", "0.5::false :- a, b."):
        ground = Program.from_text(f"0.5::a. 0.5::b.\n{constraint}").ground("a")
        with pytest.raises(UnsupportedRuleError, match="pl:2:1: a constraint excludes worlds"):
            fuzzy_degrees(ground)


def test_what_has_no_degree_is_refused() -> None:
    ground = Program.from_text(TWO_WAYS).ground("a", evidence=["c"])
    with pytest.raises(UnsupportedRuleError, match="evidence about c: degrees of truth cannot"):
        fuzzy_degrees(ground)
    loop = Program.from_text("0.5::x. p :- \\+ q, x. q :- \\+ p.").ground("p")
    with pytest.raises(UnsupportedRuleError, match="depend on their own negation, and degrees"):
        fuzzy_degrees(loop)
