"""Exact posteriors of one case in about a millisecond: the same tree in plain numpy.

For a single case the arithmetic is tiny and a tensor library's overhead is most of the time. This
plan runs over the same buckets as the junction tree, with everything that depends only on the
tables done beforehand; a bucket whose subtree holds no evidence sends the message it always
sends.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import prod

import numpy as np
from jaxtyping import Float64

from neurosym.bayes.inference.elimination import Bucket
from neurosym.bayes.inference.junction_tree import JunctionTree
from neurosym.bayes.inference.layout import Layout


@dataclass(frozen=True, slots=True)
class CaseMarginals:
    """Log-evidence in nats (-inf: impossible) and the marginal of every variable of one case."""

    log_evidence: float
    marginals: tuple[Float64[np.ndarray, "..."], ...]


@dataclass(frozen=True, slots=True)
class _Step:
    """A bucket with its static table, forwards and turned, and the shapes it sends and takes."""

    bucket: Bucket
    layout: Layout
    table: Float64[np.ndarray, "..."] | None
    turned: Float64[np.ndarray, "..."] | None
    sent: tuple[int, ...]
    incoming: tuple[int, ...]


class SingleCase:
    """A junction tree bound to fixed tables, for one case at a time.

    Args:
        tree: The compiled tree.
        tables: One non-negative table for each scope of the tree.
    """

    def __init__(self, tree: JunctionTree, tables: Sequence[Float64[np.ndarray, "..."]]) -> None:
        self._cards = tree.cards
        scalars = (t for t, scope in zip(tables, tree.scopes, strict=True) if not scope)
        self._constant = prod(float(scalar) for scalar in scalars)
        self._steps = [
            self._step(bucket, layout, tables)
            for bucket, layout in zip(tree.buckets, tree.layouts, strict=True)
        ]
        self._silent: list[tuple[np.ndarray, float]] = []
        for step in self._steps:
            factors = [
                _view(step, place, self._silent[child][0])
                for place, child in enumerate(step.bucket.children)
            ]
            self._silent.append(_scaled(_send(step, factors)))

    def _step(
        self, bucket: Bucket, layout: Layout, tables: Sequence[Float64[np.ndarray, "..."]]
    ) -> _Step:
        sent = tuple(self._cards[v] for v in bucket.scope)
        incoming = tuple(self._cards[v] for v in bucket.incoming)
        if not bucket.factors:
            return _Step(bucket, layout, None, None, sent, incoming)
        product = np.ones([self._cards[v] for v in bucket.static])
        for factor, alignment in zip(bucket.factors, layout.tables, strict=True):
            product = product * tables[factor].transpose(alignment.order).reshape(alignment.shape)
        shared = prod(self._cards[v] for v in bucket.shared)
        table = product.reshape(shared, -1, self._cards[bucket.variable])
        turned = np.ascontiguousarray(table.transpose(0, 2, 1))
        return _Step(bucket, layout, table, turned, sent, incoming)

    def run(self, likelihood: Mapping[int, Float64[np.ndarray, "..."]]) -> CaseMarginals:
        """Log-evidence and all marginals of one case.

        Args:
            likelihood: For each variable with evidence the weight of its states (one-hot where a
                state was seen); variables that are not named are unknown.

        Returns:
            The log-evidence and every variable's marginal; all 0 where the case is impossible.
        """
        incoming: list[list[np.ndarray]] = []
        messages: list[np.ndarray] = []
        touched: list[bool] = []
        scales = [self._constant]
        for position, step in enumerate(self._steps):
            children = step.bucket.children
            factors = [_view(step, place, messages[child]) for place, child in enumerate(children)]
            own = likelihood.get(step.bucket.variable)
            if own is not None:
                factors.append(own.reshape(step.layout.own.shape))
            touched.append(own is not None or any(touched[child] for child in children))
            silent = self._silent[position]
            message, scale = _scaled(_send(step, factors)) if touched[-1] else silent
            scales.append(scale)
            messages.append(message)
            incoming.append(factors)
        if min(scales) <= 0:
            return CaseMarginals(-np.inf, tuple(np.zeros(card) for card in self._cards))
        return CaseMarginals(float(np.log(scales).sum()), self._downward(incoming))

    def _downward(
        self, incoming: list[list[Float64[np.ndarray, "..."]]]
    ) -> tuple[Float64[np.ndarray, "..."], ...]:
        outside: dict[int, np.ndarray] = {}
        found: dict[int, np.ndarray] = {}
        for position in range(len(self._steps) - 1, -1, -1):
            step, factors = self._steps[position], incoming[position]
            spread = _spread(step, outside.pop(position, None))
            for place, child in enumerate(step.bucket.children):
                message = spread
                for other, factor in enumerate(factors):
                    if other != place:
                        message = message * factor
                alignment = step.layout.messages[place]
                kept = message.sum(alignment.summed) if alignment.summed else message
                outside[child] = _scaled(kept.transpose(alignment.back))[0]
            for factor in factors:
                spread = spread * factor
            belief = spread.sum(step.layout.own.summed) if step.layout.own.summed else spread
            found[step.bucket.variable] = belief / belief.sum()
        return tuple(found[variable] for variable in range(len(self._cards)))


def _view(
    step: _Step, place: int, message: Float64[np.ndarray, "..."]
) -> Float64[np.ndarray, "..."]:
    alignment = step.layout.messages[place]
    return message.transpose(alignment.order).reshape(alignment.shape)


def _send(step: _Step, factors: list[Float64[np.ndarray, "..."]]) -> Float64[np.ndarray, "..."]:
    """The outgoing message: the static table times the incoming product, summed."""
    product = factors[0] if factors else np.ones(step.incoming)
    for factor in factors[1:]:
        product = product * factor
    if product.shape != step.incoming:
        product = np.broadcast_to(product, step.incoming)
    if step.table is None:
        return np.asarray(product.sum(len(step.bucket.shared)))
    right = product.reshape(step.table.shape[0], step.table.shape[2], -1)
    return np.asarray(np.matmul(step.table, right).reshape(step.sent))


def _spread(step: _Step, outside: Float64[np.ndarray, "..."] | None) -> Float64[np.ndarray, "..."]:
    """The outside message times the static table, over the axes of the incoming product."""
    above = np.ones(1) if outside is None else outside
    if step.turned is None:
        return np.broadcast_to(above.reshape(1, *step.incoming[1:]), step.incoming)
    left = above.reshape(step.turned.shape[0], step.turned.shape[2], -1)
    return np.asarray(np.matmul(step.turned, left).reshape(step.incoming))


def _scaled(message: Float64[np.ndarray, "..."]) -> tuple[Float64[np.ndarray, "..."], float]:
    scale = float(message.sum())
    return (np.asarray(message / scale) if scale > 0 else message), scale
