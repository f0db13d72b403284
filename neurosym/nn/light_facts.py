"""Facts as tokens in plain numpy, as :mod:`neurosym.nn.encoding` has them in torch."""

from collections.abc import Mapping
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
from jaxtyping import Bool, Float, Float32, Int

from neurosym.nn.config import REACH, ModelConfig, ModelSchema, TokenRole


@dataclass(frozen=True, slots=True)
class LightFacts:
    """The facts of a few cases, padded to the longest.

    Attributes:
        variable: Which variable the fact is about; 0 in padding.
        state: Its state, -1 where only a value is known, and in padding.
        value: Its standardised value, 0 where there is none.
        present: False in padding.
    """

    variable: Int[np.ndarray, "batch token"]
    state: Int[np.ndarray, "batch token"]
    value: Float32[np.ndarray, "batch token"]
    present: Bool[np.ndarray, "batch token"]

    def given(
        self, variables: tuple[int, ...], states: int
    ) -> tuple[Bool[np.ndarray, "batch query"], Float32[np.ndarray, "batch query state"]]:
        """Which of some variables are facts with a state, and the log-belief that says so."""
        same = self.variable[:, None] == np.array(variables)[:, None]
        same = same & (self.present & (self.state >= 0))[:, None]
        state = (same * self.state[:, None]).sum(axis=-1)
        is_state = state[:, :, None] == np.arange(states)
        return same.any(axis=-1), np.where(is_state, np.float32(0), np.float32(-np.inf))


class LightEncoder:
    """Embeddings of facts, questions and derived beliefs.

    Args:
        config: Sizes.
        schema: The variables.
        weights: The model's arrays by name.
    """

    def __init__(
        self, config: ModelConfig, schema: ModelSchema, weights: Mapping[str, np.ndarray]
    ) -> None:
        self._cards = schema.cards
        self._first = np.cumsum(schema.cards) - schema.cards
        self._mean, self._spread = weights["scale.mean"], weights["scale.spread"]
        self._predicate = weights["encoder.predicate"]
        self._state, self._role = weights["encoder.state"], weights["encoder.role"]
        self._numeric = {variable: row for row, variable in enumerate(schema.numeric)}
        if self._numeric:
            self._value = weights["encoder.value"]
            self._knots = _knots(config.knots)

    def encode(
        self,
        codes: Int[np.ndarray, "batch variable"],
        values: Float[np.ndarray, "batch variable"] | None,
    ) -> LightFacts:
        """The known facts, in the order of the variables, padded to the case with the most."""
        known = codes >= 0
        scaled = np.zeros(codes.shape, np.float32)
        if values is not None:
            known = known | ~np.isnan(values)
            numbers = (values.astype(np.float32) - self._mean) / self._spread
            scaled = np.nan_to_num(np.clip(numbers, -REACH, REACH))
        longest = max(1, int(known.sum(axis=1).max(initial=0)))
        order = np.argsort(~known, axis=1, kind="stable")[:, :longest]
        present = np.take_along_axis(known, order, axis=1)
        return LightFacts(
            np.where(present, order, 0),
            np.where(present, np.take_along_axis(codes, order, axis=1), -1).astype(np.int64),
            np.where(present, np.take_along_axis(scaled, order, axis=1), np.float32(0)),
            present,
        )

    def __call__(self, facts: LightFacts) -> Float32[np.ndarray, "batch token feature"]:
        """Embeddings of the facts given with a case."""
        rows = self._first[facts.variable] + np.maximum(facts.state, 0)
        state = self._state[rows] * (facts.state >= 0)[:, :, None]
        x = self._predicate[facts.variable] + state + self._role[TokenRole.GIVEN]
        for variable, row in self._numeric.items():
            place = facts.present & (facts.variable == variable)
            if place.any():
                x[place] += self._pieces(facts.value[place]) @ self._value[row]
        return np.asarray(x)

    def _pieces(self, value: Float32[np.ndarray, " token"]) -> Float32[np.ndarray, "token feature"]:
        low, high = self._knots[:-1], self._knots[1:]
        pieces = np.clip((value[:, None] - low) / (high - low), 0.0, 1.0) - np.float32(0.5)
        return np.concatenate([value[:, None], pieces], axis=1)

    def ask(self, variables: tuple[int, ...]) -> Float32[np.ndarray, "query feature"]:
        """Embeddings of questions after variables, the same for every case."""
        return np.asarray(self._predicate[list(variables)] + self._role[TokenRole.ASKED])

    def derive(
        self,
        variables: tuple[int, ...],
        log_belief: Float32[np.ndarray, "batch query state"],
    ) -> Float32[np.ndarray, "batch query feature"]:
        """Embeddings of beliefs that a step has reached, one token a variable."""
        means = []
        for place, variable in enumerate(variables):
            first, card = self._first[variable], self._cards[variable]
            belief = np.exp(log_belief[:, place, :card])
            means.append(belief @ self._state[first : first + card])
        known = self._predicate[list(variables)] + self._role[TokenRole.DERIVED]
        return np.asarray(np.stack(means, axis=1) + known)


def _knots(pieces: int) -> Float32[np.ndarray, " bin"]:
    """Quantiles of a standard normal."""
    levels = np.linspace(0.5 / pieces, 1.0 - 0.5 / pieces, pieces + 1)
    return np.array([NormalDist().inv_cdf(level) for level in levels], np.float32)
