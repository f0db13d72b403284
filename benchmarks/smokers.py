"""Smokers, friends, cancer as the example of logic tensor networks has it: people, facts, networks.

Needs torch alone: a peer's Python imports it as well.
"""

import time
from collections.abc import Callable

import torch
from torch import Tensor, nn

PEOPLE = "abcdefghijklmn"
FIRST, SECOND = PEOPLE[:8], PEOPLE[8:]
FRIENDS = ("ab", "ae", "af", "ag", "bc", "cd", "ef", "gh", "ij", "jm", "kl", "mn")
STRANGERS = tuple(
    x + y
    for group in (FIRST, SECOND)
    for x in group
    for y in group
    if x < y and x + y not in FRIENDS
)
SMOKERS, CLEAN = "aefgjn", "bcdhiklm"
ILL, WELL = "ae", "bcdfgh"
STRICT = 5.0
"""The p of the axioms that friendship is symmetric, and that nobody is his own friend."""

EXISTS = 1.0
"""The p of "exists" in the first 200 steps."""

RATE = 1e-3
SIZES = {"friends": 10, "smokes": 5, "cancer": 5}


class Network(nn.Module):
    """A predicate: two hidden layers of 16, elu, and a sigmoid."""

    def __init__(self, inputs: int) -> None:
        super().__init__()
        sizes = ((inputs, 16), (16, 16), (16, 1))
        self.layers = nn.ModuleList(nn.Linear(before, after) for before, after in sizes)

    def forward(self, *rows: Tensor) -> Tensor:
        """Return the degree for each row of arguments."""
        found = torch.cat(rows, dim=1) if len(rows) > 1 else rows[0]
        for layer in list(self.layers)[:-1]:
            found = nn.functional.elu(layer(found))
        return torch.sigmoid(self.layers[-1](found))


def beginning(seed: int = 0) -> tuple[Tensor, dict[str, Network]]:
    """Return the embeddings of the people and the predicates, the same for every side."""
    with torch.random.fork_rng():
        torch.manual_seed(seed)
        return torch.rand(len(PEOPLE), 5), {name: Network(size) for name, size in SIZES.items()}


def trained(
    loss_of: Callable[[], Tensor], optimiser: torch.optim.Optimizer, steps: int
) -> tuple[list[float], float]:
    """Train; return the losses, and the lower quartile of a step's milliseconds."""
    losses, taken = [], []
    for _ in range(steps):
        begun = time.process_time()
        optimiser.zero_grad()
        loss = loss_of()
        loss.backward()  # type: ignore[no-untyped-call]
        optimiser.step()
        taken.append(time.process_time() - begun)
        losses.append(loss.item())
    return losses, 1e3 * sorted(taken)[len(taken) // 4]
