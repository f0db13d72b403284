import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from neurosym.logic.ground_program import Column, NumericTest, Operation
from neurosym.logic.numeric_tests import UNKNOWN, Cut, TestTable, as_cut, columns, evaluate

NAN = math.nan


def test_a_comparison_is_read_row_by_row() -> None:
    test = NumericTest(">", Column(1), 15.0)
    values = np.array([[0.0, 16.0], [0.0, 15.0], [0.0, NAN]])
    assert evaluate(test, values).tolist() == [1, 0, UNKNOWN]


def test_arithmetic_over_two_columns() -> None:
    difference = Operation("-", (Column(0), Column(1)))
    test = NumericTest(">=", Operation("abs", (difference,)), Operation("max", (2.0, Column(1))))
    values = np.array([[1.0, 4.0], [9.0, 4.0], [NAN, 4.0]])
    assert evaluate(test, values).tolist() == [0, 1, UNKNOWN]
    assert columns(test.left) == {0, 1}


def test_a_single_minus_negates() -> None:
    test = NumericTest("=:=", Operation("-", (Column(0),)), -3.0)
    assert evaluate(test, np.array([[3.0], [2.0]])).tolist() == [1, 0]


@pytest.mark.parametrize("comparison", ["<", "=<", ">", ">="])
@pytest.mark.parametrize("mirrored", [False, True])
def test_a_cut_agrees_with_its_test_beside_the_threshold(comparison: str, mirrored: bool) -> None:
    sides = (10.0, Column(0)) if mirrored else (Column(0), 10.0)
    test = NumericTest(comparison, *sides)
    cut = as_cut(test)
    assert cut is not None
    near = [math.nextafter(10.0, 0), 10.0, math.nextafter(10.0, 20)]
    values = np.array(near)[:, None]
    upper = values[:, 0] >= cut.threshold
    assert (upper == cut.above).tolist() == [bool(held) for held in evaluate(test, values)]


@given(threshold=st.floats(-1e6, 1e6), value=st.floats(-1e6, 1e6))
@settings(derandomize=True, deadline=None)
def test_a_cut_agrees_with_its_test_everywhere(threshold: float, value: float) -> None:
    test = NumericTest(">", Column(0), threshold)
    cut = as_cut(test)
    assert cut is not None
    assert (value >= cut.threshold) == bool(evaluate(test, np.array([[value]]))[0])


def test_what_is_no_single_cut() -> None:
    assert as_cut(NumericTest("=:=", Column(0), 1.0)) is None
    assert as_cut(NumericTest(">", Column(0), Column(1))) is None
    assert as_cut(NumericTest(">=", Column(3), 2.0)) == Cut(3, 2.0, above=True)


TESTS = (
    NumericTest(">", Column(0), 0.3),
    NumericTest("=<", Operation("abs", (Column(1),)), 0.5),
    NumericTest(">=", Column(0), -0.2),
    NumericTest("<", 0.1, Column(1)),
    NumericTest("=\\=", Column(0), 0.0),
    NumericTest(">", Column(0), Operation("/", (Column(1), Column(0)))),
    NumericTest("=:=", Operation("max", (Column(0), 0.0)), 0.0),
)


@pytest.mark.parametrize("cases", [1, 8, 13, 4096, 9001])
@pytest.mark.parametrize("silent", [False, True])
def test_a_table_of_tests_agrees_with_each_test(cases: int, silent: bool) -> None:
    rng = np.random.default_rng(cases)
    values = rng.normal(size=(cases, 2)).round(1)
    if silent:
        values[rng.random(values.shape) < 0.2] = NAN
    holds, may = (
        np.unpackbits(bits, axis=1, count=cases) for bits in TestTable(TESTS).packed(values)
    )
    for row, test in enumerate(TESTS):
        expected = evaluate(test, values)
        assert (holds[row] == (expected == 1)).all()
        assert (may[row] == (expected != 0)).all()


def test_a_table_of_no_tests_is_empty() -> None:
    assert TestTable(()).packed(np.zeros((5, 1)))[0].shape == (0, 1)
