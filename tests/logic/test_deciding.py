"""Decisions on batches against the exact probability of each case alone."""

import numpy as np
import pytest

from neurosym.errors import UnsupportedRuleError
from neurosym.logic import deciding
from neurosym.logic.compiling import compile_circuit
from neurosym.logic.deciding import Decider
from neurosym.logic.ground_program import AtomSchema, GroundProgram
from neurosym.logic.numeric_tests import UNKNOWN, evaluate
from neurosym.logic.program import Program
from neurosym.logic.weights import log_weights

RULES = r"""
:- observed amount/2, age/2, fever/1, colour/2.
risky(C, 1) :- amount(C, A), A > 0.2, age(C, G), G =< 0.4.
risky(C, 1) :- amount(C, A), A > 0.7, \+ young(C), fever(C).
risky(C, 2) :- amount(C, A), age(C, G), A < 2 * G, colour(C, red).
risky(C, 3) :- risky(C, N), N < 3, \+ fever(C).
young(C) :- age(C, G), G < 0.3.
linked(X, Y) :- edge(X, Y).
linked(X, Y) :- edge(X, Z), linked(Z, Y).
edge(C, b) :- amount(C, A), A > 0.5.
edge(b, C) :- age(C, G), G > 0.5.
edge(b, c).
"""
SCHEMA = AtomSchema(
    states=(
        ("fever(case)", 2, 0),
        ("colour(case, red)", 3, 0),
        ("colour(case, blue)", 3, 1),
    ),
    columns=(("amount(case, N)", 0), ("age(case, N)", 1)),
)
QUERIES = ["risky(case, N)", "linked(case, case)", "linked(case, c)", "young(case)"]


def program() -> GroundProgram:
    return Program.from_text(RULES).ground(QUERIES, schema=SCHEMA)


def exact(ground: GroundProgram, values: np.ndarray, codes: np.ndarray) -> list[float]:
    """Probability of each query in one case, everything known."""
    circuit = compile_circuit(ground, cards={2: 2, 3: 2})
    chance = {
        atom: float(evaluate(leaf.test, values[None])[0])
        for atom, leaf in ground.leaves.items()
        if leaf.test is not None
    }
    with np.errstate(divide="ignore"):
        beliefs = {v: np.log(np.eye(2)[codes[v]][None]) for v in (2, 3)}
    logs = circuit.log_values(log_weights(circuit, ground, probability=chance, log_beliefs=beliefs))
    return [float(value) for value in np.exp(logs[:-1, 0])]


def test_decisions_are_the_probabilities_of_known_cases() -> None:
    ground = program()
    rng = np.random.default_rng(1)
    values = rng.random((40, 4))
    codes = rng.integers(0, 2, (40, 4)).astype(np.int16)
    found = Decider(ground)(values, codes)
    expected = [exact(ground, v, c) for v, c in zip(values, codes, strict=True)]
    np.testing.assert_array_equal(found, np.array(expected))
    assert 0 < found.mean() < 1


def test_what_is_silent_leaves_open_only_what_depends_on_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(deciding, "_CASES", 8)
    ground = program()
    rng = np.random.default_rng(2)
    values, codes = rng.random((50, 4)), rng.integers(0, 2, (50, 4)).astype(np.int16)
    hidden, unsaid = values.copy(), codes.copy()
    hidden[rng.random(values.shape) < 0.3] = np.nan
    unsaid[rng.random(codes.shape) < 0.3] = -1
    decider = Decider(ground)
    known, found = decider(values, codes), decider(hidden, unsaid)
    assert ((found == known) | (found == UNKNOWN)).all()
    assert 0.1 < (found == UNKNOWN).mean() < 0.9
    both = Decider(ground, [-literal for _, literal in ground.queries])(hidden, unsaid)
    np.testing.assert_array_equal(both, np.where(found == UNKNOWN, UNKNOWN, 1 - found))


def test_a_false_part_decides_a_conjunction() -> None:
    ground = Program.from_text(RULES).ground("risky(case, 1)", schema=SCHEMA)
    codes = np.full((3, 4), -1, dtype=np.int16)
    values = np.array([[0.1, np.nan, 0, 0], [0.3, np.nan, 0, 0], [np.nan, 0.35, 0, 0]])
    assert Decider(ground)(values, codes)[:, 0].tolist() == [0, UNKNOWN, UNKNOWN]


def test_an_uncertain_fact_is_refused() -> None:
    ground = Program.from_text("0.3::a. b :- a.").ground("b")
    with pytest.raises(
        UnsupportedRuleError, match=r"a holds with probability 0\.3, and a decision"
    ):
        Decider(ground)


def test_states_need_codes() -> None:
    with pytest.raises(ValueError, match="the rules name states of variables; give the codes"):
        Decider(program())(np.zeros((1, 4)))


def test_certain_and_impossible_queries() -> None:
    ground = Program.from_text("a. b :- \\+ a. c :- b.").ground(["a", "b", "c"])
    assert Decider(ground)(np.zeros((2, 1))).tolist() == [[1, 0, 0], [1, 0, 0]]
