import dataclasses

import numpy as np
import torch

from neurosym.steering.fusion import Fusion
from neurosym.steering.guide import Guide
from neurosym.steering.rule_factors import RuleFactor, RuleFactors
from neurosym.steering.switches import ALL_ON

PRIOR = np.array([0.2, 0.3, 0.5])
GIVEN = np.array([[0.9, 0.1], [0.5, 0.5], [0.2, 0.8]])
RULE = RuleFactor((0, 1), np.array([[False, True], [False, False], [False, False]]), 1.0, 0, ())
FACTORS = RuleFactors((3, 2), (), (RULE,))
FUSION = Fusion([(0,), (0, 1)], [PRIOR, GIVEN], FACTORS)
CODES = np.array([[-1, -1], [-1, 1], [2, -1]], dtype=np.int16)
SILENT = np.full((3, 2), np.nan)


def test_the_causal_part_is_the_networks_own_posterior_padded_with_zeros() -> None:
    guidance = Guide(FUSION, (0,), ALL_ON)(CODES, SILENT)
    causal = guidance.steering.causal
    assert causal is not None
    joint = PRIOR * GIVEN[:, 1]
    expected = [
        [PRIOR, [*(PRIOR @ GIVEN), 0.0]],
        [joint / joint.sum(), [0.0, 1.0, 0.0]],
        [[0.0, 0.0, 1.0], [*GIVEN[2], 0.0]],
    ]
    # Steering is in single precision.
    torch.testing.assert_close(causal, torch.tensor(np.array(expected)).float())
    for variable, marginal in enumerate(guidance.network.marginals):
        torch.testing.assert_close(causal[:, variable, : marginal.shape[1]], marginal.float())


def test_rule_activations_come_from_that_posterior() -> None:
    active = Guide(FUSION, (0,), ALL_ON)(CODES, SILENT).steering.rule_activation
    assert active is not None
    expected = [[(PRIOR @ GIVEN)[1]], [1.0], [GIVEN[2, 1]]]
    torch.testing.assert_close(active, torch.tensor(np.array(expected)).float())
    assert Guide.scopes_of(FACTORS, (0,)) == ((0, 1),)


def test_each_switch_leaves_its_part_out() -> None:
    without_rules = dataclasses.replace(ALL_ON, rule_bias=False)
    steering = Guide(FUSION, (0,), without_rules)(CODES, SILENT).steering
    assert steering.rule_activation is None
    assert steering.causal is not None
    without_causes = dataclasses.replace(ALL_ON, causal_bias=False)
    steering = Guide(FUSION, (0,), without_causes)(CODES, SILENT).steering
    assert steering.rule_activation is not None
    assert steering.causal is None
