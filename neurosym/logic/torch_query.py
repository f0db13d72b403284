"""Exact query probabilities on batches, with gradients in the probabilities of the facts.

Example:
    >>> from neurosym.logic.program import Program
    >>> program = Program.from_text("t(_)::a. 0.5::b. c :- a. c :- b. query(c).")
    >>> query = TorchQuery(program.compile())
    >>> log_odds = torch.zeros(3, requires_grad=True)
    >>> log_p, possible = query(log_odds={"a": log_odds})
    >>> log_p.exp()[:, 0].tolist()
    [0.75, 0.75, 0.75]
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import torch
from jaxtyping import Bool, Float
from torch import Tensor, nn
from torch.nn.functional import logsigmoid

from neurosym.errors import InconsistentEvidenceError
from neurosym.logic.choices import choices_of
from neurosym.logic.circuit import CircuitLiteral, LiteralKind
from neurosym.logic.compiled import CompiledQuery
from neurosym.logic.ground_program import GroundProgram
from neurosym.logic.torch_circuit import TorchCircuit
from neurosym.logic.weights import log_weights, no_probability
from neurosym.numerics.logtorch import log

FactTensors = Mapping[str, Float[Tensor, " batch"]]
"""One number a row, by the text of a fact."""


@dataclass(frozen=True, slots=True, eq=False)
class _Given:
    """Probabilities and log-odds of leaves, one number a row; ``like`` has their size and kind."""

    chance: Mapping[int, Float[Tensor, " batch"]]
    odds: Mapping[int, Float[Tensor, " batch"]]
    like: Float[Tensor, " batch"]

    @property
    def known(self) -> frozenset[int]:
        """The leaves that anything is given of."""
        return frozenset(self.chance) | frozenset(self.odds)


class TorchQuery(nn.Module):
    """A compiled query as a torch module.

    Args:
        compiled: What :meth:`neurosym.logic.program.Program.compile` returned.

    Attributes:
        answers: The answers, in the order of the columns.
    """

    def __init__(self, compiled: CompiledQuery) -> None:
        super().__init__()
        self.answers = tuple(text for text, _ in compiled.ground.queries)
        self._compiled = compiled
        self._circuit = TorchCircuit(compiled.circuit)
        choices = [choice.leaves for choice in choices_of(compiled.ground)]
        self._rivals = {leaf for leaves in choices if len(leaves) > 1 for leaf in leaves}
        filled = _filled(compiled.ground)
        own = torch.from_numpy(log_weights(compiled.circuit, filled)[:, 0])
        self.register_buffer("own", own, persistent=False)

    def forward(
        self, probabilities: FactTensors | None = None, *, log_odds: FactTensors | None = None
    ) -> tuple[Float[Tensor, "batch label"], Bool[Tensor, " batch"]]:
        """Log-probability of every answer, given evidence and hard constraints.

        Args:
            probabilities: Probabilities in [0, 1] of facts where they differ from the program's;
                those of one annotated disjunction sum to at most one.
            log_odds: Logarithms of the odds, log(p / (1 - p)), of facts that stand alone: exact
                and with a gradient however sure a fact is.

        Returns:
            Logarithms in nats, ``[batch, answer]``, -inf for what no world can prove; and whether
            each row's evidence is possible (its logarithms are 0 where not). Gradients are finite.

        Raises:
            InconsistentEvidenceError: The batch is one row, and no world agrees with its evidence.
            ValueError: There is no such fact, or its tensors do not fit.
        """
        given = self._given(probabilities or {}, log_odds or {})
        literals = enumerate(self._circuit.literals)
        columns = [self._column(place, literal, given) for place, literal in literals]
        weights = torch.stack(columns, dim=1) if columns else given.like.new_zeros((1, 0))
        found, possible = self._circuit.conditional(weights)
        if len(possible) == 1 and not possible[0]:
            raise InconsistentEvidenceError(
                "no possible world agrees with the evidence and the hard rules under these "
                "probabilities; change one of them"
            )
        return found, possible

    def _given(self, probabilities: FactTensors, log_odds: FactTensors) -> "_Given":
        chance = self._by_leaf(probabilities)
        odds = self._by_leaf(log_odds)
        for leaf in odds.keys() & self._rivals:
            raise ValueError(
                f"{self._compiled.ground.text(leaf)} is one of several that exclude each other, "
                "which have no odds of their own; give their probabilities"
            )
        sizes = {len(tensor) for tensor in (*chance.values(), *odds.values())}
        if len(sizes) > 1:
            raise ValueError(f"the tensors have {sorted(sizes)} rows; give as many of each fact")
        like = next(iter((*chance.values(), *odds.values(), self.get_buffer("own").new_empty(1))))
        observed = self._compiled.observed().items()
        fixed = {leaf: torch.full_like(like, value) for leaf, value in observed if leaf not in odds}
        return _Given({**fixed, **chance}, odds, like.detach())

    def _by_leaf(self, given: FactTensors) -> dict[int, Float[Tensor, " batch"]]:
        return dict(zip(self._compiled.leaves(given), given.values(), strict=True))

    def _column(
        self, place: int, literal: CircuitLiteral, given: "_Given"
    ) -> Float[Tensor, " batch"]:
        """Return the log-weight of one literal in every row."""
        ground, leaves, like = self._compiled.ground, literal.leaves, given.like
        for leaf in leaves:
            if ground.leaves[leaf].probability is None and leaf not in given.known:
                raise no_probability(ground, leaf)
        remainder = literal.kind is LiteralKind.REMAINDER
        if any(leaf in given.odds for leaf in leaves):
            (leaf,) = leaves
            return logsigmoid(-given.odds[leaf] if remainder else given.odds[leaf])
        if not any(leaf in given.chance for leaf in leaves):
            return self.get_buffer("own")[place].to(like).expand(len(like))
        stated = [ground.leaves[leaf].probability or 0.0 for leaf in leaves]
        chances = [
            given.chance.get(leaf, torch.full_like(like, own))
            for leaf, own in zip(leaves, stated, strict=True)
        ]
        total = torch.stack(chances).sum(0)
        return log((1.0 - total).clamp(min=0.0) if remainder else total)


def _filled(ground: GroundProgram) -> GroundProgram:
    """Return a program in which leaves without a probability have one, to be replaced."""
    leaves = {
        atom: leaf if leaf.probability is not None else leaf._replace(probability=0.5)
        for atom, leaf in ground.leaves.items()
    }
    return replace(ground, leaves=leaves)
