"""Strengths and weights against data whose truth is known."""

import numpy as np
import pytest
import torch

from neurosym.steering.fusion import Fusion
from neurosym.steering.rule_factors import RuleFactor, RuleFactors
from neurosym.steering.weighing import LabelledCases, learn_strengths, learn_weight

SIGN_AND_ILL = np.array([[False, False], [False, True]])
"""Broken where the sign (first axis) is there and the outcome is ill."""


def network(strength: float, learnable: bool = True) -> Fusion:
    """A network that thinks sign and illness independent, and one rule that ties them."""
    rule = RuleFactor((0, 1), SIGN_AND_ILL, strength, 0, ("ill",), learnable)
    factors = RuleFactors((2, 2), constraints=(rule,))
    return Fusion(((0,), (1,)), [np.array([0.5, 0.5]), np.array([0.5, 0.5])], factors)


def cases(fusion: Fusion, ill_with_sign: float, belief: float = 0.5) -> LabelledCases:
    count = 2000
    ill = (np.arange(count) < ill_with_sign * count).astype(np.int64)
    codes = np.stack([np.ones(count), -np.ones(count)], axis=1).astype(np.int16)
    right = np.full(count, belief)
    beliefs = np.stack([np.where(ill, 1 - right, right), np.where(ill, right, 1 - right)], axis=1)
    return LabelledCases(
        fusion, codes, np.full((count, 2), np.nan), {1: ill}, {1: torch.from_numpy(beliefs)}
    )


@pytest.mark.parametrize("odds", [0.05, 0.3, 0.8])
def test_a_strength_is_found_again(odds: float) -> None:
    fusion = network(0.5)
    found = learn_strengths([cases(fusion, odds / (1 + odds))])
    assert float(found[0]) == pytest.approx(1 - odds, abs=0.03)


def test_a_rule_that_data_contradict_adds_nothing() -> None:
    found = learn_strengths([cases(network(0.6), 0.9)])
    assert float(found[0]) == 0.0


def test_a_rule_that_no_case_breaks_stops_short_of_one() -> None:
    found = learn_strengths([cases(network(0.6), 0.0)])
    assert 0.98 < float(found[0]) < 1.0


def test_a_fixed_strength_stays() -> None:
    found = learn_strengths([cases(network(0.6, learnable=False), 0.9)])
    assert float(found[0]) == pytest.approx(0.6)


def test_a_model_that_knows_gets_all_the_weight_and_one_that_errs_gets_none() -> None:
    fusion = network(0.0, learnable=False)
    assert learn_weight([cases(fusion, 0.5, belief=0.9)]) == 1.0
    assert learn_weight([cases(fusion, 0.5, belief=0.2)]) == 0.0
