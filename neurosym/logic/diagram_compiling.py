"""Compiling by decision diagrams: for programs with cycles that tables do not cover.

Every atom becomes a decision diagram over the leaves alone (see :mod:`neurosym.logic.cycles`), so
nothing but leaves and soft constraints carries a weight. What every world must respect is
conjoined to every root: the choices of which exactly one holds, the evidence, the hard
constraints, and for every soft constraint a literal that holds where it is broken.

No order of the variables is best, and a bad one is ten or fifty times dearer: several are tried
under one budget, before any is tried under a larger one. All but the quickest attempts run in a
child process, which alone can be ended while a single operation on diagrams is under way.
"""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from itertools import product
from time import monotonic

from pysdd.sdd import SddNode

from neurosym.logic.child_process import OutOfTimeError, can_fork, in_child
from neurosym.logic.choices import Choice, choices_of
from neurosym.logic.circuit import (
    FIRST_LITERAL,
    ONE,
    ZERO,
    Circuit,
    CircuitBuilder,
    CircuitLiteral,
    LiteralKind,
)
from neurosym.logic.constraints import Constraint, gather_constraints, with_definitions
from neurosym.logic.cycles import relevant_atoms, well_founded
from neurosym.logic.diagrams import (
    Budget,
    CircuitExporter,
    DiagramAlgebra,
    OutOfBudgetError,
    diagram_manager,
)
from neurosym.logic.ground_program import GroundProgram
from neurosym.logic.stages import FEW_NODES, TooDearError
from neurosym.logic.variable_orders import cuthill_mckee, depth_first

_SECONDS_PER_NODE = {"right": 5e-5, "balanced": 1e-5}
"""Time given to an attempt: one of the balanced shape whose operations are slow seldom pays."""

_SHORTEST = 0.3


@dataclass(frozen=True, slots=True)
class DiagramTask:
    """A program made ready for decision diagrams: what all attempts share.

    Attributes:
        ground: The program, with an atom for every constraint's being broken.
        roots: Literals asked for.
        constraints: The constraints.
        broken: The atom of every constraint.
        literals: The circuit's literals.
        ends: For every boolean variable from 1 on, the circuit nodes of its two literals.
        leaves: Diagram literal that stands for a leaf.
        exactly_one: Variables of which exactly one holds.
        marks: Diagram literal of every soft constraint, by its index.
    """

    ground: GroundProgram
    roots: tuple[int, ...]
    constraints: tuple[Constraint, ...]
    broken: tuple[int, ...]
    literals: tuple[CircuitLiteral, ...]
    ends: Mapping[int, tuple[int, int]]
    leaves: Mapping[int, int]
    exactly_one: tuple[tuple[int, ...], ...]
    marks: Mapping[int, int]

    @staticmethod
    def of(
        ground: GroundProgram, roots: Sequence[int], cards: Mapping[int, int] | None
    ) -> "DiagramTask":
        """Return what is to be compiled.

        Args:
            ground: The program; its evidence and constraints are conjoined to every root.
            roots: Literals asked for.
            cards: Number of states of every pack variable.
        """
        constraints = gather_constraints(ground)
        names = [(f"broken({index})", c.bodies, c.clause) for index, c in enumerate(constraints)]
        extended, broken = with_definitions(ground, names)
        atoms = relevant_atoms(extended, (*roots, *ground.evidence, *broken))
        encoding = _Encoding()
        for choice in choices_of(ground, atoms, cards):
            encoding.add_choice(choice)
        for index, constraint in enumerate(constraints):
            if not constraint.hard:
                encoding.add_mark(index)
        return DiagramTask(
            extended,
            tuple(roots),
            constraints,
            broken,
            tuple(encoding.literals),
            encoding.ends,
            encoding.leaves,
            tuple(encoding.exactly_one),
            encoding.marks,
        )

    def circuit(self, nodes: int, until: float) -> Circuit:
        """Compile, with one order and shape after another.

        Args:
            nodes: Most nodes of decision diagrams in one attempt.
            until: Reading of ``time.monotonic`` at which to stop.

        Raises:
            TooDearError: Every order needs more nodes or time.
            UnsupportedRuleError: A loop through negation leaves an atom undefined in a possible
                world.
        """
        attempts = 0
        for shape, order in product(("right", "balanced"), self.orders()):
            if monotonic() > until:
                break
            attempts += 1
            with suppress(OutOfBudgetError, OutOfTimeError):
                if (shape == "right" and nodes <= FEW_NODES) or not can_fork():
                    return self.attempt(order, shape, Budget(nodes, until))
                end = min(until, monotonic() + _SHORTEST + nodes * _SECONDS_PER_NODE[shape])
                budget = Budget(nodes, end)
                return in_child(partial(self.attempt, order, shape, budget), end)
        raise TooDearError(attempts)

    def orders(self) -> list[list[int]]:
        """Return the orders of the boolean variables to try, most promising first."""
        tops = (*self.ground.evidence, *self.broken, *self.roots)
        walk = depth_first(self.ground, (*self.roots, *tops))
        found = [self._variables(walk), self._variables(cuthill_mckee(self.ground, walk))]
        return found if found[0] != found[1] else found[:1]

    def _variables(self, atoms: Sequence[int]) -> list[int]:
        """Return the variables in the order of their atoms, those of one choice together."""
        together = {variable: group for group in self.exactly_one for variable in group}
        marked = {self.broken[index]: variable for index, variable in self.marks.items()}
        order: dict[int, None] = {}
        for atom in atoms:
            literal = self.leaves.get(atom, marked.get(atom, 0))
            if literal:
                order |= dict.fromkeys(together.get(abs(literal), (abs(literal),)))
        return list(order)

    def attempt(self, order: Sequence[int], shape: str, budget: Budget) -> Circuit:
        """Compile with one order of the variables."""
        builder = CircuitBuilder(self.literals)
        with diagram_manager(order or [1], shape) as manager:
            algebra = DiagramAlgebra(manager, budget)
            leaves = self._leaf_diagrams(algebra)
            known = [lit for lit in self.ground.evidence if abs(lit) in leaves]
            fixed = {abs(lit): algebra.constant(lit > 0) for lit in known}
            seen = [_value(lit, leaves, algebra) for lit in known]
            algebra.possible = algebra.conjoin([*self._possible(algebra), *seen])
            tops = (*self.roots, *self.ground.evidence, *self.broken)
            values = well_founded(self.ground, leaves | fixed, algebra, tops)
            every = [*self._exactly_one(algebra), *self._constrained(algebra, values)]
            every += [_value(lit, {**values, **leaves}, algebra) for lit in self.ground.evidence]
            normaliser = algebra.conjoin(every)
            asked = [_value(root, values, algebra) for root in self.roots]
            ends = self.ends if order else {1: (ONE, ZERO)}
            exporter = CircuitExporter(manager, builder, ends)
            nodes = [exporter.export(algebra.conjoin([root, normaliser])) for root in asked]
            nodes.append(exporter.export(normaliser))
        return builder.build(nodes)

    def _leaf_diagrams(self, algebra: DiagramAlgebra) -> dict[int, SddNode]:
        """Return every leaf's diagram; of a choice, that no other alternative holds either.

        Formulas over single literals would tell apart worlds where two alternatives hold, and
        sums over the digits of a number, say, would grow with all subsets of the digits.
        """
        together = {variable: group for group in self.exactly_one for variable in group}
        diagrams: dict[int, SddNode] = {}
        for leaf, literal in self.leaves.items():
            others = [-v for v in together.get(abs(literal), ()) if v != abs(literal)]
            diagrams[leaf] = algebra.conjoin([algebra.literal(lit) for lit in (literal, *others)])
        return diagrams

    def _possible(self, algebra: DiagramAlgebra) -> list[SddNode]:
        """Return what excludes the worlds of no weight, whatever the evidence."""
        certain: list[SddNode] = []
        for leaf, literal in self.leaves.items():
            fact = self.ground.leaves[leaf]
            if fact.probability in (0.0, 1.0) and not fact.learnable:
                certain.append(algebra.literal(literal if fact.probability else -literal))
        return [*self._exactly_one(algebra), *certain]

    def _exactly_one(self, algebra: DiagramAlgebra) -> list[SddNode]:
        """Return, for every choice, that exactly one of its variables holds."""
        found: list[SddNode] = []
        for variables in self.exactly_one:
            none, one = algebra.constant(truth=True), algebra.constant(truth=False)
            for variable in reversed(variables):
                yes, no = algebra.literal(variable), algebra.literal(-variable)
                later = algebra.conjoin([no, one])
                one = algebra.disjoin([algebra.conjoin([yes, none]), later])
                none = algebra.conjoin([no, none])
            found.append(one)
        return found

    def _constrained(self, algebra: DiagramAlgebra, values: Mapping[int, SddNode]) -> list[SddNode]:
        """Return that hard constraints hold and that the marks say where soft ones are broken."""
        found: list[SddNode] = []
        for index, atom in enumerate(self.broken):
            broken = values[atom]
            kept = algebra.negate(broken)
            if index in self.marks:
                mark, unmarked = (algebra.literal(s * self.marks[index]) for s in (1, -1))
                ends = [algebra.conjoin([mark, broken]), algebra.conjoin([unmarked, kept])]
                found.append(algebra.disjoin(ends))
            else:
                found.append(kept)
        return found


