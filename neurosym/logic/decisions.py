r"""Decisions and utilities, as in DTProbLog: the strategy with the greatest expected utility [1].

`?::umbrella.` is a decision; `utility(wet, -10).` says what a world is worth where a literal holds.
The expected utility of a strategy is the sum of the utilities, each times the probability of its
literal. All literals are compiled to one circuit, and the strategies are its cases, evaluated
together. Decisions that share no utility are taken apart. Where even so there are too many
strategies, one decision at a time is changed for the better, from several starts, and the result
says that it may not be optimal.

Of the decisions of an annotated disjunction, `?::left; ?::right.`, exactly one is taken. Of several
utilities of one literal the last counts. Both are as ProbLog reads them; but a literal and its
negation may both have a utility, and a utility with a variable stands for each instance. The body
of a clause of utility/2 says which utilities there are, in whatever world it holds.

References:
    [1] Van den Broeck, Thon, van Otterlo, De Raedt 2010, DTProbLog: a decision-theoretic
        probabilistic Prolog.

Example:
    >>> from neurosym.logic.program import Program
    >>> program = Program.from_text(
    ...     "0.3::rain. ?::umbrella. wet :- rain, \\+ umbrella. "
    ...     "utility(wet, -10). utility(umbrella, -2)."
    ... )
    >>> print(program.optimal_strategy())
    umbrella: yes
    expected utility: -2 (optimal)
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import prod

import numpy as np
from jaxtyping import Float64, Int64

from neurosym.errors import InconsistentEvidenceError, UnknownPredicateError, UnsupportedRuleError
from neurosym.logic.answers import Strategy
from neurosym.logic.choices import choices_of
from neurosym.logic.circuit import Circuit
from neurosym.logic.compiling import DEFAULT_LIMIT, CompileLimit, compile_circuit
from neurosym.logic.contradictions import no_world
from neurosym.logic.cycles import relevant_atoms
from neurosym.logic.ground_program import TRUE, ClauseKind, GroundProgram, LeafKind
from neurosym.logic.weights import log_weights

UTILITY_QUERY = "utility(Literal, Utility), Value is Utility"
"""The goal whose answers :func:`read_utilities` reads."""

STRATEGY_LIMIT = 2**20
"""Most strategies of decisions that hang together of which all are compared."""

_VARIABLE = re.compile(r"(?<![\w'])_(?!\w)")
_WORK = 2**32
_CELLS = 2**23
_STARTS = 8
_ROUNDS = 100


def read_utilities(ground: GroundProgram) -> dict[str, float]:
    """Return the utility of every literal, from the answers to ``UTILITY_QUERY``.

    Raises:
        UnsupportedRuleError: A utility has a probability of its own.
    """
    found: dict[str, float] = {}
    chances = _chances(ground)
    for text, literal in ground.queries:
        if literal == -TRUE:
            continue
        if literal in chances:
            raise UnsupportedRuleError(
                f"{text.rpartition(',')[0]} has a probability of its own; give the utility to an "
                "atom that holds where it shall count"
            )
        start, _, expression = text.rpartition(" is ")
        fact, _, value = start.rpartition(",")
        found[fact[len("utility(") : -len(f",{expression})")]] = float(value)
    return found


def _chances(ground: GroundProgram) -> set[int]:
    """Return the atoms that are uncertain facts or heads of uncertain clauses."""
    uncertain = (ClauseKind.PROBABILISTIC, ClauseKind.DISJUNCTION)
    heads = {
        rule.head
        for rule in ground.rules
        if rule.clause >= 0 and ground.clauses[rule.clause].kind in uncertain
    }
    return heads | set(ground.leaves)


def ground_utilities(
    ask: Callable[[Sequence[str]], GroundProgram],
) -> tuple[GroundProgram, list[tuple[int, float]]]:
    """Return a program ground for its utilities, and these.

    Args:
        ask: Grounds the program for queries.

    Raises:
        UnknownPredicateError: The program has no utility.
        UnsupportedRuleError: A utility has a probability of its own.
    """
    worth: dict[str, float] = {}
    try:
        rows = ask([UTILITY_QUERY])
    except UnknownPredicateError as error:
        if "utility/2" not in str(error):
            raise
        raise UnknownPredicateError(
            "the program has no utilities; write what a world is worth where an atom holds, such "
            "as utility(wet, -10)."
        ) from error
    for text, value in read_utilities(rows).items():
        open_literal = _VARIABLE.search(text)
        instances = [name for name, _ in ask([text]).queries] if open_literal else [text]
        worth |= dict.fromkeys(instances, value)
    ground = ask(list(worth))
    literals = [literal for _, literal in ground.queries]
    return ground, list(zip(literals, worth.values(), strict=True))


def optimal_strategy(
    ground: GroundProgram,
    utilities: Sequence[tuple[int, float]],
    *,
    limit: CompileLimit = DEFAULT_LIMIT,
) -> Strategy:
    """Return the strategy with the greatest expected utility.

    Args:
        ground: The program; strategies under which its evidence is impossible are not taken.
        utilities: Literals and what a world is worth where they hold.
        limit: What compiling may use.

    Returns:
        The strategy; of several of equal worth, the one that takes the later decisions.

    Raises:
        InconsistentEvidenceError: The evidence is impossible under every strategy.
        ResourceLimitError: The program is too large to compile.
        UnsupportedRuleError: An annotated disjunction mixes decisions and probabilities.
    """
    decisions = _decisions(ground)
    taken: dict[int, bool] = {}
    worth, optimal, compared = 0.0, True, 0
    for group, shared in _apart(ground, decisions, utilities):
        search = _Search(ground, group, shared, limit)
        best, value, tried = search.all() if search.feasible else search.local()
        optimal &= search.feasible
        compared += tried
        worth += value
        for decision, option in zip(group, best, strict=True):
            taken |= decision.truth(option)
    names = {ground.leaves[leaf].text.removeprefix("?::"): taken[leaf] for leaf in sorted(taken)}
    return Strategy(names, worth, optimal, compared)


@dataclass(frozen=True, slots=True)
class _Decision:
    """A decision, or several of which exactly one is taken.

    Attributes:
        leaves: Their leaves.
    """

    leaves: tuple[int, ...]

    @property
    def options(self) -> int:
        """Number of ways to decide."""
        return max(2, len(self.leaves))

    def truth(self, option: int) -> dict[int, bool]:
        """Return which leaves hold under one way to decide."""
        if len(self.leaves) == 1:
            return {self.leaves[0]: bool(option)}
        return {leaf: row == option for row, leaf in enumerate(self.leaves)}

    def columns(
        self, options: Int64[np.ndarray, " batch"]
    ) -> dict[int, Float64[np.ndarray, " batch"]]:
        """Return the leaves' truth, as numbers, under several ways to decide."""
        single = len(self.leaves) == 1
        return {
            leaf: (options == (1 if single else row)).astype(np.float64)
            for row, leaf in enumerate(self.leaves)
        }


