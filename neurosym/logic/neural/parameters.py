"""Learnable probabilities of a program, as logits beside the networks' own parameters."""

import math
from collections.abc import Sequence

import torch
from jaxtyping import Float
from torch import Tensor, nn
from torch.nn.functional import log_softmax, pad

from neurosym.logic.neural.weighing import ParameterKey, Starts

_NEAREST = 1e-6
"""A start value is kept this far from 0 and 1, where no gradient could move it."""


class LearnableProbabilities(nn.Module):
    """The learnable probabilities of clauses, found as shapes of queries are compiled.

    A clause's alternatives share what its fixed ones leave to one, together with "none of them"
    where the start values leave something to it: one softmax over logits.
    """

    def __init__(self) -> None:
        super().__init__()
        self._numbers: dict[ParameterKey, int] = {}
        self._starts: dict[ParameterKey, Starts] = {}
        self.logits = nn.ParameterList()
        self.register_buffer("anchor", torch.zeros(()), persistent=False)

    @property
    def device(self) -> torch.device:
        """Where the logits are, and new ones will be."""
        return self.get_buffer("anchor").device

    def add(self, key: ParameterKey, starts: Starts) -> None:
        """Make the logits of a clause's learnable alternatives, unless they are there."""
        if key in self._numbers:
            return
        self._numbers[key] = len(self.logits)
        self._starts[key] = starts
        learned = [min(max(p, _NEAREST), 1.0 - _NEAREST) for p, learnable in starts if learnable]
        rest = 1.0 - sum(p for p, _ in starts)
        base = math.log(max(rest, _NEAREST)) if _has_rest(starts) else 0.0
        values = self.get_buffer("anchor").new_tensor([math.log(p) - base for p in learned])
        self.logits.append(nn.Parameter(values))

    def log_columns(self, keys: Sequence[ParameterKey]) -> Float[Tensor, " label"]:
        """Log-probabilities of clauses' alternatives, each clause followed by "none of them"."""
        return torch.cat([self._columns(key) for key in keys])

    def _columns(self, key: ParameterKey) -> Float[Tensor, " label"]:
        starts = self._starts[key]
        logits: Tensor = self.logits[self._numbers[key]]
        shared = 1.0 - sum(p for p, learnable in starts if not learnable)
        closed = log_softmax(pad(logits, (0, 1)) if _has_rest(starts) else logits, dim=0)
        closed = closed + math.log(max(shared, _NEAREST))
        learned = iter(closed.unbind())
        columns = [
            next(learned) if learnable else logits.new_tensor(math.log(p) if p else -math.inf)
            for p, learnable in starts
        ]
        return torch.stack([*columns, next(learned, logits.new_tensor(-math.inf))])

    def probabilities(self) -> dict[ParameterKey, tuple[float, ...]]:
        """Return the learned probabilities of every clause's alternatives."""
        return {
            key: tuple(float(p) for p in self._columns(key).detach().exp()[:-1])
            for key in self._numbers
        }

    def state(self) -> list[tuple[int, str, Starts, Tensor]]:
        """Return clause, tie, start values and logits of every clause, for saving."""
        return [
            (key.clause, key.tie, self._starts[key], self.logits[number].detach().clone())
            for key, number in self._numbers.items()
        ]

    def load(self, state: Sequence[tuple[int, str, Starts, Tensor]]) -> None:
        """Take over what :meth:`state` returned."""
        for clause, tie, starts, logits in state:
            key = ParameterKey(clause, tie)
            self.add(key, starts)
            with torch.no_grad():
                self.logits[self._numbers[key]].copy_(logits)


def _has_rest(starts: Starts) -> bool:
    """Whether "none of the alternatives" has a share; it never gets one that starts with none."""
    return len(starts) == 1 or 1.0 - sum(p for p, _ in starts) > _NEAREST
