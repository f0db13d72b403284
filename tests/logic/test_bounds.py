"""Bounds: they hold the exact value, tighten, and meet it when nothing is open."""

import re
from collections.abc import Callable

import pytest

from neurosym.errors import InconsistentEvidenceError, ResourceLimitError
from neurosym.logic import bounds
from neurosym.logic.answers import NOTHING_KNOWN, Interval
from neurosym.logic.bounds import BoundSearch, ratio
from neurosym.logic.circuit import Circuit
from neurosym.logic.compiling import CompileLimit, compile_passing
from neurosym.logic.ground_program import GroundProgram
from neurosym.logic.program import Program
from neurosym.logic.worlds import brute_force

Random = Callable[[int], GroundProgram]


@pytest.fixture
def tiny_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no program compile that has more than two leaves, nor the whole program at once."""

    def compile_tiny(ground: GroundProgram, roots: tuple[int, ...], limit: CompileLimit) -> Circuit:
        if len(ground.leaves) > 2:
            raise ResourceLimitError("too large for this test")
        return compile_passing(ground, roots, limit)

    def refuse(*_: object, **__: object) -> Circuit:
        raise ResourceLimitError("too large for this test")

    monkeypatch.setattr(bounds, "compile_passing", compile_tiny)
    monkeypatch.setattr(bounds, "compile_circuit", refuse)


@pytest.mark.usefixtures("tiny_steps")
@pytest.mark.parametrize("seed", range(60))
def test_intervals_hold_the_exact_value_tighten_and_close(
    seed: int, random_program: Random
) -> None:
    ground = random_program(seed)
    try:
        exact = brute_force(ground)
    except InconsistentEvidenceError:
        with pytest.raises(InconsistentEvidenceError, match="no possible world agrees"):
            BoundSearch(ground).refine(60.0)
        return
    search = BoundSearch(ground)
    before = search.intervals
    for _ in range(1000):
        now = search.refine(1e-9)
        for text, value in exact.items():
            assert now[text].lower - 1e-12 <= value <= now[text].upper + 1e-12
            assert before[text].lower <= now[text].lower
            assert now[text].upper <= before[text].upper
        before = now
        if all(interval.width < 1e-12 for interval in now.values()):
            break
    found = search.refine(60.0, gap=1e-12)
    assert {text: interval.upper for text, interval in found.items()} == pytest.approx(
        exact, abs=1e-9
    )


def test_a_small_program_is_compiled_at_once() -> None:
    program = Program.from_text("0.3::a. 0.5::b. c :- a. c :- b. evidence(c). query(a).")
    found = program.query(method="bounds")
    assert found["a"].width == 0.0
    assert found["a"].lower == pytest.approx(0.3 / 0.65)


def smokers(people: int) -> str:
    """A network of friends that grows denser than exact compilation can take."""
    friends = [(x, (x * k + 3) % people) for x in range(people) for k in (2, 5, 7)]
    facts = " ".join(f"friend({x},{y})." for x, y in friends if x != y)
    return (
        f"person(X) :- between(0, {people - 1}, X). {facts} 0.3::stress(X) :- person(X). "
        "0.2::influences(X,Y) :- person(X), person(Y). smokes(X) :- stress(X). "
        "smokes(X) :- friend(X,Y), influences(Y,X), smokes(Y). evidence(smokes(2)). "
    )


@pytest.mark.slow
def test_a_program_too_large_to_compile_gets_useful_bounds_and_says_so() -> None:
    program = Program.from_text(smokers(40) + "query(smokes(0)).")
    with pytest.raises(ResourceLimitError, match=re.escape('or ask with method="bounds"')):
        program.query(limit=CompileLimit(nodes=20_000, seconds=5.0))
    found = program.query(method="bounds", seconds=20.0, gap=0.1)["smokes(0)"]
    assert 0.3 < found.lower <= found.upper < 0.7
    assert found.width <= 0.1
    assert found.lower < program.query(method="sampling")["smokes(0)"].value < found.upper


def test_ratio_by_hand() -> None:
    exact = ratio(Interval(0.2, 0.2), Interval(0.3, 0.3), Interval(0.5, 0.5))
    assert (exact.lower, exact.upper) == pytest.approx((0.4, 0.4))
    unknown = ratio(Interval(0.0, 0.2), Interval(0.0, 0.3), Interval(0.0, 1.0))
    assert (unknown.lower, unknown.upper) == (0.0, 1.0)
    # with the sum known to be .5: at most .2 of it holds, at least .2 (what .3 leave)
    summed = ratio(Interval(0.1, 0.2), Interval(0.1, 0.3), Interval(0.5, 0.5))
    assert (summed.lower, summed.upper) == pytest.approx((0.4, 0.4))


def test_an_open_leaf_in_a_loop_through_negation_leaves_the_loop_open() -> None:
    text = (
        "0.5::x. 0.5::y. 0.4::z; 0.6::w. a :- \\+ b, x, z. b :- \\+ a, y, w. c :- a. c :- b. "
        "query(a). query(b). query(c)."
    )
    program = Program.from_text(text)
    found = BoundSearch(program.ground()).refine(0.5)
    exact = program.query()
    assert {name: interval.lower for name, interval in found.items()} == pytest.approx(exact)


def test_a_query_whose_turn_does_not_come_costs_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError

    monkeypatch.setattr(bounds, "_query_refinement", refuse)
    ground = Program.from_text("0.5::a. 0.5::b. query(a). query(b).").ground()
    assert set(BoundSearch(ground).refine(0.0).values()) == {NOTHING_KNOWN}
