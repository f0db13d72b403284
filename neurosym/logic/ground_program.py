"""The ground program: rules without variables, as integers, with the clauses they came from.

This is the seam of the engine. Grounding writes it; cycle breaking, compilation, evaluation,
proofs and the fusion with a causal network read it. Atoms are numbered from 1, and a negative
number is a negated atom, as in the DIMACS formats.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

TRUE = 2**31 - 1
"""The literal that holds in every world; ``FALSE`` is its negation."""

FALSE = -TRUE
"""The literal that holds in no world."""


@dataclass(frozen=True, slots=True)
class Position:
    """A place in a rule file; lines and columns count from 1."""

    file: str
    line: int
    column: int = 1

    def __str__(self) -> str:
        """Return ``file:line:column``, as editors read it."""
        return f"{self.file}:{self.line}:{self.column}"


class ClauseKind(StrEnum):
    """What a clause says."""

    RULE = "rule"
    FACT = "fact"
    PROBABILISTIC = "probabilistic"
    DISJUNCTION = "annotated disjunction"
    CONSTRAINT = "constraint"


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause as its author wrote it.

    Attributes:
        text: The clause's source text, without the final full stop.
        position: Where it starts.
        kind: What it says.
        strength: Of a constraint, the share of weight that a world which breaks it loses (1: hard).
        comment: The structured comment (``%!`` or ``%``) directly above it, without the marks.
    """

    text: str
    position: Position
    kind: ClauseKind
    strength: float = 1.0
    comment: str = ""


class LeafKind(StrEnum):
    """What decides a leaf's truth."""

    FACT = "fact"
    STATE = "state"
    TEST = "test"
    NEURAL = "neural"
    DECISION = "decision"


@dataclass(frozen=True, slots=True)
class Column:
    """A numeric column of the case, by its index in the schema's variables."""

    variable: int


@dataclass(frozen=True, slots=True)
class Operation:
    """An arithmetic operation over columns and numbers.

    Attributes:
        operator: One of ``+ - * / min max abs``; ``-`` with one argument is negation.
        arguments: Its arguments, left to right.
    """

    operator: str
    arguments: tuple["Expression", ...]


class Threshold(float):
    """A number in a comparison that is learned, from this start: ``t(10000)``."""

    __slots__ = ()


Expression = float | Column | Operation


@dataclass(frozen=True, slots=True)
class NumericTest:
    r"""A comparison of two arithmetic expressions over the columns of a case.

    Attributes:
        comparison: One of ``< =< > >= =:= =\=``.
        left: Left-hand side.
        right: Right-hand side.
    """

    comparison: str
    left: Expression
    right: Expression


GroundTerm = int | float | str | tuple[object, ...]
"""A term without variables: a number, the text of an atom or string, or a compound as
``(name, *arguments)``; a list is ``("[]", *elements)``."""


@dataclass(frozen=True, slots=True)
class NeuralOutput:
    """One probability that a network gives for its inputs.

    Attributes:
        network: Name of the network; empty where the one input is itself the probability.
        inputs: Its inputs as terms, such as ``("tensor", ("train", 3))``.
        output: Number of the label, from 0.
        labels: How many labels the network chooses between; 0 for a single probability.
    """

    network: str
    inputs: tuple[GroundTerm, ...]
    output: int = 0
    labels: int = 0


class Leaf(NamedTuple):
    """An atom that no rule defines: its truth is chosen by chance, by the case or by a number.

    A named tuple for the reason that a rule is one.

    Attributes:
        kind: What decides it.
        text: The atom or comparison as Prolog text.
        probability: FACT: its probability in [0, 1].
        group: FACT, NEURAL and DECISION: leaves with one non-negative group exclude each other (an
            annotated disjunction); -1 stands alone.
        variable: STATE: index of the variable in the schema.
        state: STATE: index of the state.
        test: TEST: the comparison.
        learnable: FACT: whether the probability is a start value to be learned, ``t(_)``.
        clause: FACT, NEURAL and DECISION: index of its source clause; -1 for the others.
        alternative: FACT, learnable: which head of its clause it chooses, from 0.
        tie: FACT, learnable: text of the terms by which ``t(_, X)`` differs; leaves of one clause,
            alternative and tie share one probability.
        neural: NEURAL: the network and what it is asked.
    """

    kind: LeafKind
    text: str
    probability: float | None = None
    group: int = -1
    variable: int = -1
    state: int = -1
    test: NumericTest | None = None
    learnable: bool = False
    clause: int = -1
    alternative: int = 0
    tie: str = ""
    neural: NeuralOutput | None = None


