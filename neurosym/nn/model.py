"""The steered model: facts in, beliefs over the predicted variables out, step by step.

References:
    [1] Vaswani et al. (2017). Attention is all you need. NeurIPS.
    [2] Dai et al. (2024). DeepSeekMoE: towards ultimate expert specialization in
        mixture-of-experts language models. ACL.
"""

from dataclasses import dataclass, field, replace

import torch
from jaxtyping import Bool, Float, Int
from torch import Tensor, nn

from neurosym.nn.config import ModelConfig, ModelSchema, TokenRole
from neurosym.nn.encoding import (
    FactEncoder,
    TokenBatch,
    ValueScale,
    tokens_from_codes,
)
from neurosym.nn.heads import BeliefHead
from neurosym.nn.record import RoutingRecord, StepRecord
from neurosym.nn.steering import Steering
from neurosym.nn.steps import Memory, ReasoningStep


@dataclass(frozen=True, slots=True)
class ModelOutput:
    """What the model says of a batch of cases.

    Attributes:
        log_belief: Log-probabilities of the states, one entry for each predicted variable.
        mediator_log_belief: The same for the mediators in the order of ``schema.mediators``,
            padded with -inf; where a mediator is a given fact, its state has 0.
        balance_loss: How uneven the experts' load was, 1 when even; a measure, and a loss for
            those who want one.
        record: What was read and which experts were met.
    """

    log_belief: tuple[Tensor, ...]
    mediator_log_belief: Float[Tensor, "batch variable state"]
    balance_loss: Float[Tensor, ""]
    record: RoutingRecord


@dataclass(frozen=True, slots=True)
class _Run:
    """One forward pass: what it is given, and what its steps leave behind."""

    tokens: TokenBatch
    evidence: Tensor | None
    steering: Steering | None
    noise: torch.Generator | None
    mediators: list[Tensor] = field(default_factory=list)
    records: list[StepRecord] = field(default_factory=list)
    loads: list[Tensor] = field(default_factory=list)


