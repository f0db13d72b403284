"""Thresholds of the rules' comparisons, learned from labelled cases by the normalised likelihood.

As for strengths, what is made likely is the recorded outcome under the rules,
``log WMC(label and rules) - log WMC(rules)``. A comparison such as ``age(P, A), A > t(60)`` is hard
here, as it is in answers: each threshold in turn goes to the best place between two cases. (The
soft comparisons of :mod:`neurosym.logic.soft_tests` have a gradient, but where they are best may
lie two of their widths away.) How frequent each outcome is where no rule speaks, and the rules' own
learnable strengths, are fitted in between and then forgotten: both are learned in earnest when the
network is there.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import cast

import numpy as np
import torch
from jaxtyping import Float64, Int16
from torch import Tensor
from torch.nn.functional import one_hot

from neurosym.logic.constraints import gather_constraints
from neurosym.logic.ground_program import GroundProgram, LeafKind, NumericTest
from neurosym.logic.numeric_tests import UNKNOWN, evaluate, value_of
from neurosym.logic.penalties import WeightedCircuit
from neurosym.logic.thresholds import learnable_tests, number_right, with_threshold
from neurosym.logic.torch_weights import LogBeliefs, numeric_leaves
from neurosym.numerics.logtorch import log

_ROUNDS = 6
_STEPS = 60
"""Gradient steps of the other parameters in a round."""

_RATE = 0.2
_CANDIDATES = 40
"""Places that a threshold is tried at, coarsely and then closely."""

_ROWS = 2**16
"""Rows that are evaluated together."""

_MOST_CASES = 10_000
_LEAST = -9.0
"""Least logarithm of the weight that a broken rule leaves."""


@dataclass(frozen=True, slots=True)
class TargetCases:
    """Cases whose outcome is recorded.

    Attributes:
        codes: State of each variable, -1 where silent.
        values: Numbers of the numeric variables; NaN where silent.
        cards: States of each variable.
        target: The variable that is decided; its codes are the recorded outcomes.
    """

    codes: Int16[np.ndarray, "case variable"]
    values: Float64[np.ndarray, "case variable"]
    cards: Sequence[int]
    target: int


def learn_thresholds(ground: GroundProgram, cases: TargetCases) -> dict[NumericTest, float]:
    """Return the learnable thresholds by their tests; none where the rules have none.

    The search begins where the author put the thresholds. One that no constraint on the target
    depends on stays there.

    Args:
        ground: Rules grounded under the schema of the vocabulary.
        cases: Cases to learn from; of very many, the first ten thousand are taken.

    Raises:
        ResourceLimitError: The rules are too large to compile.
        UnsupportedRuleError: A learnable threshold stands inside arithmetic or in an equation.
    """
    columns = learnable_tests(ground)
    if not columns or not ground.constraints:
        return {}
    cases = TargetCases(
        cases.codes[:_MOST_CASES], cases.values[:_MOST_CASES], cases.cards, cases.target
    )
    fit = _Fit(ground, cases)
    for _ in range(_ROUNDS):
        moved = [fit.search(column) for column in columns]
        if not any(moved):
            break
        fit.climb()
    return fit.learned


class _Fit:
    """The parameters as far as they are fitted, and the likelihood of the recorded outcomes."""

    def __init__(self, ground: GroundProgram, cases: TargetCases) -> None:
        self._cases = cases
        self._columns = {leaf: column for column, leaf in enumerate(numeric_leaves(ground))}
        self._tests = {
            leaf: test for leaf in self._columns if (test := ground.leaves[leaf].test) is not None
        }
        outcomes = [self._outcome(test) for test in self._tests.values()]
        self._held = torch.stack(outcomes, dim=1)
        self.learned = {
            self._tests[leaf]: float(cast(float, number_right(self._tests[leaf]).right))
            for leaf in learnable_tests(ground)
        }
        named = {leaf.variable for leaf in ground.leaves.values() if leaf.kind is LeafKind.STATE}
        self._circuit = WeightedCircuit(ground, (), {v: cases.cards[v] for v in named})
        self._beliefs = {v: self._seen(v) for v in sorted(named)}
        self._label = self._seen(cases.target)
        self._outcomes = self._frequencies(cases.target)
        constraints = gather_constraints(ground)
        learnable = {c.clause for c in ground.constraints if c.learnable and c.strength < 1.0}
        clauses = [c.clause for c in constraints]
        self._free = torch.tensor([clause in learnable for clause in clauses])
        self._clause = torch.tensor([clauses.index(clause) for clause in clauses])
        self._written = log(torch.tensor([1.0 - c.strength for c in constraints]).double())
        self._kept = self._written.clamp(min=_LEAST)

    def _outcome(self, test: NumericTest) -> Float64[Tensor, " case"]:
        """Return whether a test holds in each case; a half where it is silent."""
        outcome = torch.from_numpy(evaluate(test, self._cases.values)).double()
        return torch.where(outcome == UNKNOWN, 0.5, outcome)

    def _frequencies(self, variable: int) -> Float64[Tensor, " state"]:
        """Return the log-frequency of each state, with one pseudo-case each."""
        codes = self._cases.codes[:, variable]
        counts = np.bincount(codes[codes >= 0], minlength=self._cases.cards[variable]) + 1.0
        return torch.from_numpy(np.log(counts / counts.sum()))

    def _seen(self, variable: int) -> Float64[Tensor, "case state"]:
        """Return the log-probability of each state: what was seen, or how frequent it is."""
        codes = torch.from_numpy(self._cases.codes[:, variable].astype(np.int64))
        frequencies = self._frequencies(variable)
        known = torch.log(one_hot(codes.clamp(min=0), len(frequencies)).double())
        return torch.where((codes >= 0)[:, None], known, frequencies)

    def climb(self) -> None:
        """Fit the outcomes' frequencies and the strengths to the thresholds as they are."""
        outcomes, kept = (x.clone().requires_grad_() for x in (self._outcomes, self._kept))
        optimiser = torch.optim.Adam([outcomes, kept], lr=_RATE)
        for _ in range(_STEPS):
            optimiser.zero_grad()
            free = kept[self._free]
            prior = (free - 2.0 * torch.log1p(free.exp())).sum()
            loss = -self._log_likelihood(self._held, outcomes, kept).sum() - prior
            loss.backward()  # type: ignore[no-untyped-call]
            optimiser.step()
            with torch.no_grad():
                kept.clamp_(_LEAST, 0.0)
        self._outcomes, self._kept = outcomes.detach(), kept.detach()

    def search(self, leaf: int) -> bool:
        """Move one threshold to the best place between two cases; return whether it moved."""
        test = self._tests[leaf]
        compared = np.unique(value_of(number_right(test).left, self._cases.values))
        compared = compared[np.isfinite(compared)]
        gaps = list(pairwise(compared.tolist()))
        step = max(1, len(gaps) // _CANDIDATES)
        tried = self._tried(leaf, [self.learned[test]])
        coarse = list(map(_between, gaps[::step]))
        tried |= self._tried(leaf, coarse)
        if coarse:
            best = step * max(range(len(coarse)), key=lambda i: tried[coarse[i]])
            near = gaps[max(0, best - step) : best + step + 1]
            tried |= self._tried(leaf, list(map(_between, near[:: max(1, step // _CANDIDATES)])))
        found = max(tried, key=lambda place: tried[place])
        moved = found != self.learned[test]
        self.learned[test] = found
        self._held[:, self._columns[leaf]] = self._outcome(with_threshold(test, found))
        return moved

    def _tried(self, leaf: int, places: Sequence[float]) -> dict[float, float]:
        """Return the log-likelihood with a threshold at each of some places."""
        found: dict[float, float] = {}
        together = max(1, _ROWS // len(self._held))
        for start in range(0, len(places), together):
            some = places[start : start + together]
            held = self._held.repeat(len(some), 1)
            outcomes = [self._outcome(with_threshold(self._tests[leaf], place)) for place in some]
            held[:, self._columns[leaf]] = torch.cat(outcomes)
            with torch.no_grad():
                each = self._log_likelihood(held, self._outcomes, self._kept)
            found |= zip(some, each.view(len(some), -1).sum(1).tolist(), strict=True)
        return found

    def _log_likelihood(
        self,
        held: Float64[Tensor, "batch _"],
        outcomes: Float64[Tensor, " state"],
        kept: Float64[Tensor, " rule"],
    ) -> Float64[Tensor, " batch"]:
        """Return each case's log-likelihood in nats; 0 where hard rules exclude all outcomes.

        Args:
            held: Whether each test holds; the cases once, or several times over.
            outcomes: Log-frequency of each outcome where no rule speaks, up to a constant.
            kept: Logarithm of what each rule leaves to a world that breaks it.
        """
        times = len(held) // len(self._label)
        base = torch.log_softmax(outcomes, 0)
        log_kept = torch.where(self._free, kept[self._clause], self._written)
        recorded = self._label.repeat(times, 1)
        target, given = self._cases.target, self._beliefs
        beliefs = {v: b.repeat(times, 1) for v, b in given.items() if v != target}
        rules = self._log_count({**beliefs, target: base.expand(len(held), -1)}, held, log_kept)
        label = self._log_count({**beliefs, target: recorded}, held, log_kept)
        found = base[recorded.argmax(1)] + label - rules
        possible = torch.isfinite(rules) & torch.isfinite(label)
        excluded = torch.isfinite(rules) & ~torch.isfinite(label)
        return torch.where(possible, found, torch.where(excluded, _LEAST, 0.0))

    def _log_count(
        self, beliefs: LogBeliefs, held: Float64[Tensor, "batch _"], log_kept: Tensor
    ) -> Float64[Tensor, " batch"]:
        values: Tensor = self._circuit(beliefs, held, log_kept)
        return values[:, -1]


def _between(gap: tuple[float, float]) -> float:
    """Return the number with the fewest decimals that lies between two others."""
    low, high = gap
    for digits in range(-int(math.log10(max(abs(low), abs(high)))), 16):
        found = round(0.5 * (low + high), digits)
        if low < found < high:
            return found
    return 0.5 * (low + high)
