"""In which order the ways to compile are tried, and with how many nodes each time.

No estimate tells for sure whether elimination or decision diagrams are cheaper, and either may be
a thousand times the other. So they take turns with budgets that grow by a factor: what is spent in
vain stays a share of what is needed. Tables without cycles whose size is known and small have no
rival.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import zip_longest

FEW_NODES = 16_000
"""Nodes of the first attempts with decision diagrams: some hundredths of a second."""

FEW_CHOICES = 30
"""Choices up to which diagrams are small, but for the most entangled programs."""

_SEVERAL_CHOICES = 64
"""Choices up to which diagrams are worth a try before tables larger than the limit."""

_FIRST_TABLES = 100_000
_GROWTH = 8
_SOME_ROWS = 500
_MANY_ROWS = 1e8


class Way(StrEnum):
    """A way to compile."""

    DIRECT = "direct"
    ELIMINATION = "elimination"
    DIAGRAMS = "diagrams"


class TooDearError(Exception):
    """Decision diagrams need more than the limit, whatever the order of the variables.

    Args:
        attempts: Number of orders tried.
    """

    def __init__(self, attempts: int) -> None:
        super().__init__(attempts)
        self.attempts = attempts


@dataclass(frozen=True, slots=True)
class TableEstimate:
    """What elimination will have to do.

    Attributes:
        rows: Rows of all joined tables if none were missing, without the links on cycles.
        cyclic: Whether there are positive cycles, whose links may multiply the rows.
    """

    rows: float
    cyclic: bool


def stages(choices: int, tables: TableEstimate | None, limit: int) -> list[tuple[Way, int]]:
    """Return the ways with their most nodes, in the order in which they are to be tried.

    Args:
        choices: Uncertain choices of the program.
        tables: The estimate of elimination; None where it does not serve.
        limit: Most nodes of all.

    Example:
        >>> for way, nodes in stages(40, TableEstimate(900.0, cyclic=True), 200_000):
        ...     print(way.value, nodes)
        elimination 100000
        diagrams 16000
        elimination 200000
        diagrams 128000
        diagrams 200000
    """
    diagrams = [(Way.DIAGRAMS, nodes) for nodes in _budgets(FEW_NODES, limit)]
    if tables is None:
        return diagrams
    several = choices <= _SEVERAL_CHOICES and tables.rows > limit
    if not tables.cyclic and tables.rows <= _MANY_ROWS and not several:
        return [(Way.ELIMINATION, limit), *diagrams]
    eliminations = [(Way.ELIMINATION, nodes) for nodes in _budgets(_FIRST_TABLES, limit)]
    many = _SOME_ROWS if choices <= FEW_CHOICES else _MANY_ROWS
    pair = (eliminations, diagrams)
    if several or (tables.cyclic and tables.rows > many):
        pair = (diagrams, eliminations)
    return [stage for both in zip_longest(*pair) for stage in both if stage]


def _budgets(first: int, limit: int) -> Iterator[int]:
    nodes = first
    while nodes < limit:
        yield nodes
        nodes *= _GROWTH
    yield limit
