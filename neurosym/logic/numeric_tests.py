"""Comparisons over the numeric columns of a case, evaluated for a batch of cases at once.

A test that compares one column with a constant is also a *cut*: a column whose bins are cut there
decides the test by its bin alone, so that the test has an exact probability where the column is
silent. A strict bound is cut at the next larger floating-point number, which makes bin and
comparison agree for every value.
"""

import math
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Bool, Float64, Int8, UInt8

from neurosym.logic.ground_program import (
    Column,
    Expression,
    NumericTest,
    Operation,
)

UNKNOWN = 2
"""The third outcome of a test: a column that it needs is silent."""

_CASES = 4096
"""Cases that are compared together, a multiple of 8."""

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
MIRRORED = {"<": ">", "=<": ">=", ">": "<", ">=": "=<", "=:=": "=:=", "=\\=": "=\\="}
"""The comparison that says the same with the sides exchanged."""


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
        left = value_of(test.left, values)
        right = value_of(test.right, values)
        holds = _COMPARISONS[test.comparison](left, right)
    silent = np.isnan(left) | np.isnan(right)
    return np.where(silent, UNKNOWN, holds).astype(np.int8)


def as_cut(test: NumericTest) -> Cut | None:
    """Return the cut that decides the test, or None where no single cut does."""
    comparison, left, right = test.comparison, test.left, test.right
    if isinstance(left, int | float):
        comparison, left, right = MIRRORED[comparison], right, left
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


class TestTable:
    """Many tests, evaluated together: those that differ in a number alone in one operation.

    Args:
        tests: The tests.
    """

    __test__ = False  # for pytest, which collects classes of such a name

    def __init__(self, tests: Sequence[NumericTest]) -> None:
        groups: dict[tuple[str, Expression], list[tuple[int, float]]] = defaultdict(list)
        self._others: list[tuple[int, NumericTest]] = []
        for row, test in enumerate(tests):
            comparison, left, right = test.comparison, test.left, test.right
            if isinstance(left, int | float):
                comparison, left, right = MIRRORED[comparison], right, left
            if isinstance(right, int | float):
                groups[comparison, left].append((row, float(right)))
            else:
                self._others.append((row, test))
        self._groups = [
            (comparison, left, np.array([bound for _, bound in members])[:, None])
            for (comparison, left), members in groups.items()
        ]
        order = [row for members in groups.values() for row, _ in members]
        order += [row for row, _ in self._others]
        self._rows = np.argsort(np.array(order, dtype=np.int64))

    def packed(
        self, values: Float64[np.ndarray, "case variable"]
    ) -> tuple[UInt8[np.ndarray, "label _"], UInt8[np.ndarray, "label _"]]:
        """Evaluate all tests, eight cases a byte, the first case in the highest bit.

        Args:
            values: Numbers of the columns, by variable; NaN is silent.

        Returns:
            Where each test holds, and where it holds or a column that it needs is silent: the
            same array where none is.
        """
        tests, cases = len(self._rows), len(values)
        holds = np.empty((tests, -(-cases // 8)), dtype=np.uint8)
        may: UInt8[np.ndarray, "label _"] | None = None
        outcome = np.empty((tests, min(cases, _CASES)), dtype=bool)
        silent = np.zeros_like(outcome)
        for start in range(0, cases, _CASES):
            part = np.asfortranarray(values[start : start + _CASES])
            size = len(part)
            some = self._compare(part, outcome[:, :size], silent[:, :size])
            room = slice(start // 8, start // 8 + -(-size // 8))
            holds[:, room] = np.packbits(outcome[:, :size], axis=1)
            if some and may is None:
                may = holds.copy()
            if may is not None:
                open_too = outcome[:, :size] | silent[:, :size] if some else outcome[:, :size]
                may[:, room] = np.packbits(open_too, axis=1)
        holds = holds[self._rows]
        return holds, holds if may is None else may[self._rows]

    def _compare(
        self,
        values: Float64[np.ndarray, "case variable"],
        outcome: np.ndarray,
        silent: np.ndarray,
    ) -> bool:
        """Write the outcomes and what is silent, in the table's own order; whether any is."""
        row, some = 0, False
        with np.errstate(divide="ignore", invalid="ignore"):
            for comparison, left, bounds in self._groups:
                value = value_of(left, values)
                rows = slice(row, row + len(bounds))
                _COMPARISONS[comparison](value[None, :], bounds, out=outcome[rows])
                some |= _mark(np.isnan(value), outcome[rows], silent[rows])
                row = rows.stop
            for _, test in self._others:
                sides = value_of(test.left, values), value_of(test.right, values)
                _COMPARISONS[test.comparison](*sides, out=outcome[row])
                missing = np.isnan(sides[0]) | np.isnan(sides[1])
                some |= _mark(missing, outcome[row], silent[row])
                row += 1
        return some


def _mark(missing: Bool[np.ndarray, " case"], outcome: np.ndarray, silent: np.ndarray) -> bool:
    """Write where a value is silent, which is no outcome; whether it is anywhere."""
    silent[...] = missing
    if not missing.any():
        return False
    outcome &= ~missing
    return True


def value_of(
    expression: Expression, values: Float64[np.ndarray, "case variable"]
) -> Float64[np.ndarray, " case"]:
    """Return the value of an expression in every case; NaN where a column is silent."""
    if isinstance(expression, Column):
        return values[:, expression.variable]
    if not isinstance(expression, Operation):
        return np.full(len(values), float(expression))
    arguments = [value_of(argument, values) for argument in expression.arguments]
    if len(arguments) == 1:
        return np.abs(arguments[0]) if expression.operator == "abs" else -arguments[0]
    return _BINARY[expression.operator](*arguments)
