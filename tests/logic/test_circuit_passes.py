"""Passes down circuits, against differences and sums over worlds."""

from collections.abc import Callable

import numpy as np
import pytest

from neurosym.errors import InconsistentEvidenceError
from neurosym.logic.choices import alternative_leaves, choices_of
from neurosym.logic.circuit_passes import (
    alternatives,
    best_world,
    literal_shares,
    random_worlds,
    upward,
)
from neurosym.logic.compiling import compile_circuit
from neurosym.logic.ground_program import GroundProgram
from neurosym.logic.program import Program
from neurosym.logic.weights import log_weights
from neurosym.logic.worlds import brute_force


@pytest.mark.parametrize("smooth", [True, False])
@pytest.mark.parametrize("seed", range(25))
def test_shares_are_the_derivatives_of_the_log_value(
    seed: int, smooth: bool, random_program: Callable[[int], GroundProgram]
) -> None:
    ground = random_program(seed)
    circuit = compile_circuit(ground, smooth=smooth)
    weights = log_weights(circuit, ground)
    values = upward(circuit, weights)
    np.testing.assert_array_equal(values.roots, circuit.log_values(weights))
    if not np.isfinite(values.roots[-1, 0]):
        assert not literal_shares(values).any()
        return
    shares = literal_shares(values)[:, 0]
    step = 1e-6
    for row in range(len(weights)):
        ends = []
        for sign in (1, -1):
            moved = weights.copy()
            moved[row] += sign * step
            ends.append(circuit.log_values(moved)[-1, 0])
        # central differences of a function of log-weights: error of order step^2
        assert shares[row] == pytest.approx((ends[0] - ends[1]) / (2 * step), abs=1e-6)


def test_shares_of_each_case_of_a_batch_by_hand() -> None:
    ground = Program.from_text("0.3::a. 0.5::b. c :- a. c :- b. evidence(c).").ground()
    circuit = compile_circuit(ground, ())
    (leaf,) = (leaf for leaf, described in ground.leaves.items() if described.text == "a")
    chance = np.array([0.3, 0.6, 0.0])
    values = upward(circuit, log_weights(circuit, ground, probability={leaf: chance}, batch=3))
    row = next(i for i, lit in enumerate(circuit.literals) if lit.leaves == (leaf,))
    expected = chance / (1 - (1 - chance) * 0.5)
    np.testing.assert_allclose(literal_shares(values)[row], expected, atol=1e-12)


def test_worlds_choose_one_alternative_of_every_choice_that_matters() -> None:
    program = Program.from_text(
        "0.2::r; 0.3::g; 0.5::b. 0.4::x; 0.1::y. q :- r, x. q :- g. q :- b, \\+ y. evidence(q)."
    )
    ground = program.ground()
    circuit = compile_circuit(ground, alternative_leaves(ground))
    weights = log_weights(circuit, ground)
    choices = choices_of(ground)
    drawn = random_worlds(upward(circuit, weights), 20_000, np.random.default_rng(0))
    chosen = alternatives(circuit, choices, drawn)
    assert (chosen >= 0).all()
    for row, choice in enumerate(choices):
        for position, leaf in enumerate(choice.leaves):
            exact = program.query(ground.text(leaf).partition("::")[2] or ground.text(leaf))
            # 20,000 draws: 5 standard deviations are at most .018
            (value,) = exact.values()
            assert (chosen[row] == position).mean() == pytest.approx(value, abs=0.018)
    best = best_world(upward(circuit, weights, best=True))
    # the best world: b holds, and of x and y none (.5 * .5) beats g and none (.3 * .5)
    names = {
        ground.text(lit.leaves[0])
        for lit, used in zip(circuit.literals, best, strict=True)
        if used and lit.kind == "leaf"
    }
    assert names == {"b"}


def test_impossible_roots_have_no_share(random_program: Callable[[int], GroundProgram]) -> None:
    ground = random_program(3)
    circuit = compile_circuit(ground, [1, -1])
    try:
        exact = brute_force(ground)
    except InconsistentEvidenceError:
        exact = {}
    values = upward(circuit, log_weights(circuit, ground, probability={1: 0.0}))
    assert np.isneginf(values.roots[0, 0])
    assert not literal_shares(values, 0).any()
    assert exact is not None
