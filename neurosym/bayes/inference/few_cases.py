"""Exact posteriors of one case, or a few, in about a millisecond: the same tree in plain numpy.

For few cases the arithmetic is tiny and a tensor library's overhead, not to speak of its import,
is most of the time. This engine runs over the same buckets as the junction tree, with everything
that depends only on the tables done beforehand; a bucket whose subtree holds no evidence sends
the message it always sends.

Beside posteriors it gives what a derivative would give in torch: the joint distribution of each
table's variables, and the log-evidence that would be left without a table. Both are read off the
bucket that holds the table: all else that bears on the bucket's variables is in the messages that
enter it from below and from above [1].

References:
    [1] A. Darwiche, "A differential approach to inference in Bayesian networks", 2003.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import prod

import numpy as np
from jaxtyping import Float64

from neurosym.bayes.inference.layout import Alignment
from neurosym.bayes.inference.plan import TreePlan

_CHUNK_ENTRIES = 1 << 20

Likelihood = Mapping[int, Float64[np.ndarray, "_ _"]]
"""For each variable with evidence the weight of its states in each case (one-hot where a state
was seen); variables that are not named are unknown. A row for all cases may have a batch of 1."""


@dataclass(frozen=True, slots=True)
class CaseMarginals:
    """What a run gives for a few cases.

    Attributes:
        log_evidence: In nats; -inf for an impossible case.
        marginals: One ``[state, batch]`` array a variable asked for; 0 for an impossible case.
    """

    log_evidence: Float64[np.ndarray, " batch"]
    marginals: tuple[Float64[np.ndarray, "_ batch"], ...]


@dataclass(frozen=True, slots=True)
class _Message:
    """Sums to one in each case, or to 0; ``log_scale`` is what it was divided by, all told."""

    array: Float64[np.ndarray, "..."]
    log_scale: Float64[np.ndarray, " batch"]

    @property
    def alive(self) -> np.ndarray:
        return np.asarray(self.array.reshape(-1, self.array.shape[-1]).any(0))


@dataclass(frozen=True, slots=True)
class _Bucket:
    """What enters a bucket: evidence and messages from below, and the message from above."""

    below: list[np.ndarray]
    log_below: Float64[np.ndarray, " batch"]
    above: _Message


class FewCases:
    """A junction tree bound to fixed tables, for few cases at a time.

    Args:
        plan: The compiled tree.
        tables: One non-negative table for each scope of the tree.

    Raises:
        ValueError: A table's shape does not fit its scope.
    """

    def __init__(self, plan: TreePlan, tables: Sequence[Float64[np.ndarray, "..."]]) -> None:
        plan.check_tables([table.shape for table in tables])
        self.plan = plan
        self._tables = tuple(tables)
        self._rows = max(1, _CHUNK_ENTRIES // plan.width)
        scalars = [table for table, scope in zip(tables, plan.scopes, strict=True) if not scope]
        self._log_constant = _log(np.array([prod(map(float, scalars))], np.float64))
        count = len(plan.buckets)
        self._static = [self._product(p, plan.buckets[p].factors) for p in range(count)]
        self._silent: list[_Message] = []
        self._silent = self._upward({})[0]

    def run(self, likelihood: Likelihood, targets: Sequence[int] | None = None) -> CaseMarginals:
        """Log-evidence and marginals of a few cases.

        Args:
            likelihood: The evidence.
            targets: The variables whose marginals are wanted, in this order; None for all.
        """
        batch = _batch(likelihood)
        wanted = range(len(self.plan.cards)) if targets is None else targets
        places = [self.plan.bucket_of[variable] for variable in wanted]
        parts = [
            self._run(_part(likelihood, start, start + self._rows), places)
            for start in range(0, batch, self._rows)
        ]
        if len(parts) == 1:
            return parts[0]
        columns = zip(*(part.marginals for part in parts), strict=True)
        return CaseMarginals(
            np.concatenate([part.log_evidence for part in parts]),
            tuple(np.concatenate(column, axis=1) for column in columns),
        )

    def _run(self, likelihood: Likelihood, places: Sequence[int]) -> CaseMarginals:
        batch = _batch(likelihood)
        messages, below = self._upward(likelihood)
        log_evidence = np.broadcast_to(self._total(messages), batch)
        alive = log_evidence > -np.inf
        found = self._downward(messages, below, self.plan.upwards(places))
        marginals = []
        for place in places:
            belief = self._belief(place, found[place])
            marginals.append(np.where(alive, belief, 0.0))
        return CaseMarginals(np.array(log_evidence), tuple(marginals))

    def families(
        self, likelihood: Likelihood, factors: Sequence[int]
    ) -> tuple[Float64[np.ndarray, "..."], ...]:
        """Joint distributions of the variables of some tables, axes ``[scope..., batch]``.

        Args:
            likelihood: The evidence.
            factors: Indices of the tables, whose scopes must not be empty.
        """
        found = []
        for factor, position, bucket in self._holding(likelihood, factors):
            joint = self._around(position, bucket) * _wide(self._static[position])
            axes = [self.plan.cards[v] for v in self.plan.buckets[position].static]
            summed = _sum_out(joint.reshape(*axes, -1), self._alignment(position, factor))
            found.append(_scaled(summed)[0])
        return tuple(found)

    def log_evidence_without(
        self, likelihood: Likelihood, factors: Sequence[int]
    ) -> Float64[np.ndarray, "label batch"]:
        """Log-evidence that is left when one table in turn is replaced by ones.

        Args:
            likelihood: The evidence.
            factors: Indices of the tables, whose scopes must not be empty.
        """
        found = np.empty((len(factors), _batch(likelihood)))
        for row, (factor, position, bucket) in enumerate(self._holding(likelihood, factors)):
            others = [f for f in self.plan.buckets[position].factors if f != factor]
            left = self._around(position, bucket) * _wide(self._product(position, others))
            log_left = _log(left.reshape(-1, left.shape[-1]).sum(0))
            found[row] = log_left + bucket.log_below + bucket.above.log_scale
        return found

    def _product(self, position: int, factors: Sequence[int]) -> np.ndarray | None:
        """Product of some tables of a bucket, ``[shared, rest, variable]``; None for none."""
        bucket, layout = self.plan.buckets[position], self.plan.layouts[position]
        if not bucket.factors:
            return None
        product = np.ones([self.plan.cards[v] for v in bucket.static])
        for factor, alignment in zip(bucket.factors, layout.tables, strict=True):
            if factor in factors:
                table = self._tables[factor].transpose(alignment.order)
                product = product * table.reshape(alignment.shape)
        shape = self.plan.size(bucket.shared), self.plan.size(bucket.rest), -1
        return np.asarray(product.reshape(shape))

    def _alignment(self, position: int, factor: int) -> Alignment:
        place = self.plan.buckets[position].factors.index(factor)
        return self.plan.layouts[position].tables[place]

    def _upward(self, likelihood: Likelihood) -> tuple[list[_Message], list[list[np.ndarray]]]:
        """The message of each bucket, and what entered it: evidence, then children's messages."""
        messages: list[_Message] = []
        below: list[list[np.ndarray]] = []
        touched: list[bool] = []
        for position, bucket in enumerate(self.plan.buckets):
            layout, own = self.plan.layouts[position], likelihood.get(bucket.variable)
            factors = [np.ones((*layout.own.shape, 1)) if own is None else _seen(own, layout.own)]
            children = [messages[child] for child in bucket.children]
            for message, alignment in zip(children, layout.messages, strict=True):
                factors.append(_turned(message.array, alignment))
            below.append(factors)
            touched.append(own is not None or any(touched[child] for child in bucket.children))
            if self._silent and not touched[-1]:
                messages.append(self._silent[position])
                continue
            array, scale = _scaled(self._send(position, _multiplied(factors)))
            log_scale = sum((c.log_scale for c in children), np.log(np.where(scale > 0, scale, 1)))
            messages.append(_Message(array, log_scale))
        return messages, below

    def _send(
        self, position: int, product: Float64[np.ndarray, "..."]
    ) -> Float64[np.ndarray, "..."]:
        """The outgoing message: the static table times the incoming product, summed."""
        bucket, table = self.plan.buckets[position], self._static[position]
        full = np.broadcast_to(product, self._shape(bucket.incoming, product.shape[-1]))
        if table is None:
            return np.asarray(full.sum(len(bucket.shared)))
        right = full.reshape(table.shape[0], table.shape[2], -1)
        sent = np.matmul(table, right).reshape(self._shape(bucket.scope, product.shape[-1]))
        return np.asarray(sent)

    def _shape(self, variables: Sequence[int], batch: int) -> tuple[int, ...]:
        return (*(self.plan.cards[v] for v in variables), batch)

    def _total(self, messages: Sequence[_Message]) -> Float64[np.ndarray, " batch"]:
        """Log of the constant and of all roots' weights."""
        total = sum(self._roots(messages).values(), self._log_constant)
        return np.asarray(total)

    def _roots(self, messages: Sequence[_Message]) -> dict[int, Float64[np.ndarray, " batch"]]:
        """Log-weight of each root's tree; -inf where it is dead."""
        return {
            position: np.where(messages[position].alive, messages[position].log_scale, -np.inf)
            for position, bucket in enumerate(self.plan.buckets)
            if bucket.parent < 0
        }

    def _downward(
        self, messages: Sequence[_Message], below: list[list[np.ndarray]], needed: set[int]
    ) -> dict[int, _Bucket]:
        """What enters each bucket needed, from the roots down; parents must be needed too."""
        roots = self._roots(messages)
        above: dict[int, _Message] = {}
        found: dict[int, _Bucket] = {}
        for position in sorted(needed, reverse=True):
            bucket, layout = self.plan.buckets[position], self.plan.layouts[position]
            if bucket.parent < 0:
                others = [log for root, log in roots.items() if root != position]
                rest = sum(others, self._log_constant)
                above[position] = _Message(np.ones(1), rest)
            logs = [messages[child].log_scale for child in bucket.children]
            log_below = sum(logs, np.zeros(1))
            entering = _Bucket(below[position], log_below, above[position])
            found[position] = entering
            if not needed.intersection(bucket.children):
                continue
            spread, rivals = self._spread(position, entering), _others(below[position])
            for place, child in enumerate(bucket.children):
                if child in needed:
                    message = _sum_out(spread * rivals[place + 1], layout.messages[place])
                    array, scale = _scaled(message)
                    log_scale = np.log(np.where(scale > 0, scale, 1.0)) + log_below - logs[place]
                    above[child] = _Message(array, entering.above.log_scale + log_scale)
        return found

    def _spread(self, position: int, entering: _Bucket) -> Float64[np.ndarray, "..."]:
        """The message from above times the static table, over the axes of the incoming product."""
        bucket, table = self.plan.buckets[position], self._static[position]
        above = entering.above.array
        batch = above.shape[-1]
        if table is None:
            full = self._shape(bucket.incoming, batch)
            return np.broadcast_to(above.reshape(1, *full[1:]), full)
        left = above.reshape(table.shape[0], table.shape[1], -1)
        spread = np.matmul(table.transpose(0, 2, 1), left)
        return np.asarray(spread.reshape(self._shape(bucket.incoming, batch)))

    def _belief(self, position: int, entering: _Bucket) -> Float64[np.ndarray, "state batch"]:
        """The marginal of the bucket's variable."""
        weights = self._spread(position, entering) * _multiplied(entering.below)
        summed = _sum_out(weights, self.plan.layouts[position].own)
        return _scaled(summed)[0]

    def _holding(
        self, likelihood: Likelihood, factors: Sequence[int]
    ) -> list[tuple[int, int, _Bucket]]:
        """Each table with the position of its bucket, and what enters that."""
        place = {f: p for p, bucket in enumerate(self.plan.buckets) for f in bucket.factors}
        messages, below = self._upward(likelihood)
        needed = self.plan.upwards(place[factor] for factor in factors)
        found = self._downward(messages, below, needed)
        return [(factor, place[factor], found[place[factor]]) for factor in factors]

    def _around(self, position: int, entering: _Bucket) -> Float64[np.ndarray, "..."]:
        """The weight of a bucket's states but for its tables.

        Axes are ``[shared, rest, variable, batch]``; only buckets with tables are asked for.
        """
        bucket = self.plan.buckets[position]
        shared, free = self.plan.size(bucket.shared), self.plan.size(bucket.free)
        product = _multiplied(entering.below)
        full = np.broadcast_to(product, self._shape(bucket.incoming, product.shape[-1]))
        below = full.reshape(shared, self.plan.cards[bucket.variable], free, -1)
        above = entering.above.array
        above = above.reshape(shared, -1, free, above.shape[-1])
        return np.asarray(np.einsum("srfb,svfb->srvb", above, below))