def _decisions(ground: GroundProgram) -> list[_Decision]:
    found = []
    for choice in choices_of(ground):
        kinds = {ground.leaves[leaf].kind for leaf in choice.leaves}
        if kinds == {LeafKind.DECISION}:
            found.append(_Decision(choice.leaves))
        elif LeafKind.DECISION in kinds:
            names = ", ".join(ground.text(leaf) for leaf in choice.leaves)
            raise UnsupportedRuleError(
                f"{names} exclude each other, but only some are decisions; make all of an "
                "annotated disjunction's heads decisions, or none"
            )
    return found


Utilities = list[tuple[int, float]]


def _apart(
    ground: GroundProgram,
    decisions: Sequence[_Decision],
    utilities: Sequence[tuple[int, float]],
) -> Iterator[tuple[list[_Decision], Utilities]]:
    """Yield decisions that share utilities, with these; under evidence, all together."""
    if ground.evidence or ground.constraints:
        yield list(decisions), list(utilities)
        return
    owner = {leaf: row for row, decision in enumerate(decisions) for leaf in decision.leaves}
    needs = [
        sorted({owner[atom] for atom in relevant_atoms(ground, (lit,)) if atom in owner})
        for lit, _ in utilities
    ]
    root = _joined(len(decisions), needs)
    groups: dict[int, tuple[list[_Decision], Utilities]] = {}
    for row, decision in enumerate(decisions):
        groups.setdefault(root[row], ([], []))[0].append(decision)
    for utility, rows in zip(utilities, needs, strict=True):
        groups.setdefault(root[rows[0]] if rows else -1, ([], []))[1].append(utility)
    yield from groups.values()


