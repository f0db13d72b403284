"""What rules and causes tell the model about a case before it reads it.

Rule activations (how far each rule's body holds) and the causal posterior (the network's belief
in every variable) bias which experts a token is sent to and which tokens are read. All weights
start at 0: steering moves nothing until training finds it useful. It is handed in as plain
tensors; this room knows neither rules nor networks.
"""

from dataclasses import dataclass

import torch
from jaxtyping import Bool, Float, Int
from torch import Tensor, nn

from neurosym.nn.config import ModelConfig, ModelSchema


@dataclass(frozen=True, slots=True)
class Steering:
    """Steering inputs of a batch of cases; None for what is not at hand.

    Attributes:
        rule_activation: How far each rule's body holds in a case, 0 to 1.
        causal: The network's posterior of every variable, padded with zeros.
    """

    rule_activation: Float[Tensor, "batch rule"] | None = None
    causal: Float[Tensor, "batch variable state"] | None = None


class RouterPrior(nn.Module):
    """A case's bias on the choice of experts.

    Args:
        config: Sizes and switches.
        schema: The variables and rules.
    """

    def __init__(self, config: ModelConfig, schema: ModelSchema) -> None:
        super().__init__()
        self.predicted = list(schema.predicted)
        states = len(schema.predicted) * schema.widest
        rules = len(schema.rule_scopes) if config.steer_router_by_rules else 0
        self.by_rule = nn.Parameter(torch.zeros(rules, config.experts)) if rules else None
        self.by_cause = (
            nn.Parameter(torch.zeros(states, config.experts))
            if config.steer_router_by_causes
            else None
        )

    def forward(self, steering: Steering | None) -> Float[Tensor, "batch expert"] | None:
        """The bias on the experts' scores, or None where nothing steers."""
        if steering is None:
            return None
        bias = None
        if self.by_rule is not None and steering.rule_activation is not None:
            bias = steering.rule_activation @ self.by_rule
        if self.by_cause is not None and steering.causal is not None:
            seen = steering.causal[:, self.predicted].flatten(1) @ self.by_cause
            bias = seen if bias is None else bias + seen
        return bias


class AttentionPrior(nn.Module):
    """A prior on what a token reads, from the graph, active rules and causal certainty.

    Args:
        config: Switches.
        schema: The variables, the graph and the rules.
    """

    relation: Tensor
    scope: Tensor
    log_cards: Tensor

    def __init__(self, config: ModelConfig, schema: ModelSchema) -> None:
        super().__init__()
        variables = len(schema.cards)
        relation = torch.zeros(variables, variables, dtype=torch.long)
        for child, parents in enumerate(schema.parents):
            relation[child, list(parents)] = 1
            relation[list(parents), child] = 2
        relation.fill_diagonal_(3)
        self.register_buffer("relation", relation, persistent=False)
        scope = torch.zeros(len(schema.rule_scopes), variables)
        for rule, mentioned in enumerate(schema.rule_scopes):
            scope[rule, list(mentioned)] = 1.0
        self.register_buffer("scope", scope, persistent=False)
        log_cards = torch.tensor(schema.cards).clamp(min=2).log()
        self.register_buffer("log_cards", log_cards, persistent=False)
        rules = bool(schema.rule_scopes) and config.steer_attention_by_rules
        graph = bool(schema.parents) and config.steer_attention_by_graph
        self.by_graph = nn.Parameter(torch.zeros(4)) if graph else None
        self.by_rule = nn.Parameter(torch.zeros(len(schema.rule_scopes))) if rules else None
        self.by_certainty = (
            nn.Parameter(torch.zeros(1)) if config.steer_attention_by_causes else None
        )

    def forward(
        self,
        reader: Int[Tensor, "batch query"],
        variable: Int[Tensor, "batch key"],
        steering: Steering | None,
    ) -> Float[Tensor, "batch query key"] | None:
        """The prior's share in the attention logits.

        Args:
            reader: Variable of each reading token.
            variable: Variable of each token that can be read.
            steering: The case's steering inputs.

        Returns:
            What is added to the logits of all heads, or None where nothing steers.
        """
        drawn = self._drawn_to(variable, steering)
        if self.by_graph is None:
            return None if drawn is None else drawn.unsqueeze(1).expand(-1, reader.shape[1], -1)
        graph = self.by_graph[self.relation[reader.unsqueeze(-1), variable.unsqueeze(1)]]
        return graph if drawn is None else graph + drawn.unsqueeze(1)

    def parents(
        self, reader: Int[Tensor, "batch query"], variable: Int[Tensor, "batch key"]
    ) -> Bool[Tensor, "batch query key"] | None:
        """Which tokens are causal parents of the reader's variable; None without a graph."""
        if self.by_graph is None:
            return None
        return self.relation[reader.unsqueeze(-1), variable.unsqueeze(1)] == 1

    def _drawn_to(
        self, variable: Int[Tensor, "batch key"], steering: Steering | None
    ) -> Float[Tensor, "batch key"] | None:
        """What rules and certainty add to the logits of each token, whoever reads."""
        if steering is None:
            return None
        drawn = None
        if self.by_rule is not None and steering.rule_activation is not None:
            drawn = (steering.rule_activation * self.by_rule) @ self.scope
        if self.by_certainty is not None and steering.causal is not None:
            certain = self.by_certainty * self._certainty(steering.causal)
            drawn = certain if drawn is None else drawn + certain
        return None if drawn is None else drawn.gather(1, variable)

    def _certainty(
        self, causal: Float[Tensor, "batch variable state"]
    ) -> Float[Tensor, "batch variable"]:
        """1 where the posterior knows a variable's state, 0 where it knows nothing or is silent."""
        entropy: Tensor = torch.special.entr(causal).sum(-1)
        return causal.sum(-1) - entropy / self.log_cards
