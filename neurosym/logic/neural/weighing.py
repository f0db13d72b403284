"""Where the weights of a circuit's literals come from: networks, learned numbers, constants.

All sources of one row lie side by side in columns: the labels of every network call, the
alternatives of every learnable clause and what they leave to one, and constants. A literal's
weight is the log-sum of the columns that it stands for.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np
from jaxtyping import Float64, Int64

from neurosym.errors import CaseError, UnsupportedRuleError
from neurosym.logic.circuit import CircuitLiteral, LiteralKind
from neurosym.logic.constraints import gather_constraints
from neurosym.logic.ground_program import GroundProgram, GroundTerm, Leaf
from neurosym.logic.neural.queries import PLACEHOLDER
from neurosym.numerics.logspace import log

Starts = tuple[tuple[float, bool], ...]
"""Start value of every alternative of a clause, and whether it is learnable."""


OPERATIONS = frozenset(
    ["add", "mul", "dot", "rbf", "max", "mean", "sigmoid", "stack", "cat", "one_hot"]
)
"""Names of operations on tensors; ``tensor(add(X, Y))`` is a result of one."""


def is_given(term: object) -> bool:
    """Whether a term is a tensor of a query or of a data set, not one that must be computed."""
    if not isinstance(term, tuple) or len(term) != 2 or term[0] != "tensor":  # noqa: PLR2004
        return False
    name = term[1]
    return not (isinstance(name, tuple) and (name[0] == "nn" or name[0] in OPERATIONS))


def slot_of(term: object) -> int:
    """Return which of a query's tensors a term is, such as ``tensor('$0')``; -1 for another."""
    if isinstance(term, tuple) and len(term) == 2 and term[0] == "tensor":  # noqa: PLR2004
        name = term[1]
        if isinstance(name, str) and name[:1] == PLACEHOLDER and name[1:].isdigit():
            return int(name[1:])
    return -1


@dataclass(frozen=True, slots=True, order=True)
class NetworkCall:
    """A network asked about some inputs.

    Attributes:
        network: Its name; empty where the one input is itself the probability.
        labels: How many labels it chooses between; 0 for a single probability, which has two
            columns: that it holds and that it does not.
        inputs: The inputs as terms.
    """

    network: str
    labels: int
    inputs: tuple[GroundTerm, ...]

    @property
    def width(self) -> int:
        """Number of columns."""
        return self.labels or 2

    @property
    def about_tensors(self) -> bool:
        """Whether a network is asked about tensors alone, none of which must be computed."""
        return bool(self.network) and all(map(is_given, self.inputs))


def together(call: NetworkCall) -> tuple[bool, str, int, int]:
    """Return a key that network calls share which can be made together."""
    return not call.about_tensors, call.network, call.labels, len(call.inputs)


@dataclass(frozen=True, slots=True, eq=False)
class CallGroup:
    """Calls that can be made together.

    Attributes:
        calls: The calls.
        slots: If they are about tensors alone, which of a query's tensors each input is,
            ``[call, input]``; -1 for one that the program names. Else None.
    """

    calls: tuple[NetworkCall, ...]
    slots: Int64[np.ndarray, "_ _"] | None


def _grouped(calls: Sequence[NetworkCall]) -> CallGroup:
    if not calls[0].about_tensors:
        return CallGroup(tuple(calls), None)
    slots = [[slot_of(term) for term in call.inputs] for call in calls]
    return CallGroup(tuple(calls), np.array(slots, dtype=np.int64))


@dataclass(frozen=True, slots=True, order=True)
class ParameterKey:
    """Which learnable probabilities are one: those of a clause and of the terms they differ by."""

    clause: int
    tie: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class WeightPlan:
    """Where the weights of a circuit's literals come from.

    Attributes:
        calls: Network calls; those that can be made together stand together.
        groups: The same in such groups.
        parameters: Learnable clauses, with a column for each alternative and one for what they
            leave to one.
        log_constants: Log-weights that never change; the last is -inf.
        columns: Columns that each literal adds up, filled up with that last one.
    """

    calls: tuple[NetworkCall, ...]
    groups: tuple["CallGroup", ...]
    parameters: tuple[tuple[ParameterKey, Starts], ...]
    log_constants: Float64[np.ndarray, " fact"]
    columns: Int64[np.ndarray, "literal ..."]


def plan_weights(
    literals: Sequence[CircuitLiteral], ground: GroundProgram, starts: Mapping[int, Starts]
) -> WeightPlan:
    """Plan the weights of a circuit's literals.

    Args:
        literals: What the literals stand for.
        ground: The program that the circuit was compiled from.
        starts: Start values of learnable clauses, by clause.

    Raises:
        CaseError: A leaf is decided by a case, which a batch of queries has not.
        UnsupportedRuleError: Alternatives of one clause are tied to different terms.
    """
    plan = _Planner(ground, starts)
    for literal in literals:
        plan.note(literal)
    return plan.finish(literals)


