"""Facts as tokens: what is known of a case is a list of facts; what is not known is no token.

A token's embedding is the sum of its predicate (the variable), its state, its value where the
variable is numeric, and its role: given with the case, asked for, or derived by an earlier step
(then the state is the average of the states' embeddings, weighed by the belief in them).

A number is embedded piecewise linearly [1]: between two knots only one coordinate moves, from 0
to 1, so that any continuous piecewise-linear function of the value is linear in the encoding.

References:
    [1] Gorishniy, Rubachev, Babenko (2022). On embeddings for numerical features in tabular deep
        learning. NeurIPS.
"""

from dataclasses import dataclass

import numpy as np
import torch
from jaxtyping import Bool, Float, Int
from torch import Tensor, nn
from torch.nn import functional

from neurosym.nn.config import REACH, ModelConfig, ModelSchema, TokenRole
from neurosym.nn.parameters import linear, table


@dataclass(frozen=True, slots=True)
class TokenBatch:
    """The facts of a batch of cases, padded to the longest.

    Attributes:
        variable: Which variable the fact is about; 0 in padding.
        state: Its state, -1 where only a value is known, and in padding.
        value: Its standardised value, 0 where there is none.
        present: False in padding.
    """

    variable: Int[Tensor, "batch token"]
    state: Int[Tensor, "batch token"]
    value: Float[Tensor, "batch token"]
    present: Bool[Tensor, "batch token"]


def tokens_from_codes(
    codes: Int[Tensor, "batch variable"], values: Float[Tensor, "batch variable"] | None = None
) -> TokenBatch:
    """Facts of cases given as one row of states for each.

    Args:
        codes: State of each variable, -1 where it is not known.
        values: Standardised value of each numeric variable, NaN elsewhere and where not known.

    Returns:
        The known facts, in the order of the variables, padded to the case with the most.
    """
    known = codes >= 0
    if values is None:
        values = torch.zeros(codes.shape, device=codes.device)
    else:
        known = known | ~values.isnan()
        values = values.nan_to_num(0.0)
    longest = max(1, int(known.sum(1).max())) if len(codes) else 1
    order = torch.argsort((~known).to(torch.int8), dim=1, stable=True)[:, :longest]
    present = known.gather(1, order)
    return TokenBatch(
        variable=order.masked_fill(~present, 0),
        state=codes.long().gather(1, order).masked_fill(~present, -1),
        value=values.gather(1, order).masked_fill(~present, 0.0),
        present=present,
    )


class ValueScale(nn.Module):
    """Mean and spread of the numeric variables, kept with the model's parameters.

    Args:
        schema: The variables.
    """

    mean: Tensor
    spread: Tensor

    def __init__(self, schema: ModelSchema) -> None:
        super().__init__()
        self.register_buffer("mean", torch.zeros(len(schema.cards)))
        self.register_buffer("spread", torch.ones(len(schema.cards)))

    def fit(self, values: Float[np.ndarray, "case variable"]) -> None:
        """Take mean and spread from recorded values.

        Args:
            values: Values of the training cases; NaN where missing or not numeric.
        """
        known = ~np.isnan(values)
        count = np.maximum(known.sum(0), 1)
        mean = np.where(known, values, 0.0).sum(0) / count
        spread = np.sqrt(np.where(known, (values - mean) ** 2, 0.0).sum(0) / count)
        self.mean.copy_(torch.as_tensor(mean))
        self.spread.copy_(torch.as_tensor(np.where(spread > 0.0, spread, 1.0)))

    def forward(self, values: Float[Tensor, "batch variable"]) -> Float[Tensor, "batch variable"]:
        """Values in units of their spread, within four of them from the mean."""
        scaled = (values - self.mean.to(values.dtype)) / self.spread.to(values.dtype)
        return scaled.clamp(-REACH, REACH).to(self.mean.dtype)


class FactEncoder(nn.Module):
    """Embeddings of facts, questions and derived beliefs.

    Args:
        config: Sizes.
        schema: The variables.
        generator: Source of the first parameters.
    """

    knots: Tensor
    state_row: Tensor
    state_known: Tensor
    numeric_row: Tensor

    def __init__(self, config: ModelConfig, schema: ModelSchema, generator: torch.Generator):
        super().__init__()
        width, cards = config.width, torch.tensor(schema.cards)
        self.predicate = table(len(schema.cards), width, generator)
        self.state = table(int(cards.sum()), width, generator)
        self.role = table(len(TokenRole), width, generator)
        first = torch.cumsum(cards, 0) - cards
        column = torch.arange(schema.widest)
        known = column < cards[:, None]
        rows = torch.where(known, first[:, None] + column, 0)
        self.register_buffer("state_row", rows, persistent=False)
        self.register_buffer("state_known", known, persistent=False)
        self.numeric = bool(schema.numeric)
        if self.numeric:
            self._make_values(config, schema, generator)

    def _make_values(
        self, config: ModelConfig, schema: ModelSchema, generator: torch.Generator
    ) -> None:
        """Knots at the quantiles of a standard normal, and one small matrix a numeric variable."""
        levels = torch.linspace(0.5 / config.knots, 1 - 0.5 / config.knots, config.knots + 1)
        self.register_buffer("knots", torch.special.ndtri(levels), persistent=False)
        row = torch.full((len(schema.cards),), len(schema.numeric))
        row[list(schema.numeric)] = torch.arange(len(schema.numeric))
        self.register_buffer("numeric_row", row, persistent=False)
        pieces = config.knots + 1
        drawn = linear(pieces, len(schema.numeric) * config.width, generator).weight
        self.value = nn.Parameter(
            drawn.detach().T.reshape(pieces, -1, config.width).transpose(0, 1)
        )

    def forward(self, tokens: TokenBatch) -> Float[Tensor, "batch token feature"]:
        """Embeddings of the facts given with a case."""
        rows = self.state_row[tokens.variable, tokens.state.clamp(min=0)]
        state = functional.embedding(rows, self.state) * (tokens.state >= 0).unsqueeze(-1)
        predicate = functional.embedding(tokens.variable, self.predicate)
        x = predicate + state + self.role[TokenRole.GIVEN]
        return x + self._value(tokens) if self.numeric else x

    def _value(self, tokens: TokenBatch) -> Float[Tensor, "batch token feature"]:
        """Embeddings of the values; 0 for variables that carry none."""
        row = self.numeric_row[tokens.variable]
        carries = row < len(self.value)
        low, high = self.knots[:-1], self.knots[1:]
        value = tokens.value.unsqueeze(-1)
        pieces = ((value - low) / (high - low)).clamp(0.0, 1.0) - 0.5
        code = torch.cat([value, pieces], -1) * carries.unsqueeze(-1)
        weights = self.value[row.clamp(max=len(self.value) - 1)]
        return torch.einsum("btk,btkf->btf", code, weights)

    def ask(self, variables: tuple[int, ...], batch: int) -> Float[Tensor, "batch query feature"]:
        """Embeddings of questions after variables, the same for every case."""
        x = self.predicate[list(variables)] + self.role[TokenRole.ASKED]
        return x.expand(batch, -1, -1)

    def derive(
        self, variables: tuple[int, ...], log_belief: Float[Tensor, "batch query state"]
    ) -> Float[Tensor, "batch query feature"]:
        """Embeddings of beliefs that a step has reached, one token a variable."""
        states = self.state[self.state_row[list(variables)]]
        mean = torch.einsum("bqs,qsf->bqf", log_belief.exp(), states)
        return self.predicate[list(variables)] + mean + self.role[TokenRole.DERIVED]
