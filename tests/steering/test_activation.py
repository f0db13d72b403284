import itertools

import numpy as np
import pytest

from neurosym.logic.ground_program import Column, NumericTest
from neurosym.steering.activation import RuleActivation
from neurosym.steering.rule_factors import ExtraVariable, RuleFactor, RuleFactors

CARDS = (3, 2, 2)
SILENT = np.full((1, 3), np.nan)


def factor(scope: tuple[int, ...], broken: np.ndarray) -> RuleFactor:
    return RuleFactor(scope, broken.astype(bool), 1.0, 0, ())


def marginals(*rows: list[float]) -> list[np.ndarray]:
    return [np.array([row], dtype=np.float64) for row in rows]


def test_a_rule_is_active_as_far_as_its_body_is_probable() -> None:
    broken = np.zeros((3, 2))
    broken[1, 1] = 1
    activation = RuleActivation(RuleFactors(CARDS, (), (factor((0, 1), broken),)), (0,))
    found = activation(marginals([0.2, 0.3, 0.5], [0.25, 0.75], [1.0, 0.0]), SILENT)
    np.testing.assert_allclose(found, [[0.75]])
    assert activation.scopes == ((0, 1),)


def test_it_is_the_enumeration_for_the_outcome_that_it_concerns_most() -> None:
    random = np.random.default_rng(2)
    broken = random.random((3, 2, 2)) < 0.5
    rows = [random.dirichlet(np.ones(card), 4) for card in CARDS]
    activation = RuleActivation(RuleFactors(CARDS, (), (factor((0, 1, 2), broken),)), (0,))
    found = activation(rows, np.full((4, 3), np.nan))
    for case in range(4):
        by_state = [
            sum(
                rows[1][case, b] * rows[2][case, c]
                for b, c in itertools.product(range(2), range(2))
                if broken[state, b, c]
            )
            for state in range(3)
        ]
        # Returned in single precision.
        assert found[case, 0].item() == pytest.approx(max(by_state), abs=1e-6)


def test_a_rule_of_predicted_variables_alone_is_active_where_it_can_be_broken() -> None:
    rules = (factor((0,), np.array([0, 1, 0])), factor((0,), np.zeros(3)))
    activation = RuleActivation(RuleFactors(CARDS, (), rules), (0,))
    found = activation([np.ones((2, card)) / card for card in CARDS], np.zeros((2, 3)))
    np.testing.assert_allclose(found, [[1.0, 0.0], [1.0, 0.0]])


@pytest.mark.parametrize(("value", "expected"), [(2.0, 1.0), (0.5, 0.0), (np.nan, 0.0)])
def test_a_comparison_counts_where_its_number_is_known(value: float, expected: float) -> None:
    extra = ExtraVariable(test=NumericTest(">", Column(2), 1.0))
    rule = factor((0, 3), np.array([[0, 1, 0], [0, 0, 0], [0, 0, 0]]))
    activation = RuleActivation(RuleFactors(CARDS, (extra,), (rule,)), (0,))
    values = np.array([[np.nan, np.nan, value]])
    found = activation(marginals([1, 0, 0], [1, 0], [1, 0]), values)
    assert found.item() == expected
    assert activation.scopes == ((0,),)


def test_a_chance_counts_with_its_probability() -> None:
    rule = factor((1, 3), np.array([[0, 0], [0, 1]]))
    factors = RuleFactors(CARDS, (ExtraVariable((0.7, 0.3)),), (rule,))
    found = RuleActivation(factors, (0,))(marginals([1, 0, 0], [0.5, 0.5], [1, 0]), SILENT)
    assert found.item() == pytest.approx(0.15, abs=1e-7)


def test_a_rule_too_wide_to_steer_is_left_out() -> None:
    wide = RuleFactor(tuple(range(15)), np.zeros((2,) * 15, dtype=bool), 1.0, 0, ())
    small = RuleFactor((1,), np.array([True, False]), 1.0, 1, ())
    activation = RuleActivation(RuleFactors((2,) * 15, (), (wide, small)), (0,))
    assert activation.used == (1,)
    rows = [np.array([[0.25, 0.75]])] * 15
    np.testing.assert_allclose(activation(rows, np.full((1, 15), np.nan)), [[0.25]])


def test_no_rules_give_no_columns() -> None:
    activation = RuleActivation(RuleFactors(CARDS), (0,))
    assert activation(marginals([1, 0, 0], [1, 0], [1, 0]), SILENT).shape == (1, 0)
