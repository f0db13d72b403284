"""What the model did with a case: what each token read and which experts it met, by step."""

from dataclasses import dataclass

from jaxtyping import Bool, Float, Int
from torch import Tensor


@dataclass(frozen=True, slots=True)
class StepRecord:
    """One reasoning step on a batch of cases.

    Tokens stand in this order: facts, questions after the predicted variables, beliefs derived
    by earlier steps, questions after this step's mediators. In the last step only the questions
    after the predicted variables read.

    Attributes:
        asked: Variables that the step resolved.
        variable: Variable of each token.
        role: Role of each token, a ``TokenRole``.
        present: False for tokens that a case lacks.
        reader: Positions of the tokens that read, the same for every case.
        key: Positions of the tokens that each reader read; None when it could read all.
        weight: Attention weight of each token read, averaged over heads; the sink has the rest.
        expert: Experts that each reader was sent to; None in the dense twin.
        gate: Their weights, summing to one.
    """

    asked: tuple[int, ...]
    variable: Int[Tensor, "batch token"]
    role: Int[Tensor, " token"]
    present: Bool[Tensor, "batch token"]
    reader: Int[Tensor, " query"]
    key: Int[Tensor, "batch query key"] | None
    weight: Float[Tensor, "batch query key"]
    expert: Int[Tensor, "batch query slot"] | None
    gate: Float[Tensor, "batch query slot"] | None


@dataclass(frozen=True, slots=True)
class RoutingRecord:
    """All reasoning steps on a batch of cases, from evidence to query.

    Attributes:
        steps: One record a step.
    """

    steps: tuple[StepRecord, ...]
