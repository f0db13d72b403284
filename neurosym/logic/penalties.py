"""What breaking the rules costs, exactly and with gradients: the semantic loss [1].

The loss of a batch row is -log of the probability that a world, drawn from the beliefs, keeps the
constraints; a soft constraint of strength s counts a world that breaks it as 1 - s of a world. It
is computed on compiled circuits, for all constraints jointly and for each alone, and depends on
what the constraints mean, not on how they are written.

References:
    [1] Xu, Zhang, Friedman, Liang, Van den Broeck 2018, A semantic loss function for deep
        learning with symbolic knowledge.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import torch
from jaxtyping import Bool, Float
from torch import Tensor, nn

from neurosym.errors import InconsistentEvidenceError
from neurosym.logic.compiling import DEFAULT_LIMIT, CompileLimit, compile_circuit
from neurosym.logic.constraints import gather_constraints, with_definitions
from neurosym.logic.ground_program import GroundProgram
from neurosym.logic.torch_circuit import TorchCircuit
from neurosym.logic.torch_weights import LiteralWeights, LogBeliefs, Tests, numeric_leaves
from neurosym.numerics.logtorch import logsumexp


@dataclass(frozen=True, slots=True, eq=False)
class Penalty:
    """What the rules cost each row of a batch, in nats.

    Attributes:
        total: -log of the probability that all constraints are kept; 0 in impossible rows.
        each: The same for each constraint alone.
        possible: Whether some world that agrees with the row keeps all hard constraints.
    """

    total: Float[Tensor, " batch"]
    each: Float[Tensor, "batch rule"]
    possible: Bool[Tensor, " batch"]

    def losses(self) -> Float[Tensor, " batch"]:
        """Return the total, infinite in impossible rows, whose gradients are 0.

        Raises:
            InconsistentEvidenceError: The batch is one row, and that is impossible.
        """
        if len(self.possible) == 1 and not self.possible[0]:
            raise InconsistentEvidenceError(
                "no world that agrees with these beliefs keeps the hard rules; change the beliefs "
                "that are sure, or the rules"
            )
        return self.total.masked_fill(~self.possible, torch.inf)


class WeightedCircuit(nn.Module):
    """A circuit with its literals' weights: roots' log-probabilities from beliefs.

    The circuit is not smooth, so every variable's beliefs must sum to one.

    Args:
        ground: The program; its pack variables are STATE leaves.
        roots: Literals asked for; the constraints alone are one more root, the last.
        cards: Number of states of every variable that the program names.
        limit: What the compilation may use.
    """

    def __init__(
        self,
        ground: GroundProgram,
        roots: Sequence[int],
        cards: Mapping[int, int],
        limit: CompileLimit = DEFAULT_LIMIT,
    ) -> None:
        super().__init__()
        circuit = compile_circuit(ground, roots, cards=cards, limit=limit, smooth=False)
        self.weights = LiteralWeights(circuit.literals, ground, cards)
        self.circuit = TorchCircuit(circuit)

    def forward(
        self,
        log_beliefs: LogBeliefs,
        tests: Tests | None = None,
        log_kept: Float[Tensor, " rule"] | None = None,
    ) -> Float[Tensor, "batch label"]:
        """Return the log-value of every root; for the arguments see :class:`LiteralWeights`."""
        weights = self.weights(log_beliefs, tests, log_kept)
        values: Float[Tensor, "batch label"] = self.circuit(weights)
        return values


class SemanticLoss(nn.Module):
    """Compiles a program's constraints once; penalises beliefs that break them.

    Args:
        ground: The program; its pack variables are STATE leaves.
        cards: Number of states of every variable that it names.
        limit: What each of the two compilations may use.

    Attributes:
        constraints: The constraints, in the order of ``Penalty.each``.
        tests: The leaves that are numeric tests, in the order of the columns of ``tests``.
    """

    def __init__(
        self, ground: GroundProgram, cards: Mapping[int, int], limit: CompileLimit = DEFAULT_LIMIT
    ) -> None:
        super().__init__()
        self.constraints = gather_constraints(ground)
        self.tests = numeric_leaves(ground)
        names = [("broken", c.bodies, c.clause) for c in self.constraints]
        alone, broken = with_definitions(ground, names)
        signs = [sign * atom for sign in (-1, 1) for atom in broken]
        self._alone = WeightedCircuit(alone, signs, cards, limit)
        self._joint = WeightedCircuit(ground, (), cards, limit)
        kept = torch.tensor([1.0 - c.strength for c in self.constraints], dtype=torch.float64)
        self.register_buffer("log_kept", torch.log(kept), persistent=False)

    def forward(
        self,
        log_beliefs: LogBeliefs,
        tests: Tests | None = None,
    ) -> Penalty:
        """Penalise a batch.

        Args:
            log_beliefs: Log-probabilities of the states of every variable: of predicted ones the
                model's log-softmax, of observed ones a one-hot row's logarithm or a posterior.
            tests: Truth of the numeric tests, or its probability, in the order of ``tests``.

        Returns:
            The penalties; finite, with finite gradients, also in impossible rows.
        """
        values = self._alone(log_beliefs, tests)
        count = len(self.constraints)
        base = values[:, -1]
        kept, broken = values[:, :count], values[:, count : 2 * count]
        lowered = broken + self.get_buffer("log_kept").to(values)
        each = logsumexp(torch.stack([kept, lowered]), 0)
        joint = self._joint(log_beliefs, tests)[:, -1]
        given = base.masked_fill(torch.isneginf(base), 0.0)
        return Penalty(
            _difference(given, joint), _difference(given[:, None], each), torch.isfinite(joint)
        )


def _difference(given: Float[Tensor, "..."], kept: Float[Tensor, "..."]) -> Float[Tensor, "..."]:
    """Return given - kept, and 0 where nothing is kept."""
    return given - torch.where(torch.isneginf(kept), given, kept)


def semantic_loss(
    ground: GroundProgram,
    predicted: LogBeliefs,
    observed: LogBeliefs,
    tests: Tests | None = None,
) -> Float[Tensor, " batch"]:
    """Semantic loss of one batch; compiles the rules each time, unlike :class:`SemanticLoss`.

    Args:
        ground: The program.
        predicted: Log-beliefs of every predicted variable.
        observed: Log-probabilities of every observed variable.
        tests: Truth of the numeric tests.

    Returns:
        -log of the probability that all constraints are kept, in nats; 0 in impossible rows.
    """
    log_beliefs = {**observed, **predicted}
    cards = {variable: belief.shape[1] for variable, belief in log_beliefs.items()}
    penalty: Penalty = SemanticLoss(ground, cards)(log_beliefs, tests)
    return penalty.total
