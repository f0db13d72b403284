"""Which atoms depend on each other, and what a program means where they do.

The atoms of a ground program fall into strongly connected components. A component without a
cycle is one formula over what lies below it. In one with positive cycles, atoms start false and
their rules are applied until nothing changes: the least fixpoint. In one with a cycle through
negation the fixpoint alternates [1]: what must hold if as little as possible is false, what may
hold if as much as possible is; where the two meet, the well-founded model is total.

The same walk serves every meaning of "and", "or" and "not": bits of possible worlds, where it
finds the truth of all atoms, and nodes of a decision diagram, where it compiles the program
without auxiliary variables and needs no cycle breaking beforehand [2].

References:
    [1] Van Gelder 1993, The alternating fixpoint of logic programs with negation.
    [2] Vlasselaer, Van den Broeck, Kimmig, Meert, De Raedt 2016, Tp-compilation for inference
        in probabilistic logic programs.
"""

from abc import ABC, abstractmethod
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from neurosym.errors import UnsupportedRuleError
from neurosym.logic.ground_program import TRUE, GroundProgram, GroundRule

T = TypeVar("T")


class Algebra(ABC, Generic[T]):
    """What "and", "or" and "not" mean for one kind of value."""

    @abstractmethod
    def constant(self, truth: bool) -> T:
        """Return the value that always, or never, holds."""

    @abstractmethod
    def conjoin(self, values: Sequence[T]) -> T:
        """Return where all values hold; all of none is everywhere."""

    @abstractmethod
    def disjoin(self, values: Sequence[T]) -> T:
        """Return where at least one value holds."""

    @abstractmethod
    def negate(self, value: T) -> T:
        """Return where the value does not hold."""

    @abstractmethod
    def same(self, first: T, second: T) -> bool:
        """Return whether two values hold in the same worlds."""

    @abstractmethod
    def is_possible(self, value: T) -> bool:
        """Return whether the value holds in some possible world."""


@dataclass(frozen=True, slots=True)
class Component:
    """Atoms that all depend on each other.

    Attributes:
        atoms: The atoms, in ascending order.
        recursive: Whether there is a cycle at all.
        negative: Whether some cycle passes through a negation.
    """

    atoms: tuple[int, ...]
    recursive: bool
    negative: bool


def rules_by_head(rules: Iterable[GroundRule]) -> dict[int, list[GroundRule]]:
    """Return the rules of every head, in their order."""
    by_head: dict[int, list[GroundRule]] = defaultdict(list)
    for rule in rules:
        by_head[rule.head].append(rule)
    return dict(by_head)


def relevant_atoms(ground: GroundProgram, roots: Iterable[int]) -> set[int]:
    """Return the atoms that the roots' truth may depend on, the roots themselves included.

    Args:
        ground: The program.
        roots: Literals; the constants TRUE and FALSE depend on nothing.
    """
    by_head = rules_by_head(ground.rules)
    found: set[int] = set()
    waiting = [abs(root) for root in roots if abs(root) != TRUE]
    while waiting:
        atom = waiting.pop()
        if atom in found:
            continue
        found.add(atom)
        for rule in by_head.get(atom, ()):
            waiting.extend(abs(literal) for literal in rule.body if abs(literal) != TRUE)
    return found


def upwards(below: Mapping[int, Iterable[int]], starts: Iterable[int]) -> list[int]:
    """Return the atoms at and below some starts, each after those right below it.

    Args:
        below: The atoms right below each atom; one on a cycle comes before some of them.
        starts: Atoms to start from, in order.
    """
    seen: set[int] = set()
    order: list[int] = []
    for start in starts:
        path = [] if start in seen else [(start, iter(below.get(start, ())))]
        seen.add(start)
        while path:
            atom, rest = path[-1]
            child = next((other for other in rest if other not in seen), None)
            if child is None:
                order.append(atom)
                path.pop()
            else:
                seen.add(child)
                path.append((child, iter(below.get(child, ()))))
    return order


