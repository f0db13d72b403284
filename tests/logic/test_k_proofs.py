"""Bounds from the k best proofs."""

from collections.abc import Callable

import pytest

from neurosym.errors import InconsistentEvidenceError
from neurosym.logic.answers import NOTHING_KNOWN
from neurosym.logic.ground_program import GroundProgram
from neurosym.logic.k_proofs import proof_bounds
from neurosym.logic.program import Program
from neurosym.logic.worlds import brute_force


@pytest.mark.parametrize("k", [1, 2, 50])
@pytest.mark.parametrize("seed", range(40))
def test_bounds_hold_the_exact_value(
    seed: int, k: int, random_program: Callable[[int], GroundProgram]
) -> None:
    ground = random_program(seed)
    try:
        exact = brute_force(ground)
    except InconsistentEvidenceError:
        return
    found = proof_bounds(ground, k)
    for text, value in exact.items():
        assert found[text].lower - 1e-9 <= value <= found[text].upper + 1e-9
        assert k < 50 or found[text].width < 1e-9, "all proofs leave nothing open"


def test_one_proof_by_hand() -> None:
    text = "0.5::left(X) :- between(1, 3, X). 0.5::right(X) :- between(1, 3, X)."
    program = Program.from_text(text + " pair :- left(X), right(X). query(pair).")
    found = program.query(method="k-best", k=1)["pair"]
    # best proof: left(1), right(1); with right(2), right(3) open, no pair needs no left(2), left(3)
    assert found.lower == pytest.approx(0.25)
    assert found.upper == pytest.approx(1 - 0.75 * 0.25)
    assert program.query(method="k-best", k=3)["pair"].lower == pytest.approx(1 - 0.75**3)


def test_impossible_evidence_and_too_few_proofs_are_errors() -> None:
    program = Program.from_text("0.5::a. b :- a, \\+ a. evidence(b). query(a).")
    with pytest.raises(InconsistentEvidenceError, match="no possible world agrees"):
        program.query(method="k-best")
    with pytest.raises(ValueError, match="k is 0; ask for at least one"):
        program.query(method="k-best", k=0)


def test_without_time_nothing_is_known_and_with_more_the_bounds_are_right() -> None:
    text = "0.5::left(X) :- between(1, 3, X). pair :- left(1), left(2). query(pair)."
    program = Program.from_text(text + " query(left(3)).")
    found = program.query(method="k-best", seconds=0.0)
    assert set(found.values()) == {NOTHING_KNOWN}
    assert program.query(method="k-best", seconds=60.0)["left(3)"].width == 0.0
