import math

import numpy as np
import pytest

from neurosym.steering.masking import USUAL, Missingness, hide, values_of

ROWS, COLUMNS = 4000, 8


def codes_of_zero() -> np.ndarray:
    return np.zeros((ROWS, COLUMNS), dtype=np.int16)


def test_predicted_variables_are_always_hidden_and_others_keep_their_states() -> None:
    codes = np.array([[0, 1, 2], [2, 1, 0]], dtype=np.int16)
    found = hide(codes, (1,), Missingness(0.0, 0.0), np.random.default_rng(0))
    np.testing.assert_array_equal(found, [[0, -1, 2], [2, -1, 0]])
    assert found.dtype == np.int16


def test_everything_is_hidden_at_a_share_of_one() -> None:
    found = hide(codes_of_zero(), (), Missingness(1.0, 1.0), np.random.default_rng(0))
    assert (found == -1).all()


def test_what_was_silent_stays_silent() -> None:
    codes = np.full((50, 3), -1, dtype=np.int16)
    assert (hide(codes, (0,), USUAL, np.random.default_rng(0)) == -1).all()


def test_the_share_hidden_is_uniform_between_its_ends() -> None:
    found = hide(codes_of_zero(), (0,), Missingness(0.2, 0.6), np.random.default_rng(5))
    shares = (found[:, 1:] < 0).mean(axis=1)
    # Mean 0.4; of a row's share the variance is that of its draw and of 7 findings under it.
    spread = math.sqrt((0.4**2 / 12 + 0.4 * 0.6 / 7) / ROWS)
    assert abs(shares.mean() - 0.4) < 4 * spread
    # A fixed share of 0.4 for every row would vary by the findings alone.
    assert shares.var() > 0.4 * 0.6 / 7 * 1.1


def test_the_draw_depends_on_the_generator_alone() -> None:
    first = hide(codes_of_zero(), (), USUAL, np.random.default_rng(1))
    again = hide(codes_of_zero(), (), USUAL, np.random.default_rng(1))
    other = hide(codes_of_zero(), (), USUAL, np.random.default_rng(2))
    np.testing.assert_array_equal(first, again)
    assert (first != other).any()


def test_numbers_of_hidden_variables_are_hidden_too() -> None:
    values = np.array([[1.5, 2.5], [3.5, math.nan]])
    codes = np.array([[-1, 0], [1, -1]], dtype=np.int16)
    np.testing.assert_array_equal(values_of(values, codes), [[math.nan, 2.5], [3.5, math.nan]])


@pytest.mark.parametrize("ends", [(-0.1, 0.5), (0.6, 0.5), (0.0, 1.1)])
def test_a_range_that_is_none_is_refused(ends: tuple[float, float]) -> None:
    with pytest.raises(ValueError, match="is no range within 0 and 1"):
        Missingness(*ends)
