"""Comparisons whose thresholds are learned: soft in training, hard in answers.

A test ``A > t(10000)`` holds, while it is learned, with the probability
sigmoid((A - threshold) / width). The width is fixed: a tenth of the interquartile range of what
is compared. All tests that share a left-hand side are one operation on a batch.
"""

import math
from collections.abc import Callable, Sequence
from typing import cast

import numpy as np
import torch
from jaxtyping import Float, Float64, Int64
from torch import Tensor, nn
from torch.autograd.function import FunctionCtx, once_differentiable

from neurosym.logic.ground_program import (
    Column,
    Expression,
    NumericTest,
    Operation,
    Threshold,
)
from neurosym.logic.numeric_tests import value_of
from neurosym.logic.thresholds import DIRECTIONS, check_learnable, number_right
from neurosym.logic.torch_weights import LogTests

WIDTH = 0.1
"""Width of a soft test, in interquartile ranges of what it compares."""

_LN_2 = 0.6931471805599453
_LOG_HALF = -0.6931471805599453
_HARD: dict[str, Callable[..., Tensor]] = {
    "<": torch.lt,
    "=<": torch.le,
    ">": torch.gt,
    ">=": torch.ge,
    "=:=": torch.eq,
    "=\\=": torch.ne,
}
_BINARY: dict[str, Callable[..., Tensor]] = {
    "+": torch.add,
    "-": torch.sub,
    "*": torch.mul,
    "/": torch.div,
    "min": torch.minimum,
    "max": torch.maximum,
}


class SoftTests(nn.Module):
    """Tests on batches of cases, those with a learnable threshold with a gradient.

    Args:
        tests: The tests.
        sample: Cases that the widths of the soft tests are taken from; NaN is silent.

    Attributes:
        thresholds: The learnable thresholds, in the order of their tests.
        learnable: The tests that they belong to.

    Raises:
        UnsupportedRuleError: A learnable threshold stands inside arithmetic or in an equation.
    """

    def __init__(
        self, tests: Sequence[NumericTest], sample: Float64[np.ndarray, "case variable"]
    ) -> None:
        super().__init__()
        sided = [number_right(test) for test in tests]
        for test in sided:
            check_learnable(test)
        soft = [row for row, test in enumerate(sided) if isinstance(test.right, Threshold)]
        hard = [row for row in range(len(sided)) if row not in set(soft)]
        self.learnable = tuple(soft)
        self._tests = tuple(tests)
        self._lefts = list(dict.fromkeys(sided[row].left for row in soft))
        self._hard = [sided[row] for row in hard]
        starts = [float(cast(float, sided[row].right)) for row in soft]
        self.thresholds = nn.Parameter(torch.tensor(starts, dtype=torch.float64))
        widths = {left: _width(value_of(left, sample)) for left in self._lefts}
        slopes = [DIRECTIONS[sided[row].comparison] / widths[sided[row].left] for row in soft]
        self.register_buffer("slopes", torch.tensor(slopes, dtype=torch.float64), persistent=False)
        which = [self._lefts.index(sided[row].left) for row in soft]
        self.register_buffer("which", torch.tensor(which, dtype=torch.int64), persistent=False)
        order = torch.tensor([*soft, *hard], dtype=torch.int64).argsort()
        self.register_buffer("order", order, persistent=False)

    @property
    def widths(self) -> Float64[Tensor, " rule"]:
        """Width of each learnable test, in the units of what it compares."""
        return 1.0 / self.get_buffer("slopes").abs()

    def learned(self) -> dict[NumericTest, float]:
        """Return the thresholds as they are now, by their tests, to a hundredth of a width."""
        rows = zip(self.learnable, self.thresholds.tolist(), self.widths.tolist(), strict=True)
        return {self._tests[row]: _rounded(number, 0.01 * width) for row, number, width in rows}

    def forward(self, values: Float[Tensor, "batch variable"]) -> LogTests:
        """Evaluate the tests.

        Args:
            values: Numbers of the columns, by variable; NaN is silent. They have no gradient.

        Returns:
            Log-probability that each test holds, and that it fails: 0 or -inf for hard tests,
            log(1/2) where a column is silent.
        """
        columns = values.detach().T.contiguous()
        parts: list[Float[Tensor, "_ batch"]] = []
        if self._lefts:
            lefts = torch.stack([_value(left, columns) for left in self._lefts])
            slopes, bounds = self.get_buffer("slopes").to(lefts), self.thresholds.to(lefts)
            which = self.get_buffer("which")
            parts.append(_SoftOutcomes.apply(lefts, which, bounds, slopes))  # type: ignore[no-untyped-call]
        if self._hard or not parts:
            parts.append(self._hard_outcomes(columns))
        if len(parts) == 1:
            return LogTests(parts[0])
        both = torch.cat([part.view(2, -1, part.shape[1]) for part in parts], dim=1)
        return LogTests(both.index_select(1, self.get_buffer("order")).flatten(0, 1))

    def _hard_outcomes(self, columns: Float[Tensor, "variable batch"]) -> Float[Tensor, "_ batch"]:
        found = columns.new_full((2, len(self._hard), columns.shape[1]), -torch.inf)
        known: dict[Expression, Tensor] = {}
        for row, test in enumerate(self._hard):
            for side in (test.left, test.right):
                if side not in known:
                    known[side] = _value(side, columns)
            left, right = known[test.left], known[test.right]
            outcome = _HARD[test.comparison](left, right)
            found[0, row].masked_fill_(outcome, 0.0)
            found[1, row].masked_fill_(~outcome, 0.0)
            found[:, row].masked_fill_(torch.isnan(left) | torch.isnan(right), _LOG_HALF)
        return found.flatten(0, 1)


