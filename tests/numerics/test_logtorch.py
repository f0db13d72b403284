"""Log-space arithmetic in torch, and its gradients at the ends."""

import math

import pytest
import torch
from torch import Tensor

from neurosym.numerics.logtorch import log, log1mexp, logsumexp

ENDS = [0.0, -1e-300, -1e-20, math.log(0.5), -0.1, -3.0, -800.0, -math.inf]


def test_complements_at_both_ends() -> None:
    found = log1mexp(torch.tensor([0.0, -1e-20, math.log(0.5), -50.0, -math.inf]).double())
    expected = [-math.inf, math.log(1e-20), math.log(0.5), -math.exp(-50.0), 0.0]
    # The inputs pass through float32: its relative error is the tolerance.
    torch.testing.assert_close(found, torch.tensor(expected).double(), rtol=1e-6, atol=1e-30)


def test_a_complement_of_a_complement_is_the_start() -> None:
    start = torch.tensor([-1e-9, -0.3, -0.7, -5.0, -30.0], dtype=torch.float64)
    torch.testing.assert_close(log1mexp(log1mexp(start)), start, rtol=1e-4, atol=0.0)


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_gradients_are_finite_at_the_ends(dtype: torch.dtype) -> None:
    for end in ENDS:
        value = torch.tensor(end, dtype=dtype, requires_grad=True)
        (gradient,) = torch.autograd.grad(log1mexp(value), value)
        assert torch.isfinite(gradient), end
    for values in ([0.0, 1.0], [0.0, 0.0]):
        terms = torch.tensor([values], dtype=dtype, requires_grad=True)
        (gradient,) = torch.autograd.grad(logsumexp(log(terms), 1).sum(), terms)
        assert torch.isfinite(gradient).all()


def test_sums_by_hand_and_sums_of_nothing() -> None:
    terms = torch.tensor([[0.2, 0.3], [0.0, 0.0]], dtype=torch.float64).log()
    expected = torch.tensor([math.log(0.5), -math.inf], dtype=torch.float64)
    torch.testing.assert_close(logsumexp(terms, 1), expected)


def test_gradients_agree_with_differences() -> None:
    def both(values: Tensor) -> Tensor:
        return log1mexp(values) + logsumexp(values, 1)[:, None]

    inputs = torch.tensor([[-0.2, -1.5, -4.0]], dtype=torch.float64, requires_grad=True)
    assert torch.autograd.gradcheck(both, (inputs,))
