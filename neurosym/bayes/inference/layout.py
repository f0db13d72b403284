"""How arrays meet in a bucket: each axis order, view and sum worked out once, before any run."""

from collections.abc import Sequence
from dataclasses import dataclass

from neurosym.bayes.inference.elimination import Bucket


@dataclass(frozen=True, slots=True)
class Alignment:
    """How an array over some variables broadcasts over a bucket's axes, and the way back.

    Attributes:
        order: Permutation that puts the array's axes in the bucket's order.
        shape: Shape to view it in after that, 1 where the bucket has an axis of its own.
        summed: The bucket's axes that the array lacks.
        back: Permutation from the bucket's order (after summing) to the array's own.
    """

    order: tuple[int, ...]
    shape: tuple[int, ...]
    summed: tuple[int, ...]
    back: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Layout:
    """The alignments of one bucket: of its tables, its children's messages, its own evidence."""

    tables: tuple[Alignment, ...]
    messages: tuple[Alignment, ...]
    own: Alignment


def align(source: Sequence[int], target: Sequence[int], cards: Sequence[int]) -> Alignment:
    """Align an array over ``source`` with one over ``target``, which has all its variables.

    Args:
        source: The array's variables, in the order of its axes.
        target: The bucket's variables, in the order of its axes.
        cards: Number of states of each variable.

    Returns:
        The alignment.
    """
    kept = [variable for variable in target if variable in source]
    return Alignment(
        tuple(source.index(variable) for variable in kept),
        tuple(cards[v] if v in source else 1 for v in target),
        tuple(axis for axis, v in enumerate(target) if v not in source),
        tuple(kept.index(variable) for variable in source),
    )


def plan_layouts(
    buckets: Sequence[Bucket], scopes: Sequence[tuple[int, ...]], cards: Sequence[int]
) -> tuple[Layout, ...]:
    """The layouts of all buckets of a tree.

    Args:
        buckets: The buckets, in order of elimination.
        scopes: The variables of each factor.
        cards: Number of states of each variable.

    Returns:
        One layout for each bucket.
    """
    return tuple(
        Layout(
            tuple(align(scopes[f], b.static, cards) for f in b.factors),
            tuple(align(buckets[c].scope, b.incoming, cards) for c in b.children),
            align((b.variable,), b.incoming, cards),
        )
        for b in buckets
    )
