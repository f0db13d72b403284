"""Operations on tensors that rules may name, as DeepProbLog's: each on a whole batch of rows.

``add(X, Y, Z)`` in a rule makes Z the term ``tensor(add(X, Y))``; its value is computed here.
"""

from collections.abc import Callable, Mapping

import torch
from jaxtyping import Shaped
from torch import Tensor

Rows = Shaped[Tensor, "batch ..."]


def _aligned(first: Rows, second: Rows) -> tuple[Rows, Rows]:
    """Return two tensors with as many dimensions: a number for each row fits any tensor."""
    most = max(first.ndim, second.ndim)
    one, two = (
        value.reshape(*value.shape, *[1] * (most - value.ndim)) if value.ndim == 1 else value
        for value in (first, second)
    )
    return one, two


def add(first: Rows, second: Rows) -> Rows:
    """Return the sum."""
    one, two = _aligned(first, second)
    return one + two


def multiply(first: Rows, second: Rows) -> Rows:
    """Return the product, element by element."""
    one, two = _aligned(first, second)
    return one * two


def dot(first: Rows, second: Rows) -> Rows:
    """Return the inner product of each row."""
    return (first * second).flatten(1).sum(dim=1)


def nearness(first: Rows, second: Rows) -> Rows:
    """Return exp(-distance) of each row: the radial basis function."""
    difference = (first - second).flatten(1)
    return torch.exp(-torch.linalg.vector_norm(difference, dim=1))


def greatest(*values: Rows) -> Rows:
    """Return the greatest of several tensors, element by element."""
    return torch.stack(values).amax(dim=0)


def mean(*values: Rows) -> Rows:
    """Return the mean of several tensors, element by element."""
    return torch.stack(values).mean(dim=0)


def stack(*values: Rows) -> Rows:
    """Return several tensors as one, along a new first axis of each row."""
    return torch.stack(values, dim=1)


def concatenate(*values: Rows) -> Rows:
    """Return several tensors as one, along the first axis of each row."""
    return torch.cat(values, dim=1)


def one_hot(index: Rows, size: Rows) -> Rows:
    """Return vectors of zeros with a one at an index."""
    places = torch.arange(int(size[0]), device=index.device)
    return (places[None, :] == index[:, None]).to(torch.get_default_dtype())


OPERATIONS: Mapping[str, Callable[..., Rows]] = {
    "add": add,
    "mul": multiply,
    "dot": dot,
    "rbf": nearness,
    "max": greatest,
    "mean": mean,
    "sigmoid": torch.sigmoid,
    "stack": stack,
    "cat": concatenate,
    "one_hot": one_hot,
}
"""Every operation by the name it has in rules."""
