"""The plan of a junction tree: buckets, and how arrays meet in them; no array is made yet."""

from collections.abc import Iterable, Sequence
from math import prod

from neurosym.bayes.inference.elimination import plan_buckets
from neurosym.bayes.inference.layout import plan_layouts

WIDTH_LIMIT = 1 << 24


class TreePlan:
    """A junction tree compiled from scopes.

    Args:
        cards: Number of states of each variable.
        scopes: The variables of each factor, in the order of its table's axes.
        limit: The most joint states that one array may have for one case.

    Raises:
        ResourceLimitError: The tree is wider than ``limit``; nothing has been allocated then.
    """

    def __init__(
        self,
        cards: Sequence[int],
        scopes: Sequence[tuple[int, ...]],
        *,
        limit: int = WIDTH_LIMIT,
    ) -> None:
        self.cards = tuple(cards)
        self.scopes = tuple(tuple(scope) for scope in scopes)
        self.buckets = plan_buckets(self.cards, self.scopes, limit)
        self.bucket_of = {b.variable: i for i, b in enumerate(self.buckets)}
        self.layouts = plan_layouts(self.buckets, self.scopes, self.cards)

    @property
    def width(self) -> int:
        """Joint states of the largest bucket."""
        return max((self.size((*b.scope, b.variable)) for b in self.buckets), default=1)

    def size(self, variables: Sequence[int]) -> int:
        """Joint states of some variables."""
        return prod(self.cards[v] for v in variables)

    def upwards(self, positions: Iterable[int]) -> set[int]:
        """The given buckets and all between them and their roots."""
        found: set[int] = set()
        for start in positions:
            position = start
            while position >= 0 and position not in found:
                found.add(position)
                position = self.buckets[position].parent
        return found

    def check_tables(self, shapes: Sequence[Sequence[int]]) -> None:
        """Refuse tables that do not fit the scopes.

        Args:
            shapes: The shape of each table.

        Raises:
            ValueError: There are more or fewer tables than scopes, or a shape does not fit.
        """
        if len(shapes) != len(self.scopes):
            msg = f"{len(shapes)} tables were given for {len(self.scopes)} scopes"
            raise ValueError(msg)
        for index, (scope, shape) in enumerate(zip(self.scopes, shapes, strict=True)):
            expected = tuple(self.cards[v] for v in scope)
            if tuple(shape) != expected:
                msg = f"table {index} has shape {tuple(shape)}, its scope needs {expected}"
                raise ValueError(msg)
