"""Weights of a circuit's literals in torch, gathered from beliefs, tests and constants at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import torch
from jaxtyping import Bool, Float
from torch import Tensor, nn

from neurosym.logic.circuit import CircuitLiteral, LiteralKind
from neurosym.logic.constraints import gather_constraints
from neurosym.logic.ground_program import GroundProgram, LeafKind
from neurosym.numerics.logtorch import log, logsumexp

LogBeliefs = Mapping[int, Float[Tensor, "batch ..."]]
"""Log-probabilities of the states of every variable, ``[batch, state]`` each."""


@dataclass(frozen=True, slots=True, eq=False)
class LogTests:
    """Log-probabilities of numeric tests: that each holds, and below, that each fails."""

    rows: Float[Tensor, "_ batch"]

    @property
    def holds(self) -> Float[Tensor, "batch _"]:
        """That each test holds."""
        return self.rows[: len(self.rows) // 2].T

    @property
    def fails(self) -> Float[Tensor, "batch _"]:
        """That each test fails."""
        return self.rows[len(self.rows) // 2 :].T


Tests = Bool[Tensor, "batch ..."] | Float[Tensor, "batch ..."] | LogTests
"""Truth of numeric tests, or its probability, ``[batch, test]``; or both logarithms."""


def numeric_leaves(ground: GroundProgram) -> tuple[int, ...]:
    """Return the leaves that are numeric tests, in the order of their columns."""
    return tuple(a for a in sorted(ground.leaves) if ground.leaves[a].kind is LeafKind.TEST)


class LiteralWeights(nn.Module):
    """Log-weights of literals, from log-beliefs of variables and truth of tests.

    All sources lie in one row each: the states of every variable, every test, every test's
    negation, and the constants of facts and soft constraints. A literal's weight is the log-sum
    of the rows that it stands for.

    Args:
        literals: The literals of a circuit.
        ground: The program that the circuit was compiled from.
        cards: Number of states of every pack variable.
    """

    def __init__(
        self, literals: Sequence[CircuitLiteral], ground: GroundProgram, cards: Mapping[int, int]
    ) -> None:
        super().__init__()
        self.variables = tuple(sorted({lit.variable for lit in literals if lit.variable >= 0}))
        self.cards = {variable: cards[variable] for variable in self.variables}
        self.tests = numeric_leaves(ground)
        chosen, constants, width = self._sources(literals, ground)
        impossible = width + len(constants)
        several = [found for found in chosen if len(found) > 1]
        longest = max((len(found) for found in several), default=1)
        padded = [found + [impossible] * (longest - len(found)) for found in several]
        summed = iter(range(impossible + 1, impossible + 1 + len(several)))
        rows = [next(summed) if len(found) > 1 else found[0] for found in chosen]
        weights = torch.tensor([*constants, 0.0], dtype=torch.float64)
        broken = [
            (found[0] - width, literal.constraint)
            for literal, found in zip(literals, chosen, strict=True)
            if literal.kind is LiteralKind.BROKEN
        ]
        where = torch.tensor(broken, dtype=torch.int64).reshape(-1, 2)
        self.register_buffer("broken", where, persistent=False)
        table = torch.tensor(padded, dtype=torch.int64).reshape(len(several), longest)
        self.register_buffer("several", table, persistent=False)
        self.register_buffer("rows", torch.tensor(rows, dtype=torch.int64), persistent=False)
        self.register_buffer("constants", log(weights), persistent=False)

    def _sources(
        self, literals: Sequence[CircuitLiteral], ground: GroundProgram
    ) -> tuple[list[list[int]], list[float], int]:
        """Return the rows of every literal, the constants, and the first constant's row."""
        first: dict[int, int] = {}
        width = 0
        for variable in self.variables:
            first[variable] = width
            width += self.cards[variable]
        columns = {leaf: width + row for row, leaf in enumerate(self.tests)}
        width += 2 * len(self.tests)
        constants: list[float] = []
        chosen: list[list[int]] = []
        for literal in literals:
            if literal.variable >= 0:
                chosen.append([first[literal.variable] + state for state in literal.states])
            elif literal.leaves and literal.leaves[0] in columns:
                negated = literal.kind is LiteralKind.REMAINDER
                chosen.append([columns[literal.leaves[0]] + negated * len(self.tests)])
            else:
                chosen.append([width + len(constants)])
                constants.append(_constant(literal, ground))
        return chosen, constants, width

    def forward(
        self,
        log_beliefs: LogBeliefs,
        tests: Tests | None = None,
        log_kept: Float[Tensor, " rule"] | None = None,
    ) -> Float[Tensor, "batch literal"]:
        """Log-weight of every literal.

        Args:
            log_beliefs: Log-probabilities of the states of every variable.
            tests: Truth of the tests in the order of ``self.tests``, or its probability.
            log_kept: Logarithm of the weight that a world keeps which breaks a constraint, one
                for each, to learn strengths; None for the strengths as written.

        Returns:
            One column a literal; -inf where it is impossible.

        Raises:
            ValueError: A variable or the tests are missing, or have another number of columns.
        """
        parts = [self._belief(variable, log_beliefs).T for variable in self.variables]
        if self.tests:
            dtype = parts[0].dtype if parts else torch.get_default_dtype()
            parts.append(self._test_rows(tests, dtype))
        constants = self._constants(log_kept)
        like = parts[0] if parts else constants[:, None]
        several = self.get_buffer("several")
        if len(several) or len(constants) > 1 or not parts:
            parts.append(constants.to(like)[:, None].expand(-1, like.shape[1]))
        sources = torch.cat(parts) if len(parts) > 1 else parts[0]
        if len(several):
            added = sources.index_select(0, several.flatten())
            added = added.view(*several.shape, added.shape[1])
            sources = torch.cat([sources, logsumexp(added, 1)])
        return sources.index_select(0, self.get_buffer("rows")).T

    def _constants(self, log_kept: Float[Tensor, " rule"] | None) -> Float[Tensor, " _"]:
        """Return the log-weights that no case decides."""
        constants, broken = self.get_buffer("constants"), self.get_buffer("broken")
        if log_kept is None or not len(broken):
            return constants
        places, rules = broken.unbind(1)
        return constants.index_put((places,), log_kept.to(constants).index_select(0, rules))

    def _belief(self, variable: int, log_beliefs: LogBeliefs) -> Float[Tensor, "batch state"]:
        if variable not in log_beliefs:
            raise ValueError(f"variable {variable} has no belief, and the rules name it; give one")
        belief = log_beliefs[variable]
        if belief.shape[1] != self.cards[variable]:
            raise ValueError(
                f"variable {variable} has beliefs about {belief.shape[1]} states, "
                f"but {self.cards[variable]} states; give one column a state"
            )
        return belief

    def _test_rows(self, tests: Tests | None, dtype: torch.dtype) -> Float[Tensor, "_ batch"]:
        given = tests.holds if isinstance(tests, LogTests) else tests
        if given is None or given.shape[1] != len(self.tests):
            found = "none" if given is None else str(given.shape[1])
            raise ValueError(f"the rules have {len(self.tests)} numeric tests, but {found} given")
        if isinstance(tests, LogTests):
            return tests.rows
        holds = given.to(dtype) if given.dtype is torch.bool else given
        return torch.cat([log(holds).T, log(1.0 - holds).T])


def _constant(literal: CircuitLiteral, ground: GroundProgram) -> float:
    if literal.kind is LiteralKind.BROKEN:
        return 1.0 - gather_constraints(ground)[literal.constraint].strength
    probabilities = [ground.leaves[leaf].probability for leaf in literal.leaves]
    if any(probability is None for probability in probabilities):
        raise ValueError(f"{ground.text(literal.leaves[0])} has no probability; give one")
    total = sum(probability or 0.0 for probability in probabilities)
    return max(0.0, 1.0 - total) if literal.kind is LiteralKind.REMAINDER else total
