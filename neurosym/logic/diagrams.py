"""Decision diagrams by PySDD: the algebra to compile in, and the way out to a circuit.

A sentential decision diagram [1] is canonical for its vtree, a tree over the variables, so that
equal formulas are one node and a fixpoint is seen at once. The way out makes it smooth: where a
node stands below the place it is used at, the variables between are joined as sums over both
their literals.

PySDD's managers hold memory that its C library frees by itself; only one is alive at a time.

References:
    [1] Darwiche 2011, SDD: a new canonical representation of propositional knowledge bases.
"""

import heapq
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Lock
from time import monotonic

from pysdd.sdd import SddManager, SddNode, Vtree

from neurosym.logic.circuit import ONE, ZERO, CircuitBuilder
from neurosym.logic.cycles import Algebra

_ONE_MANAGER = Lock()
if hasattr(os, "register_at_fork"):
    # A child process must find the manager free, whatever other threads do at its start.
    os.register_at_fork(
        before=_ONE_MANAGER.acquire,
        after_in_parent=_ONE_MANAGER.release,
        after_in_child=_ONE_MANAGER.release,
    )
_NOWHERE = -1


class OutOfBudgetError(Exception):
    """An attempt to compile used up its nodes or its time; another order may still do."""


@dataclass(frozen=True, slots=True)
class Budget:
    """What one attempt may use.

    Attributes:
        nodes: Most nodes made, those no longer in use included.
        until: Reading of ``time.monotonic`` at which to stop.
    """

    nodes: int
    until: float


class DiagramAlgebra(Algebra[SddNode]):
    """Values are diagrams over boolean variables numbered from 1.

    Args:
        manager: The one manager alive.
        budget: What may be used.
    """

    def __init__(self, manager: SddManager, budget: Budget) -> None:
        self.manager = manager
        self.possible = manager.true()
        self._budget = budget

    def constant(self, truth: bool) -> SddNode:
        """Return the diagram that is true, or false."""
        return self.manager.true() if truth else self.manager.false()

    def literal(self, literal: int) -> SddNode:
        """Return the diagram of a variable, or of its negation."""
        return self.manager.literal(literal)

    def conjoin(self, values: Sequence[SddNode]) -> SddNode:
        """Return the conjunction, the smallest diagrams first."""
        return self._fold(self.manager.conjoin, values, self.manager.true())

    def disjoin(self, values: Sequence[SddNode]) -> SddNode:
        """Return the disjunction, the smallest diagrams first."""
        return self._fold(self.manager.disjoin, values, self.manager.false())

    def _fold(
        self,
        operation: Callable[[SddNode, SddNode], SddNode],
        values: Sequence[SddNode],
        empty: SddNode,
    ) -> SddNode:
        waiting = {value.id: value for value in values if value.id != empty.id}
        if not waiting:
            return empty
        if len(waiting) == 1:
            return next(iter(waiting.values()))
        queue = [(value.size(), identity) for identity, value in waiting.items()]
        heapq.heapify(queue)
        while len(queue) > 1:
            _, first = heapq.heappop(queue)
            _, second = heapq.heappop(queue)
            joined = operation(waiting[first], waiting[second])
            self._spend()
            waiting[joined.id] = joined
            heapq.heappush(queue, (joined.size(), joined.id))
        return waiting[queue[0][1]]

    def _spend(self) -> None:
        if self.manager.count() > self._budget.nodes or monotonic() > self._budget.until:
            raise OutOfBudgetError

    def negate(self, value: SddNode) -> SddNode:
        """Return the negation."""
        return self.manager.negate(value)

    def same(self, first: SddNode, second: SddNode) -> bool:
        """Return whether two diagrams are one."""
        return bool(first.id == second.id)

    def is_possible(self, value: SddNode) -> bool:
        """Return whether the diagram holds in a world that the choices allow."""
        return not self.conjoin([value, self.possible]).is_false()


@contextmanager
def diagram_manager(order: Sequence[int], shape: str) -> Iterator[SddManager]:
    """Lend the one manager.

    Args:
        order: The variables 1..n from left to right.
        shape: Shape of the vtree, ``"balanced"`` or ``"right"``.
    """
    with _ONE_MANAGER:
        vtree = Vtree(var_count=len(order), var_order=list(order), vtree_type=shape)
        manager = SddManager.from_vtree(vtree)
        manager.auto_gc_and_minimize_off()
        yield manager