def _value(literal: int, values: Mapping[int, SddNode], algebra: DiagramAlgebra) -> SddNode:
    value = values[abs(literal)]
    return value if literal > 0 else algebra.negate(value)


class _Encoding:
    """Numbers boolean variables and weighted literals for choices and soft constraints."""

    def __init__(self) -> None:
        self.literals: list[CircuitLiteral] = []
        self.ends: dict[int, tuple[int, int]] = {}
        self.leaves: dict[int, int] = {}
        self.exactly_one: list[tuple[int, ...]] = []
        self.marks: dict[int, int] = {}

    def add_choice(self, choice: Choice) -> None:
        """Encode a choice: one variable for two alternatives, else one for each."""
        variable = choice.variable
        weighted = [
            CircuitLiteral(LiteralKind.LEAF, (leaf,), variable, choice.states[row : row + 1])
            for row, leaf in enumerate(choice.leaves)
        ]
        if not choice.complete:
            kind = LiteralKind.REMAINDER
            weighted.append(CircuitLiteral(kind, choice.leaves, variable, choice.others))
        nodes = [self._weigh(literal) for literal in weighted]
        if len(nodes) == 2:  # noqa: PLR2004
            single = self._variable(nodes[0], nodes[1])
            literals: tuple[int, ...] = (single, -single)
        else:
            literals = tuple(self._variable(node, ONE) for node in nodes)
            self.exactly_one.append(literals)
        self.leaves |= dict(zip(choice.leaves, literals, strict=False))

    def add_mark(self, constraint: int) -> None:
        """Encode a soft constraint's being broken."""
        node = self._weigh(CircuitLiteral(LiteralKind.BROKEN, constraint=constraint))
        self.marks[constraint] = self._variable(node, ONE)

    def _weigh(self, literal: CircuitLiteral) -> int:
        self.literals.append(literal)
        return FIRST_LITERAL + len(self.literals) - 1

    def _variable(self, positive: int, negative: int) -> int:
        variable = len(self.ends) + 1
        self.ends[variable] = (positive, negative)
        return variable
