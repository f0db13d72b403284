import torch

from neurosym.nn.config import ModelConfig
from neurosym.nn.routing import Route, Router, imbalance

CONFIG = ModelConfig(width=4, experts=4, groups=2, groups_per_token=1, experts_per_token=2)


def router(config: ModelConfig = CONFIG) -> Router:
    return Router(config, torch.Generator().manual_seed(0))


def test_groups_first_then_experts() -> None:
    route = router()
    with torch.no_grad():
        route.score.weight.zero_()
        # scores for a token (1, 0, 0, 0): groups 0, 0; experts 0, 1, 2, -3
        route.score.weight[:, 0] = torch.tensor([0.0, 0.0, 0.0, 1.0, 2.0, -3.0])
    chosen = route(torch.tensor([[1.0, 0.0, 0.0, 0.0]]))
    # expert 2 is the best, so its group is kept, and with it expert 3 before the better 1
    assert chosen.expert.tolist() == [[2, 3]]
    best, other = 1 / (1 + 2.718281828**-2), 1 / (1 + 2.718281828**3)
    expected = torch.tensor([[best, other]]) / (best + other)
    torch.testing.assert_close(chosen.gate, expected)


def test_gates_sum_to_one_and_experts_differ() -> None:
    x = torch.randn((50, 64), generator=torch.Generator().manual_seed(1))
    chosen = router(ModelConfig())(x)
    torch.testing.assert_close(chosen.gate.sum(-1), torch.ones(50))
    assert bool((chosen.expert[:, 0] != chosen.expert[:, 1]).all())
    groups = (chosen.expert // 2).tolist()
    assert all(len(set(row)) <= 2 for row in groups)


def test_bias_chooses_but_does_not_weigh() -> None:
    route = router()
    x = torch.tensor([[1.0, 0.5, -0.5, 2.0]])
    before = route(x)
    route.expert_bias += 5.0
    torch.testing.assert_close(route(x).gate, before.gate)
    route.group_bias += torch.tensor([100.0, 0.0])
    assert set(route(x).expert[0].tolist()) == {0, 1}


def test_balancing_evens_out_a_router_that_prefers_one_expert() -> None:
    config = ModelConfig(width=4, experts=4, groups=2, experts_per_token=1, balance_rate=0.02)
    route = router(config)
    with torch.no_grad():
        route.score.weight[2] += torch.tensor([4.0, 0.0, 0.0, 0.0])
    x = torch.randn((400, 4), generator=torch.Generator().manual_seed(2)) + torch.tensor(
        [1.0, 0.0, 0.0, 0.0]
    )
    first = torch.bincount(route(x).expert.flatten(), minlength=4).max()
    for _ in range(200):
        route.balance(route(x).expert.flatten())
    last = torch.bincount(route(x).expert.flatten(), minlength=4).max()
    assert int(first) > 200
    assert int(last) < 140  # even is 100


def test_no_tokens_and_no_rate_move_nothing() -> None:
    route = router()
    route.balance(torch.zeros(0, dtype=torch.long))
    still = router(ModelConfig(balance_rate=0.0))
    still.balance(torch.tensor([0, 0, 0]))
    assert not route.expert_bias.any()
    assert not still.expert_bias.any()
    assert route(torch.zeros((0, 4))).expert.shape == (0, 2)


def test_prior_moves_the_choice() -> None:
    x = torch.zeros((1, 4))
    prior = torch.tensor([[0.0, 0.0, 3.0, 4.0]])
    assert router()(x, prior).expert.tolist() == [[3, 2]]


def test_imbalance_is_one_when_even_and_the_number_of_experts_at_worst() -> None:
    even = Route(torch.tensor([[0], [1]]), torch.ones((2, 1)), torch.full((2, 2), 0.5))
    assert float(imbalance(even, 2)) == 1.0
    alone = Route(
        torch.tensor([[0], [0]]), torch.ones((2, 1)), torch.tensor([[1.0, 0.0], [1.0, 0.0]])
    )
    assert float(imbalance(alone, 2)) == 2.0
    nobody = Route(torch.zeros((0, 1), dtype=torch.long), torch.ones((0, 1)), torch.ones((0, 2)))
    assert float(imbalance(nobody, 2)) == 1.0
