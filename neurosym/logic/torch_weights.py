"""Weights of a circuit's literals in torch, gathered from beliefs, tests and constants at once."""

from collections.abc import Mapping, Sequence

import torch
from jaxtyping import Bool, Float
from torch import Tensor, nn

from neurosym.logic.circuit import CircuitLiteral, LiteralKind
from neurosym.logic.constraints import gather_constraints
from neurosym.logic.ground_program import GroundProgram, LeafKind
from neurosym.numerics.logtorch import log, logsumexp

LogBeliefs = Mapping[int, Float[Tensor, "batch ..."]]
"""Log-probabilities of the states of every variable, ``[batch, state]`` each."""

Tests = Bool[Tensor, "batch ..."] | Float[Tensor, "batch ..."]
"""Truth of numeric tests, or its probability, ``[batch, test]``."""


def numeric_leaves(ground: GroundProgram) -> tuple[int, ...]:
    """Return the leaves that are numeric tests, in the order of their columns."""
    return tuple(a for a in sorted(ground.leaves) if ground.leaves[a].kind is LeafKind.TEST)


class LiteralWeights(nn.Module):
    """Log-weights of literals, from log-beliefs of variables and truth of tests.

    All sources lie side by side in one row a case: the states of every variable, every test and
    its negation, and the constants of facts and soft constraints. A literal's weight is the
    log-sum of the columns that it stands for.

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
        first: dict[int, int] = {}
        width = 0
        for variable in self.variables:
            first[variable] = width
            width += cards[variable]
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
        impossible = width + len(constants)
        longest = max((len(found) for found in chosen), default=1)
        padded = [found + [impossible] * (longest - len(found)) for found in chosen]
        table = torch.tensor(padded, dtype=torch.int64).reshape(len(chosen), longest)
        weights = torch.tensor([*constants, 0.0], dtype=torch.float64)
        self.register_buffer("columns", table, persistent=False)
        self.register_buffer("constants", log(weights), persistent=False)

    def forward(
        self,
        log_beliefs: LogBeliefs,
        tests: Tests | None = None,
    ) -> Float[Tensor, "batch literal"]:
        """Log-weight of every literal.

        Args:
            log_beliefs: Log-probabilities of the states of every variable.
            tests: Truth of the tests in the order of ``self.tests``, or its probability.

        Returns:
            One column a literal; -inf where it is impossible.

        Raises:
            ValueError: A variable or the tests are missing, or have another number of columns.
        """
        parts = [self._belief(variable, log_beliefs) for variable in self.variables]
        if self.tests:
            dtype = parts[0].dtype if parts else torch.get_default_dtype()
            parts.append(self._test_columns(tests, dtype))
        constants = self.get_buffer("constants")
        like = parts[0] if parts else constants
        rows = len(parts[0]) if parts else 1
        parts.append(constants.to(like).expand(rows, -1))
        gathered = torch.cat(parts, dim=1)[:, self.get_buffer("columns")]
        if gathered.shape[2] == 1:
            return gathered[:, :, 0]
        return logsumexp(gathered, 2)

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

    def _test_columns(self, tests: Tests | None, dtype: torch.dtype) -> Float[Tensor, "batch ..."]:
        if tests is None or tests.shape[1] != len(self.tests):
            found = "none" if tests is None else str(tests.shape[1])
            raise ValueError(f"the rules have {len(self.tests)} numeric tests, but {found} given")
        holds = tests.to(dtype) if tests.dtype is torch.bool else tests
        return torch.cat([log(holds), log(1.0 - holds)], dim=1)


def _constant(literal: CircuitLiteral, ground: GroundProgram) -> float:
    if literal.kind is LiteralKind.BROKEN:
        return 1.0 - gather_constraints(ground)[literal.constraint].strength
    probabilities = [ground.leaves[leaf].probability for leaf in literal.leaves]
    if any(probability is None for probability in probabilities):
        raise ValueError(f"{ground.text(literal.leaves[0])} has no probability; give one")
    total = sum(probability or 0.0 for probability in probabilities)
    return max(0.0, 1.0 - total) if literal.kind is LiteralKind.REMAINDER else total
