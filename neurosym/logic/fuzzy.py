"""Degrees of truth on batches in torch, from the ground rules as they are written.

For theories too large to compile: time and memory are linear in the rules, nothing is exact, and
the degrees are no probabilities (see :mod:`neurosym.logic.t_norms`). All bodies of one level are
folded together, by halves: a list of n literals takes log n operations, whatever the t-norm.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence

import torch
from jaxtyping import Float
from torch import Tensor, nn

from neurosym.logic.circuit import CircuitLiteral, LiteralKind
from neurosym.logic.constraints import gather_constraints, with_definitions
from neurosym.logic.cycles import relevant_atoms, rules_by_head
from neurosym.logic.ground_program import TRUE, GroundProgram, GroundRule
from neurosym.logic.penalties import Penalty
from neurosym.logic.t_norms import TNorm, positive_components
from neurosym.logic.torch_weights import LiteralWeights, LogBeliefs, Tests, numeric_leaves

ROUNDS = 10
"""How often rules of atoms that depend on each other are applied, from 0 on."""

_FLOOR = 1e-6
"""The least truth that a loss sees: a broken hard constraint costs 13.8 nats, not infinity."""

_NOTHING = 1
_FIRST_LEAF = 2
_LOG2_E = 1.4426950408889634

_CONJUNCTIONS: dict[TNorm, Callable[[Tensor, Tensor], Tensor]] = {
    TNorm.PRODUCT: torch.mul,
    TNorm.LUKASIEWICZ: lambda first, second: (first + second - 1.0).clamp(min=0.0),
    TNorm.GODEL: torch.minimum,
}


class FuzzyProgram(nn.Module):
    """Degrees of literals on batches of beliefs.

    Args:
        ground: The program.
        literals: What is asked for; the program's queries if None.
        cards: Number of states of every pack variable that it names.
        t_norm: What "and" means.

    Attributes:
        tests: The leaves that are numeric tests, in the order of the columns of ``tests``.

    Raises:
        UnsupportedRuleError: A loop passes through a negation.
    """

    def __init__(
        self,
        ground: GroundProgram,
        literals: Sequence[int] | None = None,
        cards: Mapping[int, int] | None = None,
        t_norm: TNorm = TNorm.PRODUCT,
    ) -> None:
        super().__init__()
        asked = [literal for _, literal in ground.queries] if literals is None else literals
        needed = relevant_atoms(ground, asked)
        leaves = [atom for atom in sorted(ground.leaves) if atom in needed]
        described = [(atom, ground.leaves[atom]) for atom in leaves]
        weighted = [
            CircuitLiteral(LiteralKind.LEAF, (atom,), leaf.variable, (leaf.state,))
            if leaf.variable >= 0
            else CircuitLiteral(LiteralKind.LEAF, (atom,))
            for atom, leaf in described
        ]
        self.tests = numeric_leaves(ground)
        self.weights = LiteralWeights(weighted, ground, cards or {})
        rows = {TRUE: 0} | {atom: row for row, atom in enumerate(leaves, start=_FIRST_LEAF)}
        size = _FIRST_LEAF + len(leaves)
        by_head = rules_by_head(ground.rules)
        atoms = [abs(literal) for literal in asked if abs(literal) != TRUE]
        self.levels: list[_Level] = []
        for heads in _levels(ground, by_head, atoms):
            rows |= {head: _NOTHING for head in heads if head not in rows}
            self.levels.append(_Level(heads, by_head, rows, size, t_norm))
            size += len(heads)
        self._buffers_of_levels = nn.ModuleList(self.levels)
        self.ends = _Signed(asked, rows)

    def forward(
        self, log_beliefs: LogBeliefs, tests: Tests | None = None
    ) -> Float[Tensor, "batch label"]:
        """Return the degree of every literal.

        Args:
            log_beliefs: Log-probabilities of the states of every variable.
            tests: Truth of the numeric tests, or its probability, in the order of ``tests``.
        """
        leaves = torch.exp2(self.weights(log_beliefs, tests).T * _LOG2_E)
        ends = leaves.new_tensor([[1.0], [0.0]]).expand(-1, leaves.shape[1])
        values = torch.cat([ends, leaves])
        for level in self.levels:
            values = torch.cat([values, level(values)])
        found: Float[Tensor, "label batch"] = self.ends(values)
        return found.T


class FuzzyLoss(nn.Module):
    """What the rules cost by their degrees of truth: for theories too large to compile.

    A constraint of strength s that is broken to the degree b costs -log(1 - s b) nats. This is an
    approximation of :class:`neurosym.logic.penalties.SemanticLoss`, with the same use.

    Args:
        ground: The program; its pack variables are STATE leaves.
        cards: Number of states of every variable that it names.
        t_norm: What "and" means.

    Attributes:
        constraints: The constraints, in the order of ``Penalty.each``.
        tests: The leaves that are numeric tests, in the order of the columns of ``tests``.
    """

    def __init__(
        self, ground: GroundProgram, cards: Mapping[int, int], t_norm: TNorm = TNorm.PRODUCT
    ) -> None:
        super().__init__()
        self.constraints = gather_constraints(ground)
        names = [("broken", c.bodies, c.clause) for c in self.constraints]
        extended, broken = with_definitions(ground, names)
        self.degrees = FuzzyProgram(extended, broken, cards, t_norm)
        self.tests = self.degrees.tests
        strengths = torch.tensor([c.strength for c in self.constraints], dtype=torch.float64)
        self.register_buffer("strengths", strengths, persistent=False)

    def forward(self, log_beliefs: LogBeliefs, tests: Tests | None = None) -> Penalty:
        """Penalise a batch.

        Args:
            log_beliefs: Log-probabilities of the states of every variable.
            tests: Truth of the numeric tests, or its probability, in the order of ``tests``.

        Returns:
            The penalties; their total is the sum of all constraints', and a row is possible where
            no hard constraint is broken altogether.
        """
        broken = self.degrees(log_beliefs, tests)
        strengths = self.get_buffer("strengths").to(broken)
        truth = 1.0 - strengths * broken
        each = -torch.log(truth.clamp(min=_FLOOR))
        return Penalty(each.sum(1), each, (truth > 0).all(1))


class _Signed(nn.Module):
    """Gathers literals' degrees."""

    rows: Tensor
    signs: Tensor
    offsets: Tensor

    def __init__(self, literals: Sequence[int], rows: Mapping[int, int]) -> None:
        super().__init__()
        found = [rows[abs(literal)] for literal in literals]
        negative = torch.tensor([literal < 0 for literal in literals], dtype=torch.bool)
        self.register_buffer("rows", torch.tensor(found, dtype=torch.int64), persistent=False)
        self.register_buffer("signs", torch.where(negative, -1.0, 1.0)[:, None], persistent=False)
        self.register_buffer("offsets", negative[:, None].float(), persistent=False)
        self._plain = not any(literal < 0 for literal in literals)

    def forward(self, values: Float[Tensor, "atom batch"]) -> Float[Tensor, "literal batch"]:
        """Return the degree of every literal."""
        found = values.index_select(0, self.rows)
        return found if self._plain else found * self.signs.to(found) + self.offsets.to(found)


