"""Programs that are circuits as they stand."""

import pytest

from neurosym.logic.compiling import compile_circuit, elimination_task
from neurosym.logic.elimination.direct import NotDirectError, direct_circuit
from neurosym.logic.ground_program import GroundProgram
from neurosym.logic.program import Program
from neurosym.logic.stages import Way
from neurosym.logic.weights import weights


def addition() -> str:
    lines = []
    for image in ("a", "b"):
        numbers = [(k + 1) / 55 for k in range(10)]
        heads = "; ".join(f"{n:.9f}::digit({image}, {k})" for k, n in enumerate(numbers))
        lines.append(f"{heads}.")
    return "\n".join([*lines, "sum(Z) :- digit(a, X), digit(b, Y), Z is X + Y.", "query(sum(Z))."])


def direct(ground: GroundProgram, *, smooth: bool = False) -> list[float]:
    task = elimination_task(ground, [lit for _, lit in ground.queries], None, smooth=smooth)
    circuit = direct_circuit(task, 10**6)
    values: list[float] = circuit.conditional(weights(circuit, ground)).tolist()
    return values


@pytest.mark.parametrize("smooth", [False, True])
def test_sums_of_digits_need_no_compilation(smooth: bool) -> None:
    ground = Program.from_text(addition()).ground()
    found = dict(zip([t for t, _ in ground.queries], direct(ground, smooth=smooth), strict=True))
    assert found["sum(0)"] == pytest.approx(1 / 55**2)
    assert found["sum(1)"] == pytest.approx(2 * 2 / 55**2)
    assert sum(found.values()) == pytest.approx(1.0, abs=1e-7)
    circuit = compile_circuit(ground, ways=(Way.ELIMINATION,))
    expected = circuit.conditional(weights(circuit, ground)).tolist()
    assert list(found.values()) == pytest.approx(expected)


def many(rules: str) -> GroundProgram:
    """A program of more than a hundred rules, of which some are looked at."""
    padding = " ".join(f"0.1::f({i}). 0.2::h({i}). g({i}) :- f({i}), h({i})." for i in range(120))
    return Program.from_text(f"{padding} query(g(_)). {rules} query(q).").ground()


@pytest.mark.parametrize(
    "rules",
    [
        "q :- f(1). q :- f(2).",
        "0.5::x; 0.5::y. q :- x, f(1). q :- x, f(2).",
        "r :- f(1), f(2). s :- f(2), f(3). q :- r, s.",
        "q :- \\+ g(1).",
        "q :- f(1). evidence(f(2)).",
        "0.4::e(1). q :- e(1). q :- t, e(2). 0.3::e(2). t :- q. t :- e(1).",
    ],
    ids=["overlap", "overlap in one choice", "shared choice", "negation", "evidence", "cycle"],
)
def test_what_is_no_circuit_is_left_to_the_other_ways(rules: str) -> None:
    with pytest.raises(NotDirectError):
        direct(many(rules))


def test_exclusive_rules_over_separate_choices_are_direct() -> None:
    ground = many("0.5::x; 0.3::y. q :- x, f(1). q :- y, f(2).")
    assert direct(ground)[-1] == pytest.approx(0.5 * 0.1 + 0.3 * 0.1)


@pytest.mark.parametrize("smooth", [False, True])
def test_leaves_that_do_not_hold_are_alternatives_too(smooth: bool) -> None:
    ground = many("0.5::x; 0.3::y. q :- \\+ x, f(1). q :- x, \\+ f(1).")
    expected = 0.5 * 0.1 + 0.5 * 0.9
    assert direct(ground, smooth=smooth)[-1] == pytest.approx(expected)


def test_counting_costs_one_rule_a_world() -> None:
    facts = " ".join(f"0.{1 + i % 9}::c({i})." for i in range(10))
    text = f"{facts} n(N) :- findall(X, c(X), L), length(L, N). query(n(_))."
    ground = Program.from_text(text).ground()
    direct_values = direct(ground)
    circuit = compile_circuit(ground, ways=(Way.ELIMINATION,))
    assert direct_values == pytest.approx(circuit.conditional(weights(circuit, ground)).tolist())
    assert sum(direct_values) == pytest.approx(1.0)
