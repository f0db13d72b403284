"""The steered model's answer in plain numpy, for a few cases and without torch.

Importing torch takes longer than all else that answering one case takes. So what a trained model
says is worked out here from its configuration, its schema and its arrays by the names that
``SteeredModel.state_dict`` gives them. The arithmetic is that of :mod:`neurosym.nn.model`, in the
same precision; no gradient, no dropout and no record is kept.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from jaxtyping import Bool, Float, Float32, Int

from neurosym.nn.config import ModelConfig, ModelSchema
from neurosym.nn.light_facts import LightEncoder, LightFacts
from neurosym.nn.light_layers import layer_norm, log_softmax
from neurosym.nn.light_step import LightMemory, LightSteering, LightStep


@dataclass(frozen=True, slots=True)
class LightOutput:
    """What the model says of a few cases.

    Attributes:
        log_belief: Log-probabilities of the states, one entry for each predicted variable.
        mediator_log_belief: The same for the mediators in the order of ``schema.mediators``,
            padded with -inf; where a mediator is a given fact, its state has 0.
    """

    log_belief: tuple[Float32[np.ndarray, "batch _"], ...]
    mediator_log_belief: Float32[np.ndarray, "batch variable state"]


class LightModel:
    """A trained model that answers in numpy.

    Args:
        config: Sizes and switches.
        schema: The variables, the order of reasoning, the graph and the rules' scopes.
        weights: The model's arrays, by the names of its state dictionary.

    Raises:
        KeyError: If an array is missing.
    """

    def __init__(
        self, config: ModelConfig, schema: ModelSchema, weights: Mapping[str, np.ndarray]
    ) -> None:
        self.config, self.schema = config, schema
        # One layout for all: equal numbers must give equal answers, wherever they come from.
        self.weights = {name: np.array(array, order="C") for name, array in weights.items()}
        self._asked = tuple(step for step in schema.steps if step)
        self._encoder = LightEncoder(config, schema, self.weights)
        self._head = _Head(config, schema, self.weights)
        count = 1 if config.shared_steps else len(self._asked) + 1
        self._steps = [
            LightStep(config, schema, under(f"steps.{place}.", self.weights))
            for place in range(count)
        ]

    def __call__(
        self,
        codes: Int[np.ndarray, "batch variable"],
        values: Float[np.ndarray, "batch variable"] | None = None,
        steering: LightSteering | None = None,
    ) -> LightOutput:
        """Reason from the facts to the predicted variables.

        Args:
            codes: State of each variable, -1 where it is not known.
            values: Value of each numeric variable as recorded, NaN elsewhere.
            steering: What rules and causes say of the cases.
        """
        facts = self._encoder.encode(codes, values)
        given = self._encoder(facts)
        evidence = self._head.evidence(given, facts.present)
        predicted = self.schema.predicted
        memory = _memory(given, facts.variable, facts.present)
        memory = memory.join(self._questions(predicted, facts))
        mediators = []
        for place, asked in enumerate(self._asked):
            memory, belief = self._resolve(place, asked, memory, facts, (evidence, steering))
            mediators.append(belief)
        first = given.shape[1]
        reading = slice(first, first + len(predicted))
        x = self._step(len(self._asked))(memory, reading, steering)
        belief = self._head(x, predicted, evidence)
        return LightOutput(
            tuple(belief[:, i, : self.schema.cards[v]] for i, v in enumerate(predicted)),
            np.concatenate([*mediators, belief[:, :0]], axis=1),
        )

    def _step(self, place: int) -> LightStep:
        return self._steps[0 if self.config.shared_steps else place]

    def _resolve(
        self,
        place: int,
        asked: tuple[int, ...],
        memory: LightMemory,
        facts: LightFacts,
        given: tuple[Float32[np.ndarray, "batch feature"] | None, LightSteering | None],
    ) -> tuple[LightMemory, Float32[np.ndarray, "batch query state"]]:
        """Reach beliefs on a step's mediators and write them back into the memory."""
        evidence, steering = given
        known, state = facts.given(asked, self.schema.widest)
        old = memory.x.shape[1]
        memory = memory.join(self._questions(asked, facts, ~known))
        reading = slice(0 if self.config.facts_read else old, old + len(asked))
        x = self._step(place)(memory, reading, steering)
        belief = self._head(x[:, -len(asked) :], asked, evidence)
        belief = np.where(known[:, :, None], state, belief)
        kept = replace(memory, x=x) if self.config.facts_read else memory
        derived = self._encoder.derive(asked, belief)
        variable = np.broadcast_to(np.array(asked), known.shape)
        return kept.first(old).join(_memory(derived, variable, ~known)), belief

    def _questions(
        self,
        variables: tuple[int, ...],
        facts: LightFacts,
        present: Bool[np.ndarray, "batch query"] | None = None,
    ) -> LightMemory:
        """Questions after variables, one token each."""
        shape = len(facts.variable), len(variables)
        x = self._encoder.ask(variables)
        if present is None:
            present = np.ones(shape, dtype=bool)
        variable = np.broadcast_to(np.array(variables), shape)
        return _memory(np.broadcast_to(x, (*shape, x.shape[1])), variable, present, asked=True)


class _Head:
    """Beliefs from questions, as :class:`neurosym.nn.heads.BeliefHead` has them."""

    def __init__(
        self, config: ModelConfig, schema: ModelSchema, weights: Mapping[str, np.ndarray]
    ) -> None:
        self._cards = schema.cards
        self._first = np.cumsum(schema.cards) - schema.cards
        self._widest = schema.widest
        self._norm = weights["head.norm.weight"], weights["head.norm.bias"]
        self._fit, self._bias = weights["head.fit"], weights["head.bias"]
        self._add = weights["head.add.weight"] if config.additive else None
        self._support = weights["head.support"] if config.additive else None

    def evidence(
        self,
        facts: Float32[np.ndarray, "batch token feature"],
        present: Bool[np.ndarray, "batch token"],
    ) -> Float32[np.ndarray, "batch feature"] | None:
        """The sum of what each fact says by itself; None where that is switched off."""
        if self._add is None:
            return None
        return np.asarray((facts * present[:, :, None]).sum(axis=1) @ self._add.T)

    def __call__(
        self,
        x: Float32[np.ndarray, "batch query feature"],
        variables: tuple[int, ...],
        evidence: Float32[np.ndarray, "batch feature"] | None,
    ) -> Float32[np.ndarray, "batch query state"]:
        """Log-beliefs over the states of the questions' variables, padded with -inf."""
        x = layer_norm(x, *self._norm)
        belief = np.full((len(x), len(variables), self._widest), -np.inf, np.float32)
        for place, variable in enumerate(variables):
            rows = slice(self._first[variable], self._first[variable] + self._cards[variable])
            logit = x[:, place] @ self._fit[rows].T + self._bias[rows]
            if evidence is not None and self._support is not None:
                logit = logit + evidence @ self._support[rows].T
            belief[:, place, : self._cards[variable]] = log_softmax(logit)
        return belief


def under(start: str, weights: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Return the arrays whose names start so, by the rest of their names."""
    return {name[len(start) :]: a for name, a in weights.items() if name.startswith(start)}


def _memory(
    x: Float32[np.ndarray, "batch token feature"],
    variable: Int[np.ndarray, "batch token"],
    present: Bool[np.ndarray, "batch token"],
    *,
    asked: bool = False,
) -> LightMemory:
    return LightMemory(x, variable, np.full(x.shape[1], asked), present)