class GroundRule(NamedTuple):
    """One ground instance of a clause: the head holds where all body literals hold.

    A named tuple, as a program may have a million of them and they are four times as quick to make.
    """

    head: int
    body: tuple[int, ...]
    clause: int


@dataclass(frozen=True, slots=True)
class GroundConstraint:
    """One ground body of a constraint: a world where it holds is excluded or loses weight.

    Constraints that share ``(clause, instance)`` are one constraint, broken where any of their
    bodies holds: the variables outside the predicted atoms are existential.

    Attributes:
        body: Literals that must not hold together.
        strength: 1 excludes such worlds; s < 1 leaves them 1 - s of their weight.
        clause: Index of the source clause.
        instance: Texts of the predicted atoms that this instance is counted for.
        learnable: Whether the strength is a start value to be learned, ``t(0.5)::false``.
    """

    body: tuple[int, ...]
    strength: float
    clause: int
    instance: tuple[str, ...] = ()
    learnable: bool = False


class GivenLiteral(NamedTuple):
    """A literal of the evidence as it was given, for messages.

    Attributes:
        text: The literal as Prolog text.
        literal: The literal; FALSE where it holds in no world.
        clause: Index of its source clause; -1 where it was given with the question.
    """

    text: str
    literal: int
    clause: int


@dataclass(frozen=True, slots=True)
class GroundProgram:
    """Rules without variables, relevant to the queries, the evidence and the constraints.

    Attributes:
        atoms: Text of atom ``i`` at ``atoms[i - 1]``.
        leaves: The atoms that no rule defines.
        rules: Ground instances of clauses; several rules of one head are alternatives.
        constraints: Ground bodies of constraints.
        queries: Text and literal of every query answer; the literal may be TRUE or FALSE.
        evidence: Literals known to hold.
        clauses: The source clauses that ``clause`` indices point at.
        given: The evidence with its places, where they are known.
        steps: Atoms that are certain goals of clauses, and whether each compares values; kept for
            proofs alone. One without a rule failed.
        inner: Atoms that no rule file names: they stand for several ways to do something.
        compile_seconds: Of a stranger's program: the most that compiling it may take; it is not
            kept on disk.
    """

    atoms: tuple[str, ...]
    leaves: Mapping[int, Leaf]
    rules: tuple[GroundRule, ...]
    constraints: tuple[GroundConstraint, ...] = ()
    queries: tuple[tuple[str, int], ...] = ()
    evidence: tuple[int, ...] = ()
    clauses: tuple[Clause, ...] = ()
    given: tuple[GivenLiteral, ...] = ()
    steps: Mapping[int, bool] = field(default_factory=dict)
    inner: frozenset[int] = frozenset()
    compile_seconds: float | None = None

    def text(self, literal: int) -> str:
        r"""Return a literal as Prolog text, such as ``\+ fever(case)``."""
        if abs(literal) == TRUE:
            return "true" if literal > 0 else "false"
        atom = self.atoms[abs(literal) - 1]
        return atom if literal > 0 else f"\\+ {atom}"

    def place(self, clause: int) -> str:
        """Return where a source clause starts, as editors read it; empty where it has no place."""
        return str(self.clauses[clause].position) if 0 <= clause < len(self.clauses) else ""


@dataclass(frozen=True, slots=True)
class AtomSchema:
    """Which atoms a case decides: what a pack tells the grounder about its variables.

    Attributes:
        states: Ground atom, variable index and state index of every state that has an atom.
        columns: Atom with the variable ``N`` as its number, and the variable's index; in
            comparisons and arithmetic, ``N`` stands for the column.
        constant: The constant that stands for the case in those atoms.
    """

    states: tuple[tuple[str, int, int], ...] = ()
    columns: tuple[tuple[str, int], ...] = ()
    constant: str = "case"


EMPTY_SCHEMA = AtomSchema()
