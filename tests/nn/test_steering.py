import torch

from neurosym.nn.config import ModelConfig, ModelSchema
from neurosym.nn.steering import AttentionPrior, RouterPrior, Steering

SCHEMA = ModelSchema((2, 2, 3), (0,), parents=((), (0,), (1,)), rule_scopes=((0, 1), (2,)))
READER = torch.tensor([[0]])
TOKENS = torch.tensor([[0, 1, 2]])


def steering() -> Steering:
    causal = torch.tensor([[[0.5, 0.5, 0.0], [1.0, 0.0, 0.0], [0.0, 0.0, 0.0]]])
    return Steering(torch.tensor([[1.0, 0.5]]), causal)


def attention_prior(config: ModelConfig | None = None) -> AttentionPrior:
    prior = AttentionPrior(config or ModelConfig(), SCHEMA)
    for weight in prior.parameters():
        weight.data.copy_(torch.arange(1.0, 1.0 + weight.numel()))
    return prior


def test_steering_moves_nothing_at_first() -> None:
    prior = AttentionPrior(ModelConfig(), SCHEMA)(READER, TOKENS, steering())
    assert prior is not None
    assert not prior.any()
    bias = RouterPrior(ModelConfig(), SCHEMA)(steering())
    assert bias is not None
    assert not bias.any()


def test_graph_rules_and_certainty_add_up() -> None:
    prior = attention_prior()(READER, TOKENS, steering())
    # graph: itself 4, child 3, unrelated 1; rules: 1*1, 1*1, 2*.5; certainty: 0, 1, silent 0
    assert prior is not None
    torch.testing.assert_close(prior, torch.tensor([[[5.0, 5.0, 2.0]]]))


def test_parents_are_the_graph_s() -> None:
    parents = attention_prior().parents(torch.tensor([[1]]), TOKENS)
    assert parents is not None
    assert parents.tolist() == [[[True, False, False]]]


def test_each_switch_takes_its_part_away() -> None:
    off = ModelConfig(
        steer_attention_by_rules=False,
        steer_attention_by_causes=False,
        steer_attention_by_graph=False,
        steer_router_by_rules=False,
        steer_router_by_causes=False,
    )
    prior = AttentionPrior(off, SCHEMA)
    assert prior(READER, TOKENS, steering()) is None
    assert prior.parents(READER, TOKENS) is None
    assert RouterPrior(off, SCHEMA)(steering()) is None
    assert not list(prior.parameters())
    only_rules = attention_prior(
        ModelConfig(steer_attention_by_causes=False, steer_attention_by_graph=False)
    )
    seen = only_rules(READER, TOKENS, steering())
    assert seen is not None
    assert seen.tolist() == [[[1.0, 1.0, 1.0]]]


def test_router_prior_by_hand() -> None:
    prior = RouterPrior(ModelConfig(), SCHEMA)
    assert prior.by_rule is not None
    assert prior.by_cause is not None
    prior.by_rule.data[1, 3] = 2.0
    prior.by_cause.data[1, 3] = 4.0
    bias = prior(steering())
    assert bias is not None
    assert bias[0].tolist() == [0.0, 0.0, 0.0, 0.5 * 2.0 + 0.5 * 4.0, 0.0, 0.0, 0.0, 0.0]


def test_what_is_not_at_hand_steers_nothing() -> None:
    assert RouterPrior(ModelConfig(), SCHEMA)(None) is None
    assert RouterPrior(ModelConfig(), SCHEMA)(Steering()) is None
    graph_only = attention_prior()(READER, TOKENS, None)
    assert graph_only is not None
    assert graph_only.tolist() == [[[4.0, 3.0, 1.0]]]