def _joined(count: int, sets: Iterable[Sequence[int]]) -> list[int]:
    """Return one number for all that are in a set together, directly or not."""
    parent = list(range(count))

    def top(row: int) -> int:
        while parent[row] != row:
            parent[row] = parent[parent[row]]
            row = parent[row]
        return row

    for rows in sets:
        for first, second in pairwise(rows):
            parent[top(first)] = top(second)
    return [top(row) for row in range(count)]


class _Search:
    """Compares strategies for decisions that hang together."""

    def __init__(
        self,
        ground: GroundProgram,
        decisions: Sequence[_Decision],
        utilities: Sequence[tuple[int, float]],
        limit: CompileLimit,
    ) -> None:
        self._ground = ground
        self._decisions = decisions
        self._values = np.array([value for _, value in utilities])
        roots = [literal for literal, _ in utilities]
        self._circuit: Circuit = compile_circuit(ground, roots, smooth=False, limit=limit)
        self._options = [decision.options for decision in decisions]
        self._count = prod(self._options)
        work = self._count * self._circuit.nodes
        self.feasible = self._count <= STRATEGY_LIMIT and work <= _WORK

    def worth(
        self, strategies: Int64[np.ndarray, "batch variable"]
    ) -> Float64[np.ndarray, " batch"]:
        """Return the expected utility of strategies; -inf where the evidence is impossible."""
        given: dict[int, Float64[np.ndarray, " batch"]] = {}
        for row, decision in enumerate(self._decisions):
            given |= decision.columns(strategies[:, row])
        batch = len(strategies)
        weights = log_weights(self._circuit, self._ground, probability=given, batch=batch)
        logs = self._circuit.log_values(weights)
        possible = np.isfinite(logs[-1])
        shares = np.exp(logs[:-1] - np.where(possible, logs[-1], 0.0))
        worth: Float64[np.ndarray, " batch"] = np.where(possible, self._values @ shares, -np.inf)
        return worth

    def all(self) -> tuple[list[int], float, int]:
        """Return the best of all strategies, its worth, and how many there are."""
        chunk = max(1, _CELLS // self._circuit.nodes)
        best, top = 0, -np.inf
        for start in range(0, self._count, chunk):
            codes = np.arange(start, min(self._count, start + chunk), dtype=np.int64)
            worth = self.worth(self._decoded(codes))
            row = int(worth.argmax())
            if worth[row] > top:
                best, top = start + row, float(worth[row])
        if np.isneginf(top):
            raise no_world(self._ground, under="under any strategy")
        return self._decoded(np.array([best]))[0].tolist(), top, self._count

    def _decoded(self, codes: Int64[np.ndarray, " batch"]) -> Int64[np.ndarray, "batch variable"]:
        """Return the strategies with the given numbers; the last decision changes fastest."""
        found = np.empty((len(codes), len(self._options)), dtype=np.int64)
        for row in range(len(self._options) - 1, -1, -1):
            codes, found[:, row] = np.divmod(codes, self._options[row])
        return found

    def local(self) -> tuple[list[int], float, int]:
        """Return the best that single changes lead to, its worth, and how many were compared."""
        random = np.random.default_rng(0)
        sizes = np.array(self._options)
        starts = [np.zeros_like(sizes), sizes - 1]
        starts += [random.integers(0, sizes) for _ in range(_STARTS - 2)]
        best, top, compared = starts[0], -np.inf, 0
        for start in starts:
            at, value = start, -np.inf
            for _ in range(_ROUNDS):
                near = self._neighbours(at)
                worth = self.worth(near)
                compared += len(near)
                row = int(worth.argmax())
                if worth[row] <= value:
                    break
                at, value = near[row], float(worth[row])
            if value > top:
                best, top = at, value
        if np.isneginf(top):
            raise InconsistentEvidenceError(
                "the evidence is impossible under every strategy that was looked at; give less "
                "evidence"
            )
        return best.tolist(), top, compared

    def _neighbours(
        self, strategy: Int64[np.ndarray, " variable"]
    ) -> Int64[np.ndarray, "batch variable"]:
        """Return a strategy and those that differ from it in one decision."""
        found = [strategy]
        for row, options in enumerate(self._options):
            for option in range(options):
                if option != strategy[row]:
                    other = strategy.copy()
                    other[row] = option
                    found.append(other)
        return np.stack(found)
