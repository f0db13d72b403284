"""Comparisons over the numeric columns of a case, evaluated for a batch of cases at once.

A test that compares one column with a constant is also a *cut*: a column whose bins are cut there
decides the test by its bin alone, so that the test has an exact probability where the column is
silent. A strict bound is cut at the next larger floating-point number, which makes bin and
comparison agree for every value.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float64, Int8

from neurosym.logic.ground_program import Column, Expression, NumericTest, Operation

UNKNOWN = 2
"""The third outcome of a test: a column that it needs is silent."""

_COMPARISONS: dict[str, Callable[..., np.ndarray]] = {
    "<": np.less,
    "=<": np.less_equal,
    ">": np.greater,
    ">=": np.greater_equal,
    "=:=": np.equal,
    "=\\=": np.not_equal,
}
_BINARY: dict[str, Callable[..., np.ndarray]] = {
    "+": np.add,
    "-": np.subtract,
    "*": np.multiply,
    "/": np.divide,
    "min": np.minimum,
    "max": np.maximum,
}
_MIRRORED = {"<": ">", "=<": ">=", ">": "<", ">=": "=<", "=:=": "=:=", "=\\=": "=\\="}


@dataclass(frozen=True, slots=True)
class Cut:
    """A test of one column against a constant, as a boundary between bins.

    Attributes:
        variable: Index of the column's variable.
        threshold: Values at or above it lie in the upper bins.
        above: Whether the test holds in the upper bins.
    """

    variable: int
    threshold: float
    above: bool


def evaluate(
    test: NumericTest, values: Float64[np.ndarray, "case variable"]
) -> Int8[np.ndarray, " case"]:
    """Return 1 where the test holds, 0 where it fails, UNKNOWN where a column is silent (NaN)."""
    with np.errstate(divide="ignore", invalid="ignore"):
        left = _value(test.left, values)
        right = _value(test.right, values)
        holds = _COMPARISONS[test.comparison](left, right)
    silent = np.isnan(left) | np.isnan(right)
    return np.where(silent, UNKNOWN, holds).astype(np.int8)


def as_cut(test: NumericTest) -> Cut | None:
    """Return the cut that decides the test, or None where no single cut does."""
    comparison, left, right = test.comparison, test.left, test.right
    if isinstance(left, int | float):
        comparison, left, right = _MIRRORED[comparison], right, left
    if not isinstance(left, Column) or not isinstance(right, int | float):
        return None
    if comparison in ("=:=", "=\\="):
        return None
    strict = comparison in (">", "=<")
    threshold = math.nextafter(float(right), math.inf) if strict else float(right)
    return Cut(left.variable, threshold, comparison in (">", ">="))


def columns(expression: Expression) -> frozenset[int]:
    """Return the variables that an expression reads."""
    if isinstance(expression, Column):
        return frozenset((expression.variable,))
    if isinstance(expression, Operation):
        return frozenset().union(*(columns(argument) for argument in expression.arguments))
    return frozenset()


def _value(
    expression: Expression, values: Float64[np.ndarray, "case variable"]
) -> Float64[np.ndarray, " case"]:
    if isinstance(expression, Column):
        return values[:, expression.variable]
    if not isinstance(expression, Operation):
        return np.full(len(values), float(expression))
    arguments = [_value(argument, values) for argument in expression.arguments]
    if len(arguments) == 1:
        return np.abs(arguments[0]) if expression.operator == "abs" else -arguments[0]
    return _BINARY[expression.operator](*arguments)
