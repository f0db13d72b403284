"""Examples of which atoms were seen true and false, compiled: what they say about probabilities.

The log-likelihood of the examples, and how often each learnable choice is expected to have been
taken given them [1], which is one pass down their circuits. A choice counts in the instances of its
clause whose body holds.

References:
    [1] Gutmann, Thon, De Raedt 2011, Learning the parameters of probabilistic logic programs from
        interpretations.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence

import numpy as np
from jaxtyping import Float64

from neurosym.errors import InconsistentEvidenceError, UnsupportedRuleError
from neurosym.logic.circuit_passes import CircuitValues, literal_shares, upward
from neurosym.logic.compiling import DEFAULT_LIMIT, CompileLimit
from neurosym.logic.ground_program import TRUE, GroundProgram, Leaf
from neurosym.logic.learnable import Head, Parameter
from neurosym.logic.observations import CountedChoice, Shape, compiled_shapes
from neurosym.logic.weights import log_weights
from neurosym.numerics.logspace import log

Heads = Mapping[int, Sequence[Head]]
Values = dict[Parameter, float]
NO_REST = 1e-12
"""What alternatives may leave to one by rounding, where "none of them" has no share."""

Counts = dict[Parameter, float]
"""How often alternatives are expected; -1 stands for "none of the clause's heads"."""


def parameters_of(ground: GroundProgram, heads: Heads) -> tuple[Parameter, ...]:
    """Return the learnable probabilities that the ground program needs, siblings included."""
    found = {
        Parameter(leaf.clause, row, leaf.tie)
        for leaf in ground.leaves.values()
        if leaf.learnable
        for row, head in enumerate(heads[leaf.clause])
        if head.learnable
    }
    return tuple(sorted(found))


def _parameter(leaf: Leaf) -> Parameter:
    return Parameter(leaf.clause, leaf.alternative, leaf.tie)


class Interpretations:
    """A program's examples, compiled.

    Args:
        ground: The program, with every observed atom among its queries.
        examples: Literals that each example saw to hold; TRUE and FALSE are literals too.
        heads: The heads of the clauses that are learned.
        limit: What compiling the examples of one kind may use.

    Raises:
        InconsistentEvidenceError: An example is impossible whatever the probabilities.
        ResourceLimitError: The examples are too large to compile.
        UnsupportedRuleError: The program has constraints, or nothing to learn.
    """

    def __init__(
        self,
        ground: GroundProgram,
        examples: Sequence[Sequence[int]],
        heads: Heads,
        limit: CompileLimit = DEFAULT_LIMIT,
    ) -> None:
        if ground.constraints:
            raise UnsupportedRuleError(
                "a program with constraints cannot be learned from interpretations: they change "
                "what its probabilities mean; remove them, or give them as evidence"
            )
        self.heads = heads
        self.parameters = parameters_of(ground, heads)
        if not self.parameters:
            raise UnsupportedRuleError(
                "no example depends on a learnable probability; write t(_)::fact. for what is to "
                "be learned"
            )
        self.count = len(examples)
        cases: dict[frozenset[int], list[int]] = defaultdict(list)
        for number, example in enumerate(examples, start=1):
            if contradicts(example):
                raise _impossible(number)
            cases[frozenset(literal for literal in example if literal != TRUE)].append(number)
        self._numbers = {numbers[0]: tuple(numbers) for numbers in cases.values()}
        self.shapes = compiled_shapes(ground, cases, limit)

    def impossible(self, values: Values) -> tuple[int, ...]:
        """Return the numbers, from 1, of the examples that these probabilities exclude."""
        found: list[int] = []
        for shape in self.shapes:
            excluded = np.isneginf(self._upward(shape, values).roots[-1])
            for place in np.flatnonzero(excluded).tolist():
                found += self._numbers[shape.names[place]]
        return tuple(sorted(found))

    def log_likelihood(self, values: Values) -> float:
        """Return the log-probability of all examples, in nats.

        Raises:
            InconsistentEvidenceError: An example is impossible under these probabilities.
        """
        return sum(self._evaluate(shape, values) for shape in self.shapes)

    def expected(self, values: Values) -> tuple[float, Counts]:
        """Return the log-likelihood, and how often each alternative is expected."""
        counts: Counts = defaultdict(float)
        return sum(self._evaluate(shape, values, counts) for shape in self.shapes), counts

    def _evaluate(self, shape: Shape, values: Values, counts: Counts | None = None) -> float:
        """Return the log-likelihood of a shape; add up how often alternatives are expected."""
        batch = len(shape.times)
        node_values = self._upward(shape, values)
        logs = node_values.roots
        if np.isneginf(logs[-1]).any():
            raise _impossible(shape.names[int(np.isneginf(logs[-1]).argmax())])
        likelihood = float(logs[-1] @ shape.times)
        if counts is None:
            return likelihood
        shares = literal_shares(node_values)
        bodies = np.exp(logs[:-1] - logs[-1])
        for counted in shape.counted:
            holds = bodies[counted.body] if counted.body >= 0 else np.ones(batch)
            for alternative, expected in self._alternatives(shape, counted, shares, holds, values):
                key = Parameter(counted.clause, alternative, counted.tie)
                counts[key] += float(expected @ counted.times)
        return likelihood

    def _upward(self, shape: Shape, values: Values) -> CircuitValues:
        leaves = shape.ground.leaves.items()
        given = {atom: values[_parameter(leaf)] for atom, leaf in leaves if leaf.learnable}
        batch = len(shape.times)
        weights = log_weights(shape.circuit, shape.ground, probability=given, batch=batch)
        for row, seen in shape.observed.items():
            weights[row] = log(seen)
        return upward(shape.circuit, weights)

    def _alternatives(
        self,
        shape: Shape,
        counted: CountedChoice,
        shares: Float64[np.ndarray, "literal batch"],
        holds: Float64[np.ndarray, " batch"],
        values: Values,
    ) -> list[tuple[int, Float64[np.ndarray, " batch"]]]:
        """Return how often each alternative is expected where the body holds.

        A leaf that no literal mentions in a world is there as probable as ever; and so is one
        whose body does not hold, which is taken off. Alternatives without a literal share what
        the others leave.
        """
        untouched = np.ones_like(holds)
        for row in (*(row for row, _ in counted.leaf_rows), counted.rest_row):
            untouched -= shares[row] if row >= 0 else 0.0
        prior = self._prior(counted, values)
        left = holds.copy()
        found = []
        for row, leaf in counted.leaf_rows:
            alternative = self._alternative(shape.ground.leaves[leaf], prior)
            chance = prior.pop(alternative)
            expected = np.maximum(shares[row] + (untouched - 1.0 + holds) * chance, 0.0)
            left -= expected
            found.append((alternative, expected))
        left = np.maximum(left, 0.0)
        total = sum(prior.values())
        found += [(row, left * (p / total if total else 0.0)) for row, p in prior.items()]
        return found

    def _alternative(self, leaf: Leaf, prior: Mapping[int, float]) -> int:
        """Return which of the heads left a leaf stands for; of equal fixed ones, any."""
        if leaf.learnable:
            return leaf.alternative
        heads = self.heads[leaf.clause]
        fixed = [row for row in prior if row >= 0 and not heads[row].learnable]
        return min(fixed, key=lambda row: abs(heads[row].start - (leaf.probability or 0.0)))

    def _prior(self, counted: CountedChoice, values: Values) -> dict[int, float]:
        """Return the probability of each head of a clause, and of none (-1)."""
        prior = {
            row: values[Parameter(counted.clause, row, counted.tie)]
            if head.learnable
            else head.start
            for row, head in enumerate(self.heads[counted.clause])
        }
        rest = 1.0 - sum(prior.values())
        prior[-1] = rest if rest > NO_REST else 0.0
        return prior


def contradicts(example: Sequence[int]) -> bool:
    """Return whether the literals of an example hold together in no world."""
    literals = {literal for literal in example if literal != TRUE}
    return -TRUE in literals or any(-literal in literals for literal in literals)


def _impossible(number: int) -> InconsistentEvidenceError:
    return InconsistentEvidenceError(
        f"example {number} is impossible under the program; correct it or leave it out, or give a "
        "start value other than 0 and 1 to what it depends on"
    )
