"""One reasoning step in plain numpy, as :mod:`neurosym.nn.steps` takes it in torch."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from jaxtyping import Bool, Float32, Int

from neurosym.nn.config import ModelConfig, ModelSchema
from neurosym.nn.light_layers import best, feed_forward, layer_norm, sigmoid, silu, softmax

_ALWAYS = (
    "attention.query.weight",
    "attention.key_value.weight",
    "attention.out.weight",
    "attention.sink",
)
_SPARSE = (
    "gate.reader.weight",
    "gate.token.weight",
    "router.score.weight",
    "router.group_bias",
    "router.expert_bias",
    "routed.up.weight",
    "routed.down.weight",
)


@dataclass(frozen=True, slots=True)
class LightSteering:
    """Steering inputs of a few cases; None for what is not at hand.

    Attributes:
        rule_activation: How far each rule's body holds in a case, 0 to 1.
        causal: The network's posterior of every variable, padded with zeros.
    """

    rule_activation: Float32[np.ndarray, "batch rule"] | None = None
    causal: Float32[np.ndarray, "batch variable state"] | None = None


@dataclass(frozen=True, slots=True)
class LightMemory:
    """The tokens that a step works on.

    Attributes:
        x: Their embeddings.
        variable: The variable of each.
        asked: Which places are questions, the same for every case.
        present: False for tokens that a case lacks.
    """

    x: Float32[np.ndarray, "batch token feature"]
    variable: Int[np.ndarray, "batch token"]
    asked: Bool[np.ndarray, " token"]
    present: Bool[np.ndarray, "batch token"]

    def join(self, other: "LightMemory") -> "LightMemory":
        """This memory's tokens followed by another's."""
        return LightMemory(
            np.concatenate([self.x, other.x], axis=1),
            np.concatenate([self.variable, other.variable], axis=1),
            np.concatenate([self.asked, other.asked]),
            np.concatenate([self.present, other.present], axis=1),
        )

    def first(self, count: int) -> "LightMemory":
        """The tokens of the first places."""
        return LightMemory(
            self.x[:, :count],
            self.variable[:, :count],
            self.asked[:count],
            self.present[:, :count],
        )


class LightStep:
    """Selected attention and routed experts, each added to what a token already is.

    Args:
        config: Sizes and switches.
        schema: The variables.
        weights: The step's arrays by name.
    """

    def __init__(
        self, config: ModelConfig, schema: ModelSchema, weights: Mapping[str, np.ndarray]
    ) -> None:
        self._config = config
        needed = _ALWAYS if config.dense else _ALWAYS + _SPARSE
        self._weights = {name: weights[name] for name in needed}
        self._by_rule = weights.get("router_prior.by_rule")
        self._by_cause = weights.get("router_prior.by_cause")
        self._prior = _AttentionPrior(config, schema, weights)
        self._predicted = list(schema.predicted)
        self._read_norm = weights["before_reading.weight"], weights["before_reading.bias"]
        self._expert_norm = weights["before_experts.weight"], weights["before_experts.bias"]
        self._shared = (
            (weights["shared.up.weight"], weights["shared.down.weight"])
            if config.dense or config.shared_width
            else None
        )

    def __call__(
        self, memory: LightMemory, reading: slice, steering: LightSteering | None
    ) -> Float32[np.ndarray, "batch query feature"]:
        """Let tokens read the memory and meet their experts.

        Args:
            memory: All tokens.
            reading: The places of those that read.
            steering: The cases' steering inputs.

        Returns:
            The readers' new embeddings; nobody reads those of absent readers.
        """
        tokens = layer_norm(memory.x, *self._read_norm)
        bias = self._bias(memory, tokens, reading, steering)
        x = memory.x[:, reading] + self._read(tokens[:, reading], tokens, bias)
        rows = layer_norm(x, *self._expert_norm)
        said = np.zeros_like(x) if self._shared is None else feed_forward(rows, *self._shared)
        if not self._config.dense:
            said = said + self._experts(rows, steering)
        return np.asarray(x + said)

    def _read(
        self,
        readers: Float32[np.ndarray, "batch query feature"],
        tokens: Float32[np.ndarray, "batch key feature"],
        bias: Float32[np.ndarray, "batch query key"],
    ) -> Float32[np.ndarray, "batch query feature"]:
        """Attention over the tokens whose bias is finite; the sink has the rest of the weight."""
        width, heads = self._config.width, self._config.heads
        scale = np.float32(1.0 / math.sqrt(width // heads))
        query = _by_head(readers @ self._weights["attention.query.weight"].T * scale, heads)
        both = tokens @ self._weights["attention.key_value.weight"].T
        key, value = _by_head(both[..., :width], heads), _by_head(both[..., width:], heads)
        logit = query @ key.swapaxes(-1, -2) + bias[:, None]
        sink = self._weights["attention.sink"][None, :, None, None]
        sink = np.broadcast_to(sink, (*logit.shape[:-1], 1))
        weight = softmax(np.concatenate([logit, sink], axis=-1))[..., :-1]
        read = (weight @ value).swapaxes(1, 2).reshape(readers.shape)
        return np.asarray(read @ self._weights["attention.out.weight"].T)

    def _bias(
        self,
        memory: LightMemory,
        tokens: Float32[np.ndarray, "batch key feature"],
        reading: slice,
        steering: LightSteering | None,
    ) -> Float32[np.ndarray, "batch query key"]:
        """What is added to the attention logits; -inf for tokens that are not read."""
        readers, reader = tokens[:, reading], memory.variable[:, reading]
        shape = len(tokens), readers.shape[1], tokens.shape[1]
        score = np.zeros(shape, np.float32) if self._config.dense else self._gate(readers, tokens)
        prior = self._prior(reader, memory.variable, steering)
        if prior is not None:
            score = score + prior
        score = np.where(memory.present[:, None], score, np.float32(-np.inf))
        if self._config.dense or tokens.shape[1] <= self._config.read_tokens:
            return score
        always = np.broadcast_to(memory.asked, shape)
        parents = self._prior.parents(reader, memory.variable)
        always = always if parents is None else always | parents
        return self._selected(score, always & memory.present[:, None])

    def _gate(
        self,
        readers: Float32[np.ndarray, "batch query feature"],
        tokens: Float32[np.ndarray, "batch key feature"],
    ) -> Float32[np.ndarray, "batch query key"]:
        """The score of every token for every reader."""
        scale = np.float32(1.0 / math.sqrt(self._config.gate_width))
        reader = scale * (readers @ self._weights["gate.reader.weight"].T)
        token = tokens @ self._weights["gate.token.weight"].T
        return np.asarray(reader @ token.swapaxes(1, 2))

    def _selected(
        self,
        score: Float32[np.ndarray, "batch query key"],
        always: Bool[np.ndarray, "batch query key"],
    ) -> Float32[np.ndarray, "batch query key"]:
        """Keep the always-read tokens and the best of the others."""
        order = best(np.where(always, np.float32(np.inf), score), score.shape[-1])
        rank = np.argsort(order, axis=-1)
        kept = rank < self._config.read_tokens + always.sum(axis=-1, keepdims=True)
        return np.where(kept, score, np.float32(-np.inf))

    def _experts(
        self, x: Float32[np.ndarray, "batch query feature"], steering: LightSteering | None
    ) -> Float32[np.ndarray, "batch query feature"]:
        """What the chosen experts say of each token, weighed by the gates."""
        config = self._config
        gate = self._route(x, steering)
        hidden = silu(x @ self._weights["routed.up.weight"].T)
        hidden = hidden.reshape(*x.shape[:2], config.experts, config.expert_width)
        hidden = (hidden * gate[..., None]).reshape(*x.shape[:2], -1)
        return np.asarray(hidden @ self._weights["routed.down.weight"].T)

    def _route(
        self, x: Float32[np.ndarray, "batch query feature"], steering: LightSteering | None
    ) -> Float32[np.ndarray, "batch query expert"]:
        """The gate of every expert; 0 for those that were not chosen."""
        config, size = self._config, self._config.experts // self._config.groups
        score = x @ self._weights["router.score.weight"].T
        of_group, of_expert = score[..., : config.groups], score[..., config.groups :]
        prior = self._router_prior(steering)
        if prior is not None:
            of_expert = of_expert + prior[:, None]
        joint = of_expert.reshape(*x.shape[:2], config.groups, size) + of_group[..., None]
        merit = sigmoid(joint.max(axis=-1)) + self._weights["router.group_bias"]
        open_group = np.zeros(merit.shape, dtype=bool)
        np.put_along_axis(open_group, best(merit, config.groups_per_token), True, axis=-1)
        affinity = sigmoid(joint.reshape(of_expert.shape))
        merit = affinity + self._weights["router.expert_bias"]
        merit = np.where(open_group.repeat(size, axis=-1), merit, np.float32(-np.inf))
        chosen = best(merit, config.experts_per_token)
        gate = np.take_along_axis(affinity, chosen, axis=-1)
        gate = gate / np.maximum(gate.sum(axis=-1, keepdims=True), np.float32(1e-9))
        spread = np.zeros_like(affinity)
        np.put_along_axis(spread, chosen, gate, axis=-1)
        return spread

    def _router_prior(
        self, steering: LightSteering | None
    ) -> Float32[np.ndarray, "batch expert"] | None:
        """A case's bias on the choice of experts; None where nothing steers."""
        if steering is None:
            return None
        bias = None
        if self._by_rule is not None and steering.rule_activation is not None:
            bias = steering.rule_activation @ self._by_rule
        if self._by_cause is not None and steering.causal is not None:
            causal = steering.causal[:, self._predicted].reshape(len(steering.causal), -1)
            seen = causal @ self._by_cause
            bias = seen if bias is None else bias + seen
        return bias