class _SoftOutcomes(torch.autograd.Function):
    """Log-probabilities of soft tests, all that hold and then all that fail."""

    @staticmethod
    def forward(
        ctx: FunctionCtx,
        lefts: Float[Tensor, "label batch"],
        which: Int64[Tensor, " rule"],
        bounds: Float[Tensor, " rule"],
        slopes: Float[Tensor, " rule"],
    ) -> Float[Tensor, "_ batch"]:
        """Return log sigmoid((left - bound) * slope), and that of its negative."""
        over = lefts.index_select(0, which).sub_(bounds[:, None]).mul_(slopes[:, None])
        if torch.isnan(lefts).any():
            over.nan_to_num_(nan=0.0)
        chance = torch.sigmoid(over)
        ctx.save_for_backward(chance, slopes)
        found = over.new_empty((2 * len(over), over.shape[1]))
        holds, fails = found[: len(over)], found[len(over) :]
        torch.clamp(chance, min=torch.finfo(over.dtype).tiny, out=holds).log2_().mul_(_LN_2)
        torch.minimum(holds, over, out=holds)
        torch.sub(holds, over, out=fails)
        return found

    @staticmethod
    @once_differentiable
    def backward(
        ctx: FunctionCtx, gradient: Float[Tensor, "_ batch"]
    ) -> tuple[None, None, Float[Tensor, " rule"], None]:
        """Return the gradient at the bounds."""
        chance, slopes = ctx.saved_tensors  # type: ignore[attr-defined]
        holds, fails = gradient[: len(chance)], gradient[len(chance) :]
        moved = (holds + fails).mul_(chance)
        total: Tensor = holds.sum(1) - moved.sum(1)
        return None, None, total.mul_(slopes).neg_(), None


def _rounded(number: float, step: float) -> float:
    """Round to the decimal that is next below a step."""
    return round(number, -math.floor(math.log10(step)))


def _width(values: Float64[np.ndarray, " case"]) -> float:
    """A tenth of the interquartile range; of the whole range where that is nothing; else 1."""
    known = values[np.isfinite(values)]
    if not len(known):
        return 1.0
    lower, upper = np.quantile(known, (0.25, 0.75))
    return float(WIDTH * ((upper - lower) or (known.max() - known.min()))) or 1.0


def _value(
    expression: Expression, columns: Float[Tensor, "variable batch"]
) -> Float[Tensor, " batch"]:
    if isinstance(expression, Column):
        return columns[expression.variable]
    if not isinstance(expression, Operation):
        return columns.new_full((columns.shape[1],), float(expression))
    arguments = [_value(argument, columns) for argument in expression.arguments]
    if len(arguments) == 1:
        return arguments[0].abs() if expression.operator == "abs" else -arguments[0]
    return _BINARY[expression.operator](*arguments)