def components(
    by_head: Mapping[int, Sequence[GroundRule]], roots: Iterable[int]
) -> list[Component]:
    """Return the strongly connected components below the roots, each after those it needs.

    Args:
        by_head: The rules of every head.
        roots: Atoms to start from.

    Returns:
        Components by Tarjan's algorithm, without recursion in Python: programs of ten thousand
        atoms in one chain pass.
    """
    below = {
        head: sorted({abs(lit) for rule in rules for lit in rule.body if abs(lit) != TRUE})
        for head, rules in by_head.items()
    }
    return [_component(atoms, by_head) for atoms in _strongly_connected(below, roots)]


def _component(atoms: list[int], by_head: Mapping[int, Sequence[GroundRule]]) -> Component:
    inside = set(atoms)
    bodies = [lit for atom in atoms for rule in by_head.get(atom, ()) for lit in rule.body]
    recursive = any(abs(literal) in inside for literal in bodies)
    negative = any(-literal in inside for literal in bodies)
    return Component(tuple(sorted(atoms)), recursive, negative)


def _strongly_connected(
    below: Mapping[int, Sequence[int]], roots: Iterable[int]
) -> list[list[int]]:
    index: dict[int, int] = {}
    low: dict[int, int] = {}
    open_atoms: list[int] = []
    is_open: set[int] = set()
    found: list[list[int]] = []
    for root in roots:
        if root in index:
            continue
        path = [(root, iter(below.get(root, ())))]
        index[root] = low[root] = len(index)
        open_atoms.append(root)
        is_open.add(root)
        while path:
            atom, rest = path[-1]
            child = next(rest, None)
            if child is None:
                path.pop()
                if path:
                    low[path[-1][0]] = min(low[path[-1][0]], low[atom])
                if low[atom] == index[atom]:
                    found.append(_close(atom, open_atoms, is_open))
            elif child not in index:
                index[child] = low[child] = len(index)
                open_atoms.append(child)
                is_open.add(child)
                path.append((child, iter(below.get(child, ()))))
            elif child in is_open:
                low[atom] = min(low[atom], index[child])
    return found


def _close(atom: int, open_atoms: list[int], is_open: set[int]) -> list[int]:
    start = len(open_atoms) - 1
    while open_atoms[start] != atom:
        start -= 1
    members = open_atoms[start:]
    del open_atoms[start:]
    is_open.difference_update(members)
    return members


def well_founded(
    ground: GroundProgram,
    leaves: Mapping[int, T],
    algebra: Algebra[T],
    roots: Collection[int] | None = None,
) -> dict[int, T]:
    """Return the value of every atom under the well-founded semantics.

    Args:
        ground: The program.
        leaves: Value of every leaf that the roots depend on.
        algebra: What the values are.
        roots: Literals whose atoms are wanted; all atoms if None.

    Returns:
        The value of every atom that the roots depend on; an atom without a rule and without a
        leaf is false.

    Raises:
        UnsupportedRuleError: A loop through negation leaves an atom undefined in a possible
            world; the message names the loop.
    """
    wanted = range(1, len(ground.atoms) + 1) if roots is None else roots
    atoms = sorted(relevant_atoms(ground, wanted))
    solver = _Solver(ground, leaves, algebra)
    for component in components(solver.by_head, atoms):
        solver.solve(component)
    return solver.values