class CircuitExporter:
    """Turns diagrams into nodes of a smooth circuit.

    Args:
        manager: Manager of the diagrams.
        builder: Builder of the circuit.
        ends: For every variable the circuit nodes of its positive and its negative literal.
    """

    def __init__(
        self, manager: SddManager, builder: CircuitBuilder, ends: Mapping[int, tuple[int, int]]
    ) -> None:
        self._builder = builder
        self._ends = ends
        self._parent: dict[int, int] = {}
        self._sides: dict[int, tuple[int, int]] = {}
        self._full: dict[int, int] = {}
        self._gaps: dict[tuple[int, int], int] = {}
        self._lifted: dict[tuple[int, int], int] = {}
        self._true = manager.true().id
        self._false = manager.false().id
        self._known: dict[int, tuple[int, int]] = {self._false: (ZERO, _NOWHERE)}
        self._depth: dict[int, int] = {}
        self._top = self._read(manager.vtree())

    def _read(self, root: Vtree) -> int:
        """Read the vtree: parents, depths, and at every place the sum over all its worlds."""
        order = [(root, 0)]
        for vtree, depth in order:
            place = vtree.position()
            self._depth[place] = depth
            if vtree.is_leaf():
                self._full[place] = self._builder.sum(self._ends[vtree.var()])
            else:
                left, right = vtree.left(), vtree.right()
                self._sides[place] = (left.position(), right.position())
                self._parent[left.position()] = self._parent[right.position()] = place
                order += [(left, depth + 1), (right, depth + 1)]
        for vtree, _ in reversed(order):
            place = vtree.position()
            if place in self._sides:
                sides = [self._full[side] for side in self._sides[place]]
                self._full[place] = self._builder.product(sides)
        return int(root.position())

    def export(self, root: SddNode) -> int:
        """Return the node that sums over all variables where the diagram holds."""
        product, at = self._builder.product, self._at
        for identity, place, elements in self._unseen(root):
            left, right = self._sides[place]
            terms = [
                product((at(prime, left), at(sub, right)))
                for prime, sub in elements
                if sub.id != self._false
            ]
            self._known[identity] = (self._builder.sum(terms), place)
        return self._at(root, self._top)

    def _unseen(self, root: SddNode) -> list[tuple[int, int, list[tuple[SddNode, SddNode]]]]:
        """Return id, place and elements of the new decision nodes, each after those it reads."""
        found: dict[int, tuple[int, int, list[tuple[SddNode, SddNode]]]] = {}
        waiting = [root]
        while waiting:
            node = waiting.pop()
            identity = node.id
            if identity in self._known or identity in found or identity == self._true:
                continue
            place = node.vtree().position()
            if node.is_decision():
                found[identity] = (identity, place, node.elements())
                waiting.extend(part for element in found[identity][2] for part in element)
            else:
                positive, negative = self._ends[abs(node.literal)]
                self._known[identity] = (positive if node.literal > 0 else negative, place)
        return sorted(found.values(), key=lambda entry: -self._depth[entry[1]])

    def _at(self, node: SddNode, place: int) -> int:
        """Return a diagram's circuit node, summed over all variables below a place."""
        identity = node.id
        if identity == self._true:
            return self._full[place]
        found, own = self._known[identity]
        if own in {place, _NOWHERE}:
            return found
        lifted = self._lifted.get((identity, place))
        if lifted is None:
            lifted = self._builder.product((found, self._gap(own, place)))
            self._lifted[identity, place] = lifted
        return lifted

    def _gap(self, below: int, place: int) -> int:
        """Return the sum over the variables between two places, the upper one an ancestor."""
        steps: list[int] = []
        while below != place and (below, place) not in self._gaps:
            steps.append(below)
            below = self._parent[below]
        gap = self._gaps.get((below, place), ONE)
        for step in reversed(steps):
            left, right = self._sides[self._parent[step]]
            gap = self._builder.product((gap, self._full[right if step == left else left]))
            self._gaps[step, place] = gap
        return gap