class _Planner:
    """Collects the sources, then numbers their columns."""

    def __init__(self, ground: GroundProgram, starts: Mapping[int, Starts]) -> None:
        self._ground = ground
        self._starts = starts
        self._constraints = gather_constraints(ground)
        self._soft = {item.clause for item in ground.constraints if item.learnable}
        self._calls: dict[NetworkCall, int] = {}
        self._parameters: dict[ParameterKey, Starts] = {}
        self._first: dict[NetworkCall | ParameterKey, int] = {}
        self._constants: list[float] = []
        self._width = 0

    def note(self, literal: CircuitLiteral) -> None:
        """Note what a literal needs."""
        if literal.kind is LiteralKind.BROKEN:
            constraint = self._constraints[literal.constraint]
            if constraint.clause in self._soft:
                key = ParameterKey(constraint.clause)
                self._parameters[key] = ((constraint.strength, True),)
            return
        for atom in literal.leaves:
            leaf = self._ground.leaves[atom]
            if leaf.neural is not None:
                self._calls.setdefault(_call(leaf), len(self._calls))
            elif leaf.learnable:
                self._parameters[_key(leaf)] = self._starts[leaf.clause]
            elif leaf.probability is None:
                raise CaseError(
                    f"{leaf.text} is decided by a case, which a query to networks has not; "
                    "write it as a fact or as a neural predicate"
                )

    def finish(self, literals: Sequence[CircuitLiteral]) -> WeightPlan:
        """Return the plan of all literals noted."""
        calls = sorted(self._calls, key=lambda call: (*together(call), self._calls[call]))
        for call in calls:
            self._first[call] = self._width
            self._width += call.width
        parameters = sorted(self._parameters.items())
        for key, starts in parameters:
            self._first[key] = self._width
            self._width += len(starts) + 1
        columns = [self._columns(literal) for literal in literals]
        impossible = self._width + len(self._constants)
        longest = max((len(found) for found in columns), default=1)
        padded = [found + [impossible] * (longest - len(found)) for found in columns]
        table = np.array(padded, dtype=np.int64).reshape(len(columns), longest)
        constants = log(np.array([*self._constants, 0.0]))
        groups = tuple(_grouped(list(members)) for _, members in groupby(calls, together))
        return WeightPlan(tuple(calls), groups, tuple(parameters), constants, table)

    def _columns(self, literal: CircuitLiteral) -> list[int]:
        if literal.kind is LiteralKind.BROKEN:
            constraint = self._constraints[literal.constraint]
            if constraint.clause in self._soft:
                return [self._first[ParameterKey(constraint.clause)] + 1]
            return [self._constant(1.0 - constraint.strength)]
        leaves = [self._ground.leaves[atom] for atom in literal.leaves]
        first, rest = leaves[0], literal.kind is LiteralKind.REMAINDER
        if first.neural is not None:
            return self._neural_columns(first, leaves, rest=rest)
        if any(leaf.learnable for leaf in leaves):
            return self._learned_columns(leaves, rest=rest)
        total = sum(leaf.probability or 0.0 for leaf in leaves)
        return [self._constant(max(0.0, 1.0 - total) if rest else total)]

    def _neural_columns(self, first: Leaf, leaves: Sequence[Leaf], *, rest: bool) -> list[int]:
        call = _call(first)
        chosen = {leaf.neural.output for leaf in leaves if leaf.neural is not None}
        if rest:
            chosen = set(range(call.width)) - chosen
        return [self._first[call] + output for output in sorted(chosen)]

    def _learned_columns(self, leaves: Sequence[Leaf], *, rest: bool) -> list[int]:
        keys = {_key(leaf) for leaf in leaves if leaf.learnable}
        if len(keys) > 1:
            raise UnsupportedRuleError(
                f"{self._ground.clauses[leaves[0].clause].position}: the alternatives of one "
                "clause are tied to different terms; give each t(_, X) the same terms"
            )
        key = keys.pop()
        starts = self._parameters[key]
        chosen = {leaf.alternative for leaf in leaves if leaf.learnable}
        for leaf in leaves:
            if not leaf.learnable:
                chosen.add(_fixed_alternative(leaf.probability, starts, chosen))
        if rest:
            chosen = set(range(len(starts) + 1)) - chosen
        return [self._first[key] + alternative for alternative in sorted(chosen)]

    def _constant(self, weight: float) -> int:
        self._constants.append(weight)
        return self._width + len(self._constants) - 1


def _call(leaf: Leaf) -> NetworkCall:
    if leaf.neural is None:
        raise AssertionError(f"{leaf.text} is no network's")
    return NetworkCall(leaf.neural.network, leaf.neural.labels, leaf.neural.inputs)


def _key(leaf: Leaf) -> ParameterKey:
    return ParameterKey(leaf.clause, leaf.tie)


def _fixed_alternative(probability: float | None, starts: Starts, taken: set[int]) -> int:
    """Return an alternative of this fixed probability; those of equal ones weigh the same."""
    return min(
        (
            number
            for number, (_, learnable) in enumerate(starts)
            if not learnable and number not in taken
        ),
        key=lambda number: abs(starts[number][0] - (probability or 0.0)),
    )
