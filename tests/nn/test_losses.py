import math

import torch

from neurosym.nn.losses import causal_divergence, mediator_loss, task_loss


def test_task_loss_by_hand() -> None:
    log_belief = torch.tensor([[0.25, 0.75], [0.5, 0.5], [0.9, 0.1]]).log()
    label = torch.tensor([1, 0, -1])
    loss = task_loss(log_belief, label)
    assert abs(float(loss) + (math.log(0.75) + math.log(0.5)) / 2) < 1e-6
    weighted = task_loss(log_belief, label, torch.tensor([3.0, 1.0]))
    assert abs(float(weighted) + (math.log(0.75) + 3 * math.log(0.5)) / 4) < 1e-6


def test_nothing_labelled_costs_nothing() -> None:
    log_belief = torch.zeros((2, 2), requires_grad=True)
    loss = task_loss(log_belief.log_softmax(-1), torch.tensor([-1, -1]))
    loss.backward()  # type: ignore[no-untyped-call]
    assert loss.item() == 0.0
    assert log_belief.grad is not None
    assert not log_belief.grad.any()


def test_given_mediators_and_missing_labels_cost_nothing() -> None:
    half = math.log(0.5)
    log_belief = torch.tensor([[[half, half], [-math.inf, 0.0], [half, half]]])
    loss = mediator_loss(log_belief, torch.tensor([[0, 0, -1]]))
    assert abs(float(loss) + half) < 1e-6
    none = mediator_loss(log_belief[:, :0], torch.zeros((1, 0), dtype=torch.long))
    assert float(none) == 0.0


def test_divergence_by_hand_and_at_its_limits() -> None:
    causal = torch.tensor([[0.5, 0.5], [1.0, 0.0], [0.0, 0.0]])
    log_belief = torch.tensor([[0.25, 0.75], [0.5, 0.5], [0.9, 0.1]]).log().requires_grad_()
    loss = causal_divergence(log_belief, causal)
    first = 0.5 * math.log(0.5 / 0.25) + 0.5 * math.log(0.5 / 0.75)
    assert abs(loss.item() - (first + math.log(2.0)) / 2) < 1e-6
    loss.backward()  # type: ignore[no-untyped-call]
    assert log_belief.grad is not None
    assert bool(log_belief.grad.isfinite().all())
    same = causal_divergence(torch.tensor([[0.2, 0.8]]).log(), torch.tensor([[0.2, 0.8]]))
    assert abs(float(same)) < 1e-6


def test_gradients() -> None:
    generator = torch.Generator().manual_seed(0)
    logit = torch.randn((3, 4), generator=generator, dtype=torch.float64).requires_grad_()
    causal = torch.rand((3, 4), generator=generator, dtype=torch.float64).softmax(-1)
    label = torch.tensor([1, -1, 3])
    assert torch.autograd.gradcheck(
        lambda x: (
            causal_divergence(x.log_softmax(-1), causal) + task_loss(x.log_softmax(-1), label)
        ),
        logit,
    )
