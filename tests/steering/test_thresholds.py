"""Thresholds are found again in cases whose truth is known."""

import numpy as np
import pytest

from neurosym.errors import UnsupportedRuleError
from neurosym.logic.ground_program import AtomSchema, GroundProgram
from neurosym.logic.program import Program
from neurosym.logic.thresholds import hardened
from neurosym.steering.thresholds import TargetCases, learn_thresholds

DECLARED = ":- observed age/2, sex/2.\n:- predicted ill/2.\n"
SCHEMA = AtomSchema(
    states=(
        ("ill(case,yes)", 1, 1),
        ("ill(case,no)", 1, 0),
        ("sex(case,f)", 2, 0),
        ("sex(case,m)", 2, 1),
    ),
    columns=(("age(case, N)", 0),),
    constant="case",
)
TRUE = 37.0


def ground(rule: str) -> GroundProgram:
    return Program.from_text(DECLARED + rule).ground(schema=SCHEMA)


def cases(below: float, above: float, count: int = 400) -> TargetCases:
    """Cases that are ill with one probability below the true threshold, another above it."""
    random = np.random.default_rng(0)
    age = random.uniform(0.0, 100.0, count)
    ill = random.random(count) < np.where(age > TRUE, above, below)
    sex = random.integers(-1, 2, count)  # a third of them silent
    age[::50] = np.nan
    codes = np.stack([np.full(count, -1), ill, sex], axis=1).astype(np.int16)
    values = np.stack([age, *np.full((2, count), np.nan)], axis=1)
    return TargetCases(codes, values, (1, 2, 2), 1)


@pytest.mark.parametrize(
    ("rule", "below"),
    [
        ("false :- age(C, A), A < t(20), ill(C, yes).", 0.0),
        ("t(0.5)::false :- age(C, A), A > t(60), ill(C, no).", 0.2),
    ],
)
def test_a_threshold_is_found_again(rule: str, below: float) -> None:
    program = ground(rule)
    learned = learn_thresholds(program, cases(below, 0.8))
    (number,) = learned.values()
    # Cases lie a quarter of a year apart, and a fifth of them are not what their side says.
    assert number == pytest.approx(TRUE, abs=2.0)
    texts = [leaf.text for leaf in hardened(program, learned).leaves.values()]
    assert any(f"{number:.6g}" in text for text in texts)


def test_two_thresholds_are_learned_together() -> None:
    program = ground(
        "0.9::false :- age(C, A), A > t(30), ill(C, no).\n"
        "0.9::false :- age(C, A), A > t(80), A < 200, ill(C, no), sex(C, m)."
    )
    given = cases(0.2, 0.8)
    learned = sorted(learn_thresholds(program, given).values())
    assert len(learned) == 2
    assert learned[0] == pytest.approx(TRUE, abs=4.0)


def test_what_no_constraint_depends_on_stays_and_what_is_not_learnable_is_left_out() -> None:
    idle = ground("old(C) :- age(C, A), A > t(60).")
    assert learn_thresholds(idle, cases(0.2, 0.8)) == {}
    fixed = ground("0.9::false :- age(C, A), A > 60, ill(C, no).")
    assert learn_thresholds(fixed, cases(0.2, 0.8)) == {}
    assert hardened(fixed, {}) == fixed


def test_a_threshold_beyond_all_cases_finds_its_way() -> None:
    program = ground("0.9::false :- age(C, A), A > t(100000), ill(C, no).")
    (number,) = learn_thresholds(program, cases(0.2, 0.8)).values()
    assert number == pytest.approx(TRUE, abs=2.0)


def test_a_threshold_inside_arithmetic_is_refused() -> None:
    program = ground("0.9::false :- age(C, A), A + t(20) > 50, ill(C, no).")
    with pytest.raises(UnsupportedRuleError, match="a learnable threshold stands inside arith"):
        learn_thresholds(program, cases(0.2, 0.8))
