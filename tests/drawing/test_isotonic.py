from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import isotonic_regression

from neurosym.drawing.isotonic import spread

REAL = st.floats(-100.0, 100.0)


def test_two_things_at_one_place_part_evenly() -> None:
    assert spread([0.0, 0.0], [1.0, 1.0], [10.0]) == [-5.0, 5.0]


def test_the_heavier_wish_moves_less() -> None:
    assert spread([0.0, 0.0], [3.0, 1.0], [8.0]) == [-2.0, 6.0]


def test_wishes_that_are_far_enough_apart_are_kept() -> None:
    assert spread([0.0, 30.0, 90.0], [1.0, 5.0, 1.0], [10.0, 10.0]) == [0.0, 30.0, 90.0]


@pytest.mark.parametrize("wished", [[], [7.0]])
def test_nothing_and_one_thing(wished: list[float]) -> None:
    assert spread(wished, [1.0] * len(wished), []) == wished


@settings(deadline=None, derandomize=True)
@given(st.lists(st.tuples(REAL, st.floats(0.1, 10.0), st.floats(0.0, 50.0)), min_size=2))
def test_agrees_with_isotonic_regression_and_keeps_apart(
    things: list[tuple[float, float, float]],
) -> None:
    wished, weights, apart = ([thing[k] for thing in things] for k in range(3))
    places = spread(wished, weights, apart[1:])
    offsets = np.cumsum([0.0, *apart[1:]])
    oracle = isotonic_regression(np.array(wished) - offsets, weights=weights).x + offsets
    np.testing.assert_allclose(places, oracle, atol=1e-8)  # sums of at most some hundred terms
    for (a, b), distance in zip(pairwise(places), apart[1:], strict=True):
        assert b - a >= distance - 1e-8
