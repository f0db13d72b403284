from dataclasses import replace

import pytest
import torch
from torch import Tensor
from torch.nn import functional

from neurosym.nn.config import ExpertPath, ModelConfig
from neurosym.nn.experts import ExpertLayer, FeedForward
from neurosym.nn.routing import Route, Router

CONFIG = ModelConfig(width=16, expert_width=8)


def layer(path: ExpertPath, config: ModelConfig = CONFIG) -> ExpertLayer:
    config = replace(config, expert_path=path)
    return ExpertLayer(config, torch.Generator().manual_seed(0))


def routed(count: int, config: ModelConfig = CONFIG) -> tuple[Tensor, Route]:
    x = torch.randn((count, config.width), generator=torch.Generator().manual_seed(1))
    return x, Router(config, torch.Generator().manual_seed(2))(x)


def one_by_one(experts: ExpertLayer, x: Tensor, route: Route) -> Tensor:
    """A loop over tokens and their experts."""
    hidden = CONFIG.expert_width
    rows = []
    for token, chosen, gates in zip(x, route.expert.tolist(), route.gate, strict=True):
        said = torch.zeros_like(token)
        for expert, gate in zip(chosen, gates, strict=True):
            units = slice(expert * hidden, (expert + 1) * hidden)
            inside = functional.silu(experts.up.weight[units] @ token)
            said = said + gate * (experts.down.weight[:, units] @ inside)
        rows.append(said)
    return torch.stack(rows)


@pytest.mark.parametrize("path", [ExpertPath.GROUPED, ExpertPath.BATCHED])
@pytest.mark.parametrize("count", [1, 7, 40])
def test_each_path_equals_a_loop_over_experts(path: ExpertPath, count: int) -> None:
    experts, (x, route) = layer(path), routed(count)
    # sums of 16 float32 products in another order
    torch.testing.assert_close(experts(x, route), one_by_one(experts, x, route), atol=1e-5, rtol=0)


def test_both_paths_have_the_same_gradients() -> None:
    grads = []
    for path in (ExpertPath.GROUPED, ExpertPath.BATCHED):
        experts, (x, route) = layer(path), routed(30)
        x = x.requires_grad_()
        experts(x, route).square().sum().backward()
        grads.append([x.grad, experts.up.weight.grad, experts.down.weight.grad])
    torch.testing.assert_close(grads[0], grads[1], atol=1e-5, rtol=1e-4)


def test_expert_that_nobody_chose_gets_no_gradient() -> None:
    experts = layer(ExpertPath.GROUPED)
    x = torch.ones((2, 16))
    gate = torch.tensor([[0.5, 0.5], [0.5, 0.5]])
    route = Route(torch.tensor([[0, 1], [1, 3]]), gate, torch.zeros((2, 8)))
    experts(x, route).sum().backward()
    assert experts.up.weight.grad is not None
    met = experts.up.weight.grad.view(8, 8, 16).flatten(1).abs().sum(1) > 0
    assert met.tolist() == [True, True, False, True, False, False, False, False]


@pytest.mark.parametrize("path", [ExpertPath.GROUPED, ExpertPath.BATCHED])
def test_no_tokens(path: ExpertPath) -> None:
    x, route = routed(0)
    assert layer(path)(x, route).shape == (0, 16)


def test_float64_falls_to_the_batched_path_and_passes_gradcheck() -> None:
    experts = layer(ExpertPath.AUTO).double()
    x, route = routed(3)
    x64 = x.double().requires_grad_()
    gate = route.gate.detach().double().requires_grad_()
    affinity = route.affinity.double()

    def said(x: Tensor, gate: Tensor) -> Tensor:
        return experts(x, Route(route.expert, gate, affinity))  # type: ignore[no-any-return]

    assert torch.autograd.gradcheck(said, (x64, gate))


def test_auto_takes_the_grouped_path_for_many_tokens() -> None:
    auto, grouped, (x, route) = layer(ExpertPath.AUTO), layer(ExpertPath.GROUPED), routed(300)
    assert torch.equal(auto(x, route), grouped(x, route))


def test_feed_forward_by_hand() -> None:
    net = FeedForward(1, 1, torch.Generator().manual_seed(0))
    net.up.weight.data.fill_(1.0)
    net.down.weight.data.fill_(2.0)
    # silu(1) = 1 / (1 + 1/e)
    assert abs(net(torch.ones((1, 1))).item() - 2.0 * 0.7310586) < 1e-6