class _Fold(nn.Module):
    """Folds lists of rows, of uneven length, by an associative operation: by halves."""

    def __init__(self, lengths: Sequence[int]) -> None:
        super().__init__()
        self._rounds = 0
        counts = torch.tensor(lengths, dtype=torch.int64)
        while int(counts.max()) > 1:
            starts = counts.cumsum(0) - counts
            owners = torch.arange(len(counts)).repeat_interleave(counts)
            place = torch.arange(int(counts.sum())) - starts[owners]
            paired = (place % 2 == 0) & (place + 1 < counts[owners])
            first = torch.nonzero(paired)[:, 0]
            alone = torch.nonzero((place % 2 == 0) & ~paired)[:, 0]
            order = torch.cat([first, alone]).argsort()
            for name, rows in (("first", first), ("alone", alone), ("order", order)):
                self.register_buffer(f"{name}{self._rounds}", rows, persistent=False)
            counts = (counts + 1) // 2
            self._rounds += 1

    def forward(
        self,
        values: Float[Tensor, "edge batch"],
        operation: Callable[[Tensor, Tensor], Tensor],
    ) -> Float[Tensor, "node batch"]:
        """Return one row for every list."""
        for number in range(self._rounds):
            first = self.get_buffer(f"first{number}")
            folded = operation(values.index_select(0, first), values.index_select(0, first + 1))
            alone = values.index_select(0, self.get_buffer(f"alone{number}"))
            values = torch.cat([folded, alone]).index_select(0, self.get_buffer(f"order{number}"))
        return values


class _Level(nn.Module):
    """The degrees of some atoms, from the degrees of what their rules name.

    Args:
        heads: The atoms.
        by_head: The rules of every head.
        rows: Row of every atom so far; those of the heads are added.
        size: Number of rows so far.
        t_norm: What "and" means.
    """

    def __init__(
        self,
        heads: Sequence[int],
        by_head: Mapping[int, Sequence[GroundRule]],
        rows: dict[int, int],
        size: int,
        t_norm: TNorm,
    ) -> None:
        super().__init__()
        bodies = [rule.body or (TRUE,) for head in heads for rule in by_head.get(head, ())]
        counts = [len(by_head.get(head, ())) for head in heads]
        self.literals = _Signed([literal for body in bodies for literal in body], rows)
        self.conjunctions = _Fold([len(body) for body in bodies])
        self.disjunctions = _Fold(counts)
        self.size = len(heads)
        self._and = _CONJUNCTIONS[t_norm]
        self._lone = max(counts) == 1
        rows |= {head: size + place for place, head in enumerate(heads)}

    def forward(self, values: Float[Tensor, "atom batch"]) -> Float[Tensor, "node batch"]:
        """Return the degree of every head."""
        held: Tensor = self.conjunctions(self.literals(values), self._and)
        if self._lone:
            return held
        failed: Tensor = self.disjunctions(1.0 - held, self._and)
        return 1.0 - failed


def _levels(
    ground: GroundProgram, by_head: Mapping[int, Sequence[GroundRule]], atoms: Sequence[int]
) -> list[list[int]]:
    """Return what is computed together, bottom-up; what depends on itself appears many times."""
    depth: dict[int, int] = {}
    levels: dict[int, list[int]] = defaultdict(list)
    for component in positive_components(ground, by_head, atoms):
        inside = set(component.atoms)
        below = [
            depth.get(abs(literal), 0)
            for atom in component.atoms
            for rule in by_head.get(atom, ())
            for literal in rule.body
            if abs(literal) not in inside
        ]
        first = 1 + max(below, default=0)
        rounds = ROUNDS if component.recursive else 1
        depth |= dict.fromkeys(component.atoms, first + rounds - 1)
        for level in range(first, first + rounds):
            levels[level].extend(component.atoms)
    return [levels[level] for level in sorted(levels)]