class _AttentionPrior:
    """A prior on what a token reads, from the graph, active rules and causal certainty."""

    def __init__(
        self, config: ModelConfig, schema: ModelSchema, weights: Mapping[str, np.ndarray]
    ) -> None:
        variables = len(schema.cards)
        self._relation = np.zeros((variables, variables), np.int64)
        for child, parents in enumerate(schema.parents):
            self._relation[child, list(parents)] = 1
            self._relation[list(parents), child] = 2
        np.fill_diagonal(self._relation, 3)
        self._scope = np.zeros((len(schema.rule_scopes), variables), np.float32)
        for rule, mentioned in enumerate(schema.rule_scopes):
            self._scope[rule, list(mentioned)] = 1.0
        self._log_cards = np.log(np.maximum(schema.cards, 2)).astype(np.float32)
        self._by_graph = weights.get("attention_prior.by_graph")
        self._by_rule = weights.get("attention_prior.by_rule")
        self._by_certainty = weights.get("attention_prior.by_certainty")

    def __call__(
        self,
        reader: Int[np.ndarray, "batch query"],
        variable: Int[np.ndarray, "batch key"],
        steering: LightSteering | None,
    ) -> Float32[np.ndarray, "batch _ key"] | None:
        """The prior's share in the attention logits; None where nothing steers."""
        drawn = self._drawn_to(variable, steering)
        if self._by_graph is None:
            return None if drawn is None else drawn[:, None]
        graph = self._by_graph[self._relation[reader[:, :, None], variable[:, None]]]
        return np.asarray(graph if drawn is None else graph + drawn[:, None])

    def parents(
        self, reader: Int[np.ndarray, "batch query"], variable: Int[np.ndarray, "batch key"]
    ) -> Bool[np.ndarray, "batch query key"] | None:
        """Which tokens are causal parents of the reader's variable; None without a graph."""
        if self._by_graph is None:
            return None
        return np.asarray(self._relation[reader[:, :, None], variable[:, None]] == 1)

    def _drawn_to(
        self, variable: Int[np.ndarray, "batch key"], steering: LightSteering | None
    ) -> Float32[np.ndarray, "batch key"] | None:
        """What rules and certainty add to the logits of each token, whoever reads."""
        if steering is None:
            return None
        drawn = None
        if self._by_rule is not None and steering.rule_activation is not None:
            drawn = (steering.rule_activation * self._by_rule) @ self._scope
        if self._by_certainty is not None and steering.causal is not None:
            certain = self._by_certainty * self._certainty(steering.causal)
            drawn = certain if drawn is None else drawn + certain
        return None if drawn is None else np.take_along_axis(drawn, variable, axis=1)

    def _certainty(
        self, causal: Float32[np.ndarray, "batch variable state"]
    ) -> Float32[np.ndarray, "batch variable"]:
        """1 where the posterior knows a variable's state, 0 where it knows nothing or is silent."""
        entropy = -(causal * np.log(np.where(causal > 0, causal, np.float32(1)))).sum(axis=-1)
        return np.asarray(causal.sum(axis=-1) - entropy / self._log_cards)


def _by_head(
    x: Float32[np.ndarray, "batch token feature"], heads: int
) -> Float32[np.ndarray, "batch head token _"]:
    return np.asarray(x.reshape(*x.shape[:2], heads, -1).swapaxes(1, 2))