def _batch(likelihood: Likelihood) -> int:
    return max((row.shape[1] for row in likelihood.values()), default=1)


def _part(likelihood: Likelihood, start: int, stop: int) -> Likelihood:
    return {v: row if row.shape[1] == 1 else row[:, start:stop] for v, row in likelihood.items()}


def _seen(
    own: Float64[np.ndarray, "state batch"], alignment: Alignment
) -> Float64[np.ndarray, "..."]:
    return own.reshape(*alignment.shape, own.shape[1])


def _turned(
    message: Float64[np.ndarray, "..."], alignment: Alignment
) -> Float64[np.ndarray, "..."]:
    """A message viewed along the axes of its parent's incoming product."""
    turned = message.transpose(*alignment.order, message.ndim - 1)
    return turned.reshape(*alignment.shape, message.shape[-1])


def _multiplied(factors: Sequence[Float64[np.ndarray, "..."]]) -> Float64[np.ndarray, "..."]:
    product = factors[0]
    for factor in factors[1:]:
        product = product * factor
    return product


def _others(factors: Sequence[Float64[np.ndarray, "..."]]) -> list[Float64[np.ndarray, "..."]]:
    """For each factor the product of all the others, without division (zeros are legal)."""
    before, after = [np.ones(1)], [np.ones(1)]
    for factor in factors[:-1]:
        before.append(before[-1] * factor)
    for factor in factors[:0:-1]:
        after.append(after[-1] * factor)
    return [left * right for left, right in zip(before, reversed(after), strict=True)]


def _sum_out(array: Float64[np.ndarray, "..."], alignment: Alignment) -> Float64[np.ndarray, "..."]:
    """Sum away the axes that the alignment's source lacks, and give back its axis order."""
    kept = array.sum(alignment.summed) if alignment.summed else array
    return kept.transpose(*alignment.back, kept.ndim - 1)


def _scaled(
    message: Float64[np.ndarray, "..."],
) -> tuple[Float64[np.ndarray, "..."], Float64[np.ndarray, " batch"]]:
    """A message scaled to sum to one in each case, and the scale; all zeros stay zeros."""
    scale = message.reshape(-1, message.shape[-1]).sum(0)
    return message / np.where(scale > 0, scale, 1.0), scale


def _wide(table: np.ndarray | None) -> np.ndarray:
    return np.ones(1) if table is None else table[..., None]


def _log(weight: Float64[np.ndarray, " batch"]) -> Float64[np.ndarray, " batch"]:
    return np.where(weight > 0, np.log(np.where(weight > 0, weight, 1.0)), -np.inf)
