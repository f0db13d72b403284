"""Exact posteriors of many cases at once: a junction tree in torch, batch axis last.

The tree is planned once from the scopes of the factors (conditional tables, and any extra ones
such as rules). A run multiplies the tables into their buckets without a batch axis, enters
evidence as one ``[state, batch]`` row per variable at the bucket where that variable is
eliminated, and sends every message as one batched matrix product. Each message is normalised and
its log-scale kept, so that nothing underflows and the log-evidence comes for free. A second,
downward pass gives the marginals of all variables. Everything is differentiable in the tables
and in the evidence; a case that is impossible has log-evidence -inf and marginals of 0.

References:
    [1] S. L. Lauritzen, D. J. Spiegelhalter, "Local computations with probabilities on graphical
        structures and their application to expert systems", 1988.
    [2] A. Darwiche, "A differential approach to inference in Bayesian networks", 2003.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from jaxtyping import Float64
from torch import Tensor

from neurosym.bayes.inference.layout import Alignment
from neurosym.bayes.inference.plan import TreePlan

_CHUNK_ENTRIES = 1 << 20


@dataclass(frozen=True, slots=True)
class Marginals:
    """What a run gives for a batch of cases.

    Attributes:
        log_evidence: Log of the total weight of the worlds that agree with the evidence, in
            nats; -inf for an impossible case.
        marginals: One ``[state, batch]`` tensor a variable asked for; 0 for an impossible case.
    """

    log_evidence: Float64[Tensor, " batch"]
    marginals: tuple[Float64[Tensor, "... batch"], ...]


@dataclass(frozen=True, slots=True)
class Potentials:
    """Tables multiplied into their buckets, ready for any number of runs."""

    tables: tuple[Float64[Tensor, "..."] | None, ...]
    constant: Float64[Tensor, ""]


class JunctionTree(TreePlan):
    """A junction tree compiled from scopes, run on tables and evidence.

    Args:
        cards: Number of states of each variable.
        scopes: The variables of each factor, in the order of its table's axes.
        limit: The most joint states that one array may have for one case.

    Raises:
        ResourceLimitError: The tree is wider than ``limit``; nothing has been allocated then.

    Example:
        >>> tree = JunctionTree((2, 2), [(0,), (0, 1)])
        >>> cause = torch.tensor([0.9, 0.1], dtype=torch.float64)
        >>> effect = torch.tensor([[0.8, 0.2], [0.3, 0.7]], dtype=torch.float64)
        >>> unknown = torch.ones(2, 1, dtype=torch.float64)
        >>> seen = torch.tensor([[0.0], [1.0]], dtype=torch.float64)
        >>> found = tree.run([cause, effect], [unknown, seen])
        >>> round(float(found.marginals[0][1, 0]), 2)
        0.28
    """

    def prepare(self, tables: Sequence[Float64[Tensor, "..."]]) -> Potentials:
        """Multiply tables into their buckets, so that several runs share the work.

        Args:
            tables: One non-negative table for each scope, its axes in the scope's order.

        Returns:
            The potentials, differentiable in ``tables``.

        Raises:
            ValueError: A table's shape does not fit its scope.
        """
        self.check_tables([table.shape for table in tables])
        constant = torch.ones((), dtype=torch.float64)
        for scope, table in zip(self.scopes, tables, strict=True):
            if not scope:
                constant = constant * table
        static = tuple(self._static(position, tables) for position in range(len(self.buckets)))
        return Potentials(static, constant)

    def _static(
        self, position: int, tables: Sequence[Float64[Tensor, "..."]]
    ) -> Float64[Tensor, "..."] | None:
        bucket = self.buckets[position]
        product: Tensor | None = None
        for factor, alignment in zip(bucket.factors, self.layouts[position].tables, strict=True):
            table = tables[factor].permute(alignment.order).reshape(alignment.shape)
            product = table if product is None else product * table
        if product is None:
            return None
        full = product.expand([self.cards[v] for v in bucket.static])
        return full.reshape(self.size(bucket.shared), self.size(bucket.rest), -1)

    def run(
        self,
        tables: Sequence[Float64[Tensor, "..."]] | Potentials,
        likelihood: Sequence[Float64[Tensor, "... batch"]],
        targets: Sequence[int] | None = None,
    ) -> Marginals:
        """Log-evidence and marginals of a batch of cases.

        Args:
            tables: One non-negative table for each scope, or what ``prepare`` made of them.
            likelihood: For each variable the weight of its states in each case: ones where
                nothing is known, one-hot where a state was seen, anything non-negative between.
            targets: The variables whose marginals are wanted, in this order; None for all.

        Returns:
            The log-evidence, and one ``[state, batch]`` marginal for each target.

        Raises:
            ValueError: A table or likelihood does not fit the variables.
        """
        potentials = tables if isinstance(tables, Potentials) else self.prepare(tables)
        self._check_likelihood(likelihood)
        wanted = tuple(range(len(self.cards))) if targets is None else tuple(targets)
        batch = likelihood[0].shape[1] if likelihood else 1
        if batch == 0:
            empty = tuple(torch.zeros(self.cards[v], 0, dtype=torch.float64) for v in wanted)
            return Marginals(torch.zeros(0, dtype=torch.float64), empty)
        rows = max(1, _CHUNK_ENTRIES // self.width)
        if batch <= rows:
            return self._run(potentials, likelihood, wanted)
        parts = [
            self._run(potentials, [row[:, start : start + rows] for row in likelihood], wanted)
            for start in range(0, batch, rows)
        ]
        return Marginals(
            torch.cat([part.log_evidence for part in parts]),
            tuple(
                torch.cat([part.marginals[k] for part in parts], dim=1) for k in range(len(wanted))
            ),
        )

    def _check_likelihood(self, likelihood: Sequence[Float64[Tensor, "... batch"]]) -> None:
        if len(likelihood) != len(self.cards):
            msg = f"{len(likelihood)} likelihoods were given for {len(self.cards)} variables"
            raise ValueError(msg)
        for variable, (card, row) in enumerate(zip(self.cards, likelihood, strict=True)):
            if tuple(row.shape) != (card, likelihood[0].shape[1]):
                msg = (
                    f"likelihood {variable} has shape {tuple(row.shape)}, "
                    f"not ({card}, {likelihood[0].shape[1]})"
                )
                raise ValueError(msg)

    def _run(
        self,
        potentials: Potentials,
        likelihood: Sequence[Float64[Tensor, "... batch"]],
        wanted: tuple[int, ...],
    ) -> Marginals:
        incoming, scales = self.collect(potentials, likelihood)
        total = torch.stack(scales)
        alive = (total > 0).all(0) & (potentials.constant > 0)
        log_scales = torch.where(total > 0, total, 1.0).log().sum(0)
        constant = torch.where(potentials.constant > 0, potentials.constant, 1.0).log()
        log_evidence = torch.where(alive, log_scales + constant, -torch.inf)
        found = self._downward(potentials, incoming, wanted, alive) if wanted else {}
        return Marginals(log_evidence, tuple(found[variable] for variable in wanted))

    def collect(
        self, potentials: Potentials, likelihood: Sequence[Float64[Tensor, "... batch"]]
    ) -> tuple[list[list[Float64[Tensor, "..."]]], list[Float64[Tensor, " batch"]]]:
        """The upward pass alone, for algorithms that go on from it, such as sampling.

        Args:
            potentials: What ``prepare`` made of the tables.
            likelihood: For each variable the weight of its states in each case.

        Returns:
            For each bucket what enters it (the evidence row of its variable, then its children's
            messages, viewed along ``incoming`` axes), and the scale of the message it sends.
        """
        upward: list[Tensor] = []
        incoming: list[list[Tensor]] = []
        scales: list[Tensor] = []
        for position in range(len(self.buckets)):
            factors = self._incoming(position, likelihood, upward)
            message, scale = _normalised(self._send(position, factors, potentials))
            incoming.append(factors)
            upward.append(message)
            scales.append(scale)
        return incoming, scales

    def _incoming(
        self,
        position: int,
        likelihood: Sequence[Float64[Tensor, "... batch"]],
        upward: list[Float64[Tensor, "..."]],
    ) -> list[Float64[Tensor, "..."]]:
        """The evidence row and the children's messages, viewed to broadcast over the bucket."""
        bucket = self.buckets[position]
        own = likelihood[bucket.variable]
        layout = self.layouts[position]
        views = [own.reshape(*layout.own.shape, own.shape[1])]
        for child, alignment in zip(bucket.children, layout.messages, strict=True):
            message = upward[child]
            last = message.dim() - 1
            turned = message.permute(*alignment.order, last)
            views.append(turned.reshape(*alignment.shape, own.shape[1]))
        return views

    def _send(
        self, position: int, factors: list[Float64[Tensor, "..."]], potentials: Potentials
    ) -> Float64[Tensor, "..."]:
        """The outgoing message: the static table times the incoming product, summed."""
        bucket = self.buckets[position]
        product = factors[0]
        for factor in factors[1:]:
            product = product * factor
        table = potentials.tables[position]
        if table is None:
            return product.sum(len(bucket.shared))
        batch = product.shape[-1]
        right = product.reshape(table.shape[0], table.shape[2], -1)
        return torch.bmm(table, right).reshape([self.cards[v] for v in bucket.scope] + [batch])

    def _downward(
        self,
        potentials: Potentials,
        incoming: list[list[Float64[Tensor, "..."]]],
        wanted: tuple[int, ...],
        alive: Tensor,
    ) -> dict[int, Float64[Tensor, "... batch"]]:
        needed = self.upwards(self.bucket_of[variable] for variable in wanted)
        outside: dict[int, Tensor] = {}
        found: dict[int, Tensor] = {}
        for position in range(len(self.buckets) - 1, -1, -1):
            if position not in needed:
                continue
            bucket, factors = self.buckets[position], incoming[position]
            spread = self._spread(position, outside.pop(position, None), potentials, alive)
            others = _products_of_others(factors)
            for place, child in enumerate(bucket.children):
                if child in needed:
                    alignment = self.layouts[position].messages[place]
                    message = _sum_out(spread * others[place + 1], alignment)
                    outside[child] = _normalised(message)[0]
            if bucket.variable in wanted:
                belief = _sum_out(spread * others[0], self.layouts[position].own)
                belief = belief * factors[0].reshape(-1, belief.shape[-1])
                found[bucket.variable] = _normalised(belief)[0] * alive
        return found

    def _spread(
        self,
        position: int,
        outside: Float64[Tensor, "..."] | None,
        potentials: Potentials,
        alive: Tensor,
    ) -> Float64[Tensor, "..."]:
        """The outside message times the static table, over the axes of the incoming product."""
        bucket = self.buckets[position]
        batch = alive.shape[0]
        if outside is None:
            outside = torch.ones(batch, dtype=torch.float64)
        table = potentials.tables[position]
        if table is None:
            free = [self.cards[v] for v in bucket.free]
            return outside.reshape(1, *free, batch)
        left = outside.reshape(table.shape[0], table.shape[1], -1)
        spread = torch.bmm(table.transpose(1, 2), left)
        return spread.reshape([self.cards[v] for v in bucket.incoming] + [batch])


def _normalised(
    message: Float64[Tensor, "..."],
) -> tuple[Float64[Tensor, "..."], Float64[Tensor, " batch"]]:
    """A message scaled to sum to one in each case, and the scale; all zeros stay zeros."""
    scale = message.reshape(-1, message.shape[-1]).sum(0)
    return message / torch.where(scale > 0, scale, 1.0), scale


def _products_of_others(factors: list[Float64[Tensor, "..."]]) -> list[Float64[Tensor, "..."]]:
    """For each factor the product of all the others, without division (zeros are legal)."""
    one = torch.ones((), dtype=torch.float64)
    before, after = [one], [one]
    for factor in factors[:-1]:
        before.append(before[-1] * factor if len(before) > 1 else factor)
    for factor in factors[:0:-1]:
        after.append(after[-1] * factor if len(after) > 1 else factor)
    return [left * right for left, right in zip(before, reversed(after), strict=True)]


def _sum_out(array: Float64[Tensor, "..."], alignment: Alignment) -> Float64[Tensor, "..."]:
    """Sum away the axes that the alignment's source lacks, and give back its axis order."""
    kept = array.sum(alignment.summed) if alignment.summed else array
    return kept.permute(*alignment.back, kept.dim() - 1)
