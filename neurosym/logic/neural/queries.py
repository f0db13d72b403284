"""Queries about tensors, and their shapes: goals with the tensors' names left out.

Queries that differ only in which tensors they name need one circuit. Their goals are written
with ``tensor('$0')``, ``tensor('$1')`` and so on, in the order of first occurrence, so that equal
tensors stay equal.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import cast

import numpy as np
from jaxtyping import Float64, Int64

from neurosym.logic import engine
from neurosym.logic.ground_program import GroundTerm
from neurosym.logic.leaf_rows import ground_term
from neurosym.logic.rule_errors import grounding_error
from neurosym.logic.syntax import SourceProgram

_WORD = re.compile(r"'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"|\w+")

PLACEHOLDER = "$"
"""What the name of a tensor that is left out begins with."""


@dataclass(frozen=True, slots=True)
class NeuralQuery:
    """A goal that should hold with a given probability.

    Attributes:
        goal: The goal as text, such as ``addition(tensor(train(0)),tensor(train(1)),7)``.
        evidence: Literals to condition on, as text.
        probability: What its probability should be, in [0, 1].
        substitution: Terms to write for atoms or variables of goal and evidence, by name, such as
            ``{"a": "tensor(train(0))"}``.
    """

    goal: str
    evidence: tuple[str, ...] = ()
    probability: float = 1.0
    substitution: Mapping[str, str] = field(default_factory=dict)

    def texts(self) -> list[str]:
        """Return the goal and its evidence with the substitution made."""
        return [self._substituted(text) for text in (self.goal, *self.evidence)]

    def _substituted(self, text: str) -> str:
        if not self.substitution:
            return text
        return _WORD.sub(lambda word: self.substitution.get(word[0], word[0]), text)


@dataclass(frozen=True, slots=True)
class Shape:
    """Goals with the tensors left out.

    Attributes:
        goal: The query's goal.
        wider: The same with a variable for its last argument, if that is a constant.
        evidence: What it is conditioned on.
    """

    goal: str
    wider: str
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Abstracted:
    """Queries taken apart into shapes and tensors.

    Attributes:
        shapes: The distinct shapes.
        tensors: The distinct tensors' names, such as ``("train", 0)``.
        rows: For every query its shape and then its tensors, by number.
    """

    shapes: tuple[Shape, ...]
    tensors: tuple[GroundTerm, ...]
    rows: tuple[tuple[int, ...], ...]


def abstract_queries(
    program: SourceProgram, queries: Sequence[NeuralQuery], *, abstract: bool
) -> Abstracted:
    """Take queries apart.

    Args:
        program: What they are asked of.
        queries: The queries.
        abstract: Whether the tensors' names are left out; if not, they stay in the shapes.

    Raises:
        RuleEvaluationError: A goal cannot be read.
    """
    out = cast(
        "dict[str, list[list[object]]]",
        engine.call(
            "neurosym_shapes:abstract_goals(Abstract, Texts, Out)",
            {"Abstract": int(abstract), "Texts": [query.texts() for query in queries]},
        ),
    )
    if "error" in out:
        raise grounding_error(program, "goal_syntax", -1, str(out["error"]))
    return Abstracted(
        tuple(Shape(str(row[0]), str(row[1]), tuple(map(str, row[2:]))) for row in out["shapes"]),
        tuple(ground_term(row) for row in out["tensors"]),
        tuple(cast("tuple[int, ...]", tuple(row)) for row in out["rows"]),
    )


@dataclass(frozen=True, slots=True)
class Traits:
    """What a program's clauses tell about its shapes.

    Attributes:
        inspects: Whether it names tensors or takes terms apart, so that names may matter.
        relational: Whether a goal with a variable has the answers that its instances have.
        starts: Start value of each alternative of the clauses that have learnable ones, and
            whether it is learnable, by clause.
    """

    inspects: bool
    relational: bool
    starts: Mapping[int, tuple[tuple[float, bool], ...]]


def traits_of(program: SourceProgram) -> Traits:
    """Return a program's traits."""
    out = cast(
        "dict[str, object]",
        engine.call("neurosym_shapes:traits(Number, Out)", {"Number": program.number}),
    )
    starts: dict[int, list[tuple[float, bool]]] = {}
    for clause, _, start, learnable in cast("list[list[float]]", out["parameters"]):
        starts.setdefault(int(clause), []).append((float(start), bool(learnable)))
    return Traits(
        bool(out["inspects"]),
        bool(out["relational"]),
        {clause: tuple(found) for clause, found in starts.items()},
    )


@dataclass(frozen=True, slots=True, eq=False)
class QueryBatch:
    """Queries as numbers: what a training step works on.

    Attributes:
        queries: The queries.
        circuit: Number of the circuit that answers each.
        root: Its root there; -1 for a goal that no world can prove.
        tensors: Numbers of its tensors, -1 where it has fewer than others.
        probability: What its probability should be.
    """

    queries: tuple[NeuralQuery, ...]
    circuit: Int64[np.ndarray, " batch"]
    root: Int64[np.ndarray, " batch"]
    tensors: Int64[np.ndarray, "batch ..."]
    probability: Float64[np.ndarray, " batch"]

    def __len__(self) -> int:
        """Return how many queries there are."""
        return len(self.queries)

    def take(self, rows: Int64[np.ndarray, " batch"]) -> "QueryBatch":
        """Return some of the queries, in the order given."""
        return QueryBatch(
            tuple(self.queries[row] for row in rows.tolist()),
            self.circuit[rows],
            self.root[rows],
            self.tensors[rows],
            self.probability[rows],
        )
