"""Ground programs that are circuits as they stand.

Where the bodies of every head exclude each other, and no two atoms of a body depend on the same
choice, a rule is a product and a head is a sum: nothing is to be compiled. Sums of digits are of
this kind. Both conditions are checked for all rules at once: for every atom, which alternatives
of every choice leave it possible, as bits.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Int64

from neurosym.logic.circuit import ONE, ZERO, Circuit
from neurosym.logic.elimination.task import EliminationTask
from neurosym.logic.ground_program import TRUE
from neurosym.logic.node_store import Nodes, NodeStore
from neurosym.logic.plain_nodes import PlainStore

_BITS = 62
_MOST_CELLS = 4_000_000
_FEWEST_RULES = 100


class NotDirectError(Exception):
    """The program is no circuit as it stands."""


@dataclass(frozen=True, slots=True)
class _Rules:
    """Rules of one depth, sorted by head, as arrays.

    Attributes:
        heads: The heads, each once.
        starts: Where each head's rules start.
        bodies: Rows of the body's atoms in the tables, padded by row 0.
    """

    heads: list[int]
    starts: Int64[np.ndarray, " head"]
    bodies: Int64[np.ndarray, "rule literal"]


def direct_circuit(task: EliminationTask, limit: int) -> Circuit:
    """Return the circuit of a program that is one as it stands.

    Raises:
        NotDirectError: It is not, or is too small for this to be worth a look.
    """
    rules = sum(map(len, task.by_head.values()))
    cells = (rules + len(task.by_head)) * max(1, len(task.choices))
    if rules < _FEWEST_RULES or cells > _MOST_CELLS:
        raise NotDirectError
    if task.ground.evidence or task.broken or any(root < 0 for root in task.roots):
        raise NotDirectError
    return _Direct(task, limit).circuit()


class _Direct:
    """One attempt."""

    def __init__(self, task: EliminationTask, limit: int) -> None:
        self.task = task
        self.store = NodeStore(PlainStore(task.literals, limit))
        self.row: dict[int, int] = {TRUE: 0}
        self.choices = len(task.choices)
        leaves = [
            (leaf, at, state)
            for at, choice in enumerate(task.choices)
            for state, leaf in enumerate(choice.leaves)
        ]
        if any(len(choice.leaves) >= _BITS for choice in task.choices):
            raise NotDirectError
        count = 1 + 2 * len(leaves) + len(task.by_head)
        full = [(1 << len(choice.leaves) + (not choice.complete)) - 1 for choice in task.choices]
        self.full = np.array(full, dtype=np.int64)
        self.possible = np.tile(self.full, (count, 1))
        self.uses = np.zeros((count, self.choices), dtype=np.bool_)
        self.nodes = np.full(count, ONE)
        for leaf, at, state in leaves:
            row = self.row[leaf] = len(self.row)
            self.possible[row, at] = 1 << state
            self.uses[row, at] = True
            self.nodes[row] = task.nodes[at][state]
            row = self.row[-leaf] = len(self.row)
            self.possible[row, at] = full[at] & ~(1 << state)
            self.uses[row, at] = True
            others = [node for other, node in enumerate(task.nodes[at]) if other != state]
            self.nodes[row] = self.store.sum(others)
        totals = [self.store.sum(nodes) for nodes in task.nodes] if task.smooth else []
        self.totals = np.array(totals, dtype=np.int64)

    def circuit(self) -> Circuit:
        """Return the circuit."""
        for rules in self._levels():
            self._add(rules)
        everything = self._product(self.totals.tolist())
        roots = []
        for root in self.task.roots:
            if root == TRUE:
                roots.append(everything)
                continue
            row = self.row[root]
            spare = self.totals[~self.uses[row]] if self.task.smooth else []
            roots.append(self._product([int(self.nodes[row]), *map(int, spare)]))
        return self.store.build([*roots, everything])

    def _product(self, nodes: Sequence[int]) -> int:
        result = ONE
        for node in nodes:
            result = self.store.product(result, node)
        return result

    def _levels(self) -> list[_Rules]:
        """Return the rules by depth, lowest first."""
        depth: dict[int, int] = {}
        for head in self._upwards():
            bodies = [literal for rule in self.task.by_head[head] for literal in rule.body]
            depth[head] = 1 + max((depth.get(literal, 0) for literal in bodies), default=0)
        levels: list[list[int]] = [[] for _ in range(max(depth.values(), default=0))]
        for head, at in depth.items():
            levels[at - 1].append(head)
        return [self._rules(heads) for heads in levels]

    def _upwards(self) -> list[int]:
        """Return the heads, each after those that its rules need."""
        by_head = self.task.by_head
        order: list[int] = []
        state: dict[int, bool] = {}
        for root in by_head:
            nothing: Iterator[int] = iter(())
            path = [(root, iter(by_head[root]), nothing)] if root not in state else []
            state.setdefault(root, False)
            while path:
                head, rules, literals = path[-1]
                below = next((lit for lit in literals if lit in by_head), None)
                if below is None:
                    rule = next(rules, None)
                    if rule is None:
                        path.pop()
                        state[head] = True
                        order.append(head)
                    else:
                        path[-1] = (head, rules, iter(rule.body))
                elif below not in state:
                    state[below] = False
                    path.append((below, iter(by_head[below]), nothing))
                elif not state[below]:
                    raise NotDirectError
        return order

    def _rules(self, heads: Sequence[int]) -> _Rules:
        for head in heads:
            self.row[head] = len(self.row)
        found = [rule.body for head in heads for rule in self.task.by_head[head]]
        counts = np.array([len(self.task.by_head[head]) for head in heads])
        width = max(1, *map(len, found))
        row = self.row
        if not all(literal in row for body in found for literal in body):
            raise NotDirectError
        padded = [[row[lit] for lit in body] + [0] * (width - len(body)) for body in found]
        return _Rules(list(heads), counts.cumsum() - counts, np.array(padded))

    def _add(self, rules: _Rules) -> None:
        """Add the nodes of the heads of one depth."""
        count = len(rules.bodies)
        possible = np.tile(self.full, (count, 1))
        uses = np.zeros((count, self.choices), dtype=np.bool_)
        nodes = np.full(count, ONE)
        for column in rules.bodies.T:
            if (uses & self.uses[column]).any():
                raise NotDirectError
            uses |= self.uses[column]
            possible &= self.possible[column]
            nodes = self.store.products(nodes, self.nodes[column])
        heads = np.repeat(np.arange(len(rules.heads)), np.diff(rules.starts, append=count))
        self._check_exclusive(heads, rules.starts, possible)
        rows = [self.row[head] for head in rules.heads]
        self.possible[rows] = np.bitwise_or.reduceat(possible, rules.starts, axis=0)
        self.uses[rows] = np.logical_or.reduceat(uses, rules.starts, axis=0)
        if self.task.smooth:
            missing = self.uses[rows][heads] & ~uses
            for choice in np.flatnonzero(missing.any(axis=0)):
                spare = np.where(missing[:, choice], self.totals[choice], ONE)
                nodes = self.store.products(nodes, spare)
        if (nodes == ZERO).any():
            raise NotDirectError
        self.nodes[rows] = self.store.sums(nodes, rules.starts)

    def _check_exclusive(self, heads: Nodes, starts: Nodes, possible: Nodes) -> None:
        """Check that rules of one head name different alternatives, one of each choice."""
        single = possible & (possible - 1) == 0
        shared = np.logical_and.reduceat(single, starts, axis=0)[heads]
        names = np.where(shared, possible, 0)
        order = np.lexsort((*names.T, heads))
        ordered, named = heads[order], names[order]
        same = (ordered[1:] == ordered[:-1]) & (named[1:] == named[:-1]).all(axis=1)
        if same.any():
            raise NotDirectError