class _Solver(Generic[T]):
    """Values of the components solved so far."""

    def __init__(self, ground: GroundProgram, leaves: Mapping[int, T], algebra: Algebra[T]) -> None:
        self.ground = ground
        self.by_head = rules_by_head(ground.rules)
        self.algebra = algebra
        self.leaves = leaves
        self.values: dict[int, T] = {TRUE: algebra.constant(truth=True)}

    def solve(self, component: Component) -> None:
        """Add the values of one component, all below it being known."""
        if not component.recursive:
            atom = component.atoms[0]
            self.values[atom] = self._alone(atom)
        elif not component.negative:
            self.values |= self._least(component, {})
        else:
            self.values |= self._alternate(component)

    def _alone(self, atom: int) -> T:
        if atom in self.ground.leaves:
            if atom not in self.leaves:
                text = self.ground.text(atom)
                raise ValueError(f"the leaf {text} (atom {atom}) is given no value; add it")
            return self.leaves[atom]
        bodies = [self._body(rule.body, {}) for rule in self.by_head.get(atom, ())]
        return self.algebra.disjoin(bodies)

    def _body(self, body: Sequence[int], assumed: Mapping[int, T]) -> T:
        return self.algebra.conjoin([self._literal(literal, assumed) for literal in body])

    def _literal(self, literal: int, assumed: Mapping[int, T]) -> T:
        atom = abs(literal)
        value = assumed[atom] if atom in assumed else self.values[atom]
        return value if literal > 0 else self.algebra.negate(value)

    def _least(self, component: Component, negated: Mapping[int, T]) -> dict[int, T]:
        """Return the least fixpoint, with the given values for the component's negated atoms.

        Atoms are visited from below, and each finds at once what the others have gained: fewer
        values are made that are in no result than if all were raised in step.
        """
        inside = set(component.atoms)
        value = dict.fromkeys(component.atoms, self.algebra.constant(truth=False))
        rules = [rule for atom in component.atoms for rule in self.by_head[atom]]
        fixed = [self._body([b for b in r.body if b not in inside], negated) for r in rules]
        inner = [[b for b in r.body if b in inside] for r in rules]
        waiting: dict[int, list[int]] = defaultdict(list)
        users: dict[int, list[int]] = defaultdict(list)
        for row, rule in enumerate(rules):
            waiting[rule.head].append(row)
            for atom in dict.fromkeys(inner[row]):
                users[atom].append(row)
        below = {
            atom: [b for rule in self.by_head[atom] for b in rule.body if b in inside]
            for atom in component.atoms
        }
        order = upwards(below, component.atoms)
        while waiting:
            for head in (head for head in order if head in waiting):
                rows = dict.fromkeys(waiting.pop(head))
                bodies = [
                    self.algebra.conjoin([fixed[row], *(value[atom] for atom in inner[row])])
                    for row in rows
                ]
                new = self.algebra.disjoin([value[head], *bodies])
                if not self.algebra.same(new, value[head]):
                    value[head] = new
                    for row in users[head]:
                        waiting[rules[row].head].append(row)
        return value

    def _alternate(self, component: Component) -> dict[int, T]:
        """Return the well-founded values of a component with a loop through negation."""
        low = dict.fromkeys(component.atoms, self.algebra.constant(truth=False))
        while True:
            high = self._least(component, low)
            raised = self._least(component, high)
            settled = all(self.algebra.same(raised[atom], low[atom]) for atom in low)
            low = raised
            if settled:
                break
        undefined = [atom for atom in low if self._is_undefined(low[atom], high[atom])]
        if undefined:
            raise UnsupportedRuleError(self._undefined_message(undefined))
        return low

    def _is_undefined(self, low: T, high: T) -> bool:
        gap = self.algebra.conjoin([high, self.algebra.negate(low)])
        return self.algebra.is_possible(gap)

    def _undefined_message(self, atoms: Sequence[int]) -> str:
        names = ", ".join(self.ground.text(atom) for atom in atoms)
        rules = [rule for atom in atoms for rule in self.by_head[atom]]
        clauses = sorted({r.clause for r in rules if 0 <= r.clause < len(self.ground.clauses)})
        where = ", ".join(str(self.ground.clauses[clause].position) for clause in clauses)
        place = f"{where}: " if where else ""
        return (
            f"{place}a loop through negation leaves {names} neither true nor false in some "
            "possible world; rewrite the rules so that no atom depends on its own negation"
        )
