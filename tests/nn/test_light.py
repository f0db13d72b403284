"""The numpy model says what the torch model says, whatever is switched on."""

from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from neurosym.nn.config import ModelConfig, ModelSchema
from neurosym.nn.light import LightModel
from neurosym.nn.light_step import LightSteering
from neurosym.nn.model import SteeredModel
from neurosym.nn.steering import Steering

Flags = dict[str, Any]
SWITCHES = (
    "additive",
    "facts_read",
    "shared_steps",
    "dense",
    "steer_router_by_rules",
    "steer_router_by_causes",
    "steer_attention_by_rules",
    "steer_attention_by_causes",
    "steer_attention_by_graph",
)


def random_model(rng: np.random.Generator, flags: Flags) -> SteeredModel:
    """A small model with every array random, the steering's and the biases too."""
    count = int(rng.integers(3, 9))
    order = [int(v) for v in rng.permutation(count)]
    split = int(rng.integers(0, 3))
    steps = [tuple(order[1 : 1 + split]), tuple(order[1 + split : 2 + split])][: rng.integers(3)]
    schema = ModelSchema(
        cards=tuple(int(c) for c in rng.integers(1, 5, count)),
        predicted=(order[0], order[-1])[: rng.integers(1, 3)],
        steps=tuple(tuple(v for v in step if v != order[-1]) for step in steps),
        numeric=tuple(v for v in range(count) if rng.random() < 0.4),
        parents=tuple(tuple(v for v in range(i) if rng.random() < 0.5) for i in range(count)),
        rule_scopes=tuple(tuple(order[i : i + 2]) for i in range(rng.integers(0, 3))),
    )
    config = ModelConfig(
        width=8,
        heads=2,
        gate_width=3,
        read_tokens=int(rng.choice([1, 2, 64])),
        experts=6,
        groups=3,
        groups_per_token=2,
        expert_width=5,
        shared_width=int(rng.choice([0, 4])),
        knots=4,
        **flags,
    )
    model = SteeredModel(config, schema, torch.Generator().manual_seed(int(rng.integers(1000))))
    for tensor in model.state_dict().values():
        tensor.add_(torch.from_numpy(rng.normal(0.0, 0.5, tuple(tensor.shape))).float())
    model.scale.spread.abs_().add_(0.1)
    return model.eval()


def random_inputs(
    rng: np.random.Generator, schema: ModelSchema, batch: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Codes, values, rule activations and causal posteriors of some cases."""
    cards = np.array(schema.cards)
    codes = (rng.random((batch, len(cards))) * cards).astype(np.int16)
    codes[rng.random(codes.shape) < rng.choice([0.2, 0.5, 1.0])] = -1
    values = np.full(codes.shape, np.nan)
    numeric = list(schema.numeric)
    drawn = rng.normal(0.0, 3.0, (batch, len(numeric)))
    values[:, numeric] = np.where(codes[:, numeric] >= 0, drawn, np.nan)
    causal = rng.random((batch, len(cards), schema.widest))
    causal *= (np.arange(schema.widest) < cards[:, None]) * (rng.random(causal.shape) < 0.8)
    causal /= np.maximum(causal.sum(-1, keepdims=True), 1e-9)
    active = rng.random((batch, len(schema.rule_scopes))).astype(np.float32)
    return codes, values, active, causal.astype(np.float32)


@settings(max_examples=120, deadline=None, derandomize=True)
@given(
    seed=st.integers(0, 10**6),
    flags=st.fixed_dictionaries({name: st.booleans() for name in SWITCHES}),
    given_steering=st.sampled_from(["none", "rules", "causes", "both"]),
    batch=st.integers(1, 4),
)
def test_agrees_with_the_torch_model(
    seed: int, flags: Flags, given_steering: str, batch: int
) -> None:
    rng = np.random.default_rng(seed)
    model = random_model(rng, flags)
    schema = model.schema
    codes, values, active, causal = random_inputs(rng, schema, batch)
    rules = given_steering in {"rules", "both"}
    causes = given_steering in {"causes", "both"}
    steering = Steering(
        torch.from_numpy(active) if rules else None, torch.from_numpy(causal) if causes else None
    )
    light_steering = LightSteering(active if rules else None, causal if causes else None)
    with torch.no_grad():
        tokens = model.encode(
            torch.from_numpy(codes.astype(np.int64)), torch.from_numpy(values).float()
        )
        expected = model(tokens, None if given_steering == "none" else steering)
    weights = {name: tensor.numpy() for name, tensor in model.state_dict().items()}
    light = LightModel(model.config, schema, weights)
    found = light(codes, values, None if given_steering == "none" else light_steering)
    for one, other in zip(found.log_belief, expected.log_belief, strict=True):
        np.testing.assert_allclose(np.exp(one), other.exp().numpy(), atol=1e-5)
    mediators = expected.mediator_log_belief.exp().numpy()
    np.testing.assert_allclose(np.exp(found.mediator_log_belief), mediators, atol=1e-5)


@pytest.mark.parametrize("name", ["head.bias", "encoder.role", "steps.0.router.expert_bias"])
def test_a_missing_array_is_named(name: str) -> None:
    model = random_model(np.random.default_rng(0), dict.fromkeys(SWITCHES, True) | {"dense": False})
    weights = {name: tensor.numpy() for name, tensor in model.state_dict().items()}
    del weights[name]
    with pytest.raises(KeyError, match=name.removeprefix("steps.0.")):
        LightModel(model.config, model.schema, weights)