class SteeredModel(nn.Module):
    """A sparse mixture-of-experts transformer over facts, steered by rules and causes.

    Args:
        config: Sizes and switches.
        schema: The variables, the order of reasoning, the graph and the rules' scopes.
        generator: Source of the first parameters; the only randomness.
    """

    def __init__(
        self, config: ModelConfig, schema: ModelSchema, generator: torch.Generator
    ) -> None:
        super().__init__()
        self.config, self.schema = config, schema
        self.scale = ValueScale(schema)
        self.encoder = FactEncoder(config, schema, generator)
        self.head = BeliefHead(config, schema, generator)
        self.asked = tuple(step for step in schema.steps if step)
        count = 1 if config.shared_steps else len(self.asked) + 1
        self.steps = nn.ModuleList(ReasoningStep(config, schema, generator) for _ in range(count))

    def encode(
        self,
        codes: Int[Tensor, "batch variable"],
        values: Float[Tensor, "batch variable"] | None = None,
    ) -> TokenBatch:
        """Facts of cases, with values in units of their spread.

        Args:
            codes: State of each variable, -1 where it is not known.
            values: Value of each numeric variable as recorded, NaN elsewhere.

        Returns:
            The facts as tokens.
        """
        return tokens_from_codes(codes, None if values is None else self.scale(values))

    def forward(
        self,
        tokens: TokenBatch,
        steering: Steering | None = None,
        *,
        noise: torch.Generator | None = None,
    ) -> ModelOutput:
        """Reason from the facts to the predicted variables.

        Args:
            tokens: The facts of the cases.
            steering: What rules and causes say of them.
            noise: Source of dropout, in training; without it the answer is deterministic.

        Returns:
            The beliefs and the record of how they were reached.
        """
        facts = self.encoder(tokens)
        run = _Run(tokens, self.head.evidence(facts, tokens.present), steering, noise)
        memory = self._facts(facts, tokens).join(self._questions(self.schema.predicted, tokens))
        for place, asked in enumerate(self.asked):
            memory = self._resolve(place, asked, memory, run)
        first = facts.shape[1]
        reading = slice(first, first + len(self.schema.predicted))
        x = self._take(len(self.asked), self.schema.predicted, memory, reading, run)
        belief = self.head(x, self.schema.predicted, run.evidence)
        return ModelOutput(
            log_belief=tuple(
                belief[:, place, : self.schema.cards[variable]]
                for place, variable in enumerate(self.schema.predicted)
            ),
            mediator_log_belief=torch.cat([*run.mediators, belief[:, :0]], 1),
            balance_loss=torch.stack(run.loads).mean(),
            record=RoutingRecord(tuple(run.records)),
        )

    def _resolve(self, place: int, asked: tuple[int, ...], memory: Memory, run: _Run) -> Memory:
        """Reach beliefs on a step's mediators and write them back into the memory."""
        known, state = _given(asked, run.tokens, self.schema.widest)
        old = memory.x.shape[1]
        memory = memory.join(self._questions(asked, run.tokens, ~known))
        reading = slice(0 if self.config.facts_read else old, old + len(asked))
        x = self._take(place, asked, memory, reading, run)
        belief = self.head(x[:, -len(asked) :], asked, run.evidence)
        belief = torch.where(known.unsqueeze(-1), state, belief)
        run.mediators.append(belief)
        kept = replace(memory, x=x) if self.config.facts_read else memory
        return kept.part(0, old).join(self._derived(asked, belief, ~known))

    def _take(
        self, place: int, asked: tuple[int, ...], memory: Memory, reading: slice, run: _Run
    ) -> Float[Tensor, "batch query feature"]:
        """Take one step and keep its record."""
        step = self.steps[0 if self.config.shared_steps else place]
        x, record, load = step(memory, reading, run.steering, run.noise)
        run.records.append(replace(record, asked=asked))
        run.loads.append(load)
        embeddings: Tensor = x
        return embeddings

    def update_balance(self, record: RoutingRecord) -> None:
        """Move each router's choosing bias against the load in a record.

        Args:
            record: The record of a training batch.
        """
        for place, step in enumerate(self.steps):
            seen = [
                done.expert[done.expert >= 0]
                for at, done in enumerate(record.steps)
                if done.expert is not None and (self.config.shared_steps or at == place)
            ]
            if seen and isinstance(step, ReasoningStep):
                step.router.balance(torch.cat(seen))

    def _facts(self, facts: Float[Tensor, "batch token feature"], tokens: TokenBatch) -> Memory:
        """The facts as the first tokens of the memory."""
        role = torch.full((facts.shape[1],), int(TokenRole.GIVEN), device=facts.device)
        return Memory(facts, tokens.variable, role, tokens.present)

    def _questions(
        self,
        variables: tuple[int, ...],
        tokens: TokenBatch,
        present: Bool[Tensor, "batch query"] | None = None,
    ) -> Memory:
        """Questions after variables, one token each."""
        batch = len(tokens.variable)
        return self._places(variables, self.encoder.ask(variables, batch), TokenRole.ASKED, present)

    def _derived(
        self,
        variables: tuple[int, ...],
        log_belief: Float[Tensor, "batch query state"],
        present: Bool[Tensor, "batch query"],
    ) -> Memory:
        """Beliefs written back as tokens; what is a given fact needs none."""
        x = self.encoder.derive(variables, log_belief)
        return self._places(variables, x, TokenRole.DERIVED, present)

    def _places(
        self,
        variables: tuple[int, ...],
        x: Float[Tensor, "batch query feature"],
        role: TokenRole,
        present: Bool[Tensor, "batch query"] | None,
    ) -> Memory:
        """Tokens about the same variables in every case."""
        shape = x.shape[:2]
        variable = torch.tensor(variables, device=x.device).expand(shape)
        if present is None:
            present = torch.ones(shape, dtype=torch.bool, device=x.device)
        return Memory(x, variable, torch.full(shape[1:], int(role), device=x.device), present)


def _given(
    variables: tuple[int, ...], tokens: TokenBatch, states: int
) -> tuple[Bool[Tensor, "batch query"], Float[Tensor, "batch query state"]]:
    """Which of some variables are facts with a state, and the log-belief that says so."""
    asked = torch.tensor(variables, device=tokens.variable.device)
    same = tokens.variable.unsqueeze(1) == asked.unsqueeze(-1)
    same = same & (tokens.present & (tokens.state >= 0)).unsqueeze(1)
    known = same.any(-1)
    state = (same * tokens.state.unsqueeze(1)).sum(-1)
    is_state = state.unsqueeze(-1) == torch.arange(states, device=asked.device)
    zero = torch.zeros((), device=asked.device, dtype=tokens.value.dtype)
    return known, torch.where(is_state, zero, -torch.inf)
