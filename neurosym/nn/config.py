"""What the model is made of: its sizes and switches, and the variables it is made for."""

from dataclasses import dataclass
from enum import IntEnum, StrEnum

REACH = 4.0
"""Standardised values beyond this count as this: one outlier must not drown a case."""


class TokenRole(IntEnum):
    """What a token is there for."""

    GIVEN = 0
    ASKED = 1
    DERIVED = 2


class ExpertPath(StrEnum):
    """How the experts of a layer are evaluated; all paths give the same result."""

    AUTO = "auto"
    GROUPED = "grouped"
    BATCHED = "batched"


@dataclass(frozen=True, slots=True)
class ModelConfig:
    """Sizes and switches of the model.

    Attributes:
        width: Coordinates of a token's embedding.
        heads: Attention heads; divides ``width``.
        gate_width: Coordinates in which the selection gate compares reader and token.
        read_tokens: Tokens that a reader may read beside the always-read ones. Inputs with no
            more tokens than this are read whole.
        experts: Experts of each layer.
        groups: Groups that the experts are dealt into; divides ``experts``.
        groups_per_token: Groups among which a token's experts are chosen.
        experts_per_token: Experts that a token is sent to.
        expert_width: Hidden units of one expert.
        shared_width: Hidden units of the expert that every token is sent to; 0 for none.
        expert_path: How experts are evaluated.
        balance_rate: Step of the routing bias that evens out the experts' load; 0 for none.
        dropout: Share of an update that is dropped while training noise is given.
        knots: Pieces of the piecewise-linear embedding of numeric values.
        additive: Whether each fact also adds its own evidence to every belief directly.
        facts_read: Whether facts and derived beliefs read too, so that a question can find what
            takes several of them together; otherwise only questions read, at a fraction of the
            cost.
        shared_steps: Whether all steps use the same parameters.
        dense: The twin for honest comparison: every token reads every token, and one
            feed-forward layer as wide as all experts together replaces them.
        steer_router_by_rules: Whether rule activations bias the choice of experts.
        steer_router_by_causes: Whether the causal posterior biases the choice of experts.
        steer_attention_by_rules: Whether active rules draw attention to what they mention.
        steer_attention_by_causes: Whether the certainty of the causal posterior moves attention.
        steer_attention_by_graph: Whether the causal graph's arrows move attention.
    """

    width: int = 64
    heads: int = 4
    gate_width: int = 8
    read_tokens: int = 64
    experts: int = 8
    groups: int = 4
    groups_per_token: int = 2
    experts_per_token: int = 2
    expert_width: int = 64
    shared_width: int = 64
    expert_path: ExpertPath = ExpertPath.AUTO
    balance_rate: float = 1e-3
    dropout: float = 0.0
    knots: int = 8
    additive: bool = True
    facts_read: bool = False
    shared_steps: bool = True
    dense: bool = False
    steer_router_by_rules: bool = True
    steer_router_by_causes: bool = True
    steer_attention_by_rules: bool = True
    steer_attention_by_causes: bool = True
    steer_attention_by_graph: bool = True

    def __post_init__(self) -> None:
        self._check_divisions()
        self._check_choices()

    def _check_divisions(self) -> None:
        """Refuse sizes that do not divide each other."""
        if self.width % self.heads:
            raise ValueError(f"width {self.width} must be a multiple of heads {self.heads}")
        if self.experts % self.groups:
            raise ValueError(f"experts {self.experts} must be a multiple of groups {self.groups}")
        if self.groups_per_token > self.groups:
            raise ValueError(
                f"groups_per_token {self.groups_per_token} is more than groups {self.groups}"
            )

    def _check_choices(self) -> None:
        """Refuse more choices than there are things to choose from."""
        offered = self.groups_per_token * (self.experts // self.groups)
        if self.experts_per_token > offered:
            raise ValueError(
                f"experts_per_token {self.experts_per_token} is more than the {offered} experts "
                "of the chosen groups; raise groups_per_token or lower experts_per_token"
            )
        if not 0.0 <= self.dropout < 1.0:
            raise ValueError(f"dropout {self.dropout} must be at least 0 and below 1")


@dataclass(frozen=True, slots=True)
class ModelSchema:
    """The variables that a model is made for, and the order in which it reasons over them.

    Attributes:
        cards: Number of states of each variable.
        predicted: Variables that the model decides; asked for in every step, resolved last.
        steps: Mediators resolved in each step before the last, from evidence to query.
        numeric: Variables that carry a number.
        parents: Causal parents of each variable; empty where no graph is known.
        rule_scopes: Variables that each rule mentions, one entry for each rule activation.
    """

    cards: tuple[int, ...]
    predicted: tuple[int, ...]
    steps: tuple[tuple[int, ...], ...] = ()
    numeric: tuple[int, ...] = ()
    parents: tuple[tuple[int, ...], ...] = ()
    rule_scopes: tuple[tuple[int, ...], ...] = ()

    def __post_init__(self) -> None:
        if not self.predicted:
            raise ValueError("a model needs at least one predicted variable")
        resolved = [*self.predicted, *(v for step in self.steps for v in step)]
        if len(set(resolved)) < len(resolved):
            raise ValueError("a variable is resolved twice: steps and predicted must not overlap")
        scoped = [v for scope in self.rule_scopes for v in scope]
        parents = [v for entry in self.parents for v in entry]
        for variable in (*resolved, *self.numeric, *scoped, *parents):
            if not 0 <= variable < len(self.cards):
                raise ValueError(
                    f"variable {variable} is not among the {len(self.cards)} of the schema"
                )
        if self.parents and len(self.parents) != len(self.cards):
            raise ValueError(
                f"parents are given for {len(self.parents)} of {len(self.cards)} variables"
            )

    @property
    def mediators(self) -> tuple[int, ...]:
        """Variables resolved before the last step, in their order."""
        return tuple(variable for step in self.steps for variable in step)

    @property
    def widest(self) -> int:
        """Largest number of states of a variable."""
        return max(self.cards)
