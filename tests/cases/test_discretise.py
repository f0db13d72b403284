import math
import operator
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from neurosym.cases.discretise import (
    _description,
    bin_names,
    comparison_cuts,
    discretise,
    merged_cuts,
    quantile_cuts,
    supervised_cuts,
    with_cuts,
)
from neurosym.cases.table import CaseTable
from neurosym.cases.table_reading import table_from_rows
from neurosym.cases.variable import Variable
from neurosym.cases.vocabulary import Vocabulary

COMPARISONS: dict[str, Callable[[float, float], bool]] = {
    "<": operator.lt,
    "=<": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "=:=": operator.eq,
    "=\\=": operator.ne,
}
FINITE = st.floats(-1e6, 1e6)


@settings(deadline=None, derandomize=True)
@given(
    st.sampled_from(sorted(COMPARISONS)),
    FINITE,
    st.lists(FINITE, min_size=1, max_size=8),
    st.lists(FINITE, max_size=3),
)
def test_a_rules_test_is_a_function_of_the_bin(
    sign: str, threshold: float, values: list[float], others: list[float]
) -> None:
    cuts = sorted({*comparison_cuts(sign, threshold), *others})
    variable = with_cuts(Variable("x", numeric=True), cuts)
    near = [threshold, math.nextafter(threshold, math.inf), math.nextafter(threshold, -math.inf)]
    truth: dict[int, set[bool]] = {}
    for value in [*values, *near]:
        truth.setdefault(variable.bin_of(value), set()).add(COMPARISONS[sign](value, threshold))
    assert all(len(answers) == 1 for answers in truth.values())


def test_comparisons_that_are_none() -> None:
    with pytest.raises(ValueError, match=r"^'<=' is no comparison; known are <, >=, >, =<, =:="):
        comparison_cuts("<=", 1.0)
    with pytest.raises(ValueError, match=r"^the threshold inf is not finite$"):
        comparison_cuts("<", math.inf)


def test_bins_are_named_after_their_cuts() -> None:
    after = math.nextafter(2.0, math.inf)
    assert bin_names(()) == ("any",)
    assert bin_names((2.0,)) == ("< 2", ">= 2")
    assert bin_names((after,)) == ("<= 2", "> 2")
    assert bin_names((1.0, after, 3.5)) == ("< 1", "1 to 2 included", "above 2 to 3.5", ">= 3.5")
    assert bin_names((2.0, after)) == ("< 2", "exactly 2", "> 2")


@settings(deadline=None, derandomize=True)
@given(st.sets(FINITE, max_size=6))
def test_bins_have_different_names(cuts: set[float]) -> None:
    names = bin_names(sorted(cuts))
    assert len(set(names)) == len(cuts) + 1


def test_quantiles() -> None:
    values = np.array([*range(1, 101), math.nan], dtype=np.float64)
    assert quantile_cuts(values, 4) == (25.75, 50.5, 75.25)
    assert quantile_cuts(np.full(10, 3.0), 4) == ()
    assert quantile_cuts(np.array([math.nan]), 4) == ()
    assert quantile_cuts(np.array([1.0, 1.0, 1.0, 2.0]), 2) == ()


def test_supervised_cuts_find_where_the_classes_change() -> None:
    values = np.arange(100, dtype=np.float64)
    labels = ((values >= 30) & (values < 70)).astype(np.int16)
    assert supervised_cuts(values, labels) == (29.5, 69.5)
    shuffled = np.random.default_rng(0).permutation(100)
    assert supervised_cuts(values[shuffled], labels[shuffled]) == (29.5, 69.5)


def test_supervised_cuts_leave_noise_whole() -> None:
    generator = np.random.default_rng(0)
    cut = [
        supervised_cuts(generator.normal(size=200), generator.integers(0, 2, 200).astype(np.int16))
        for _ in range(50)
    ]
    assert sum(map(bool, cut)) <= 5


def test_supervised_cuts_pass_over_missing_cells() -> None:
    values = np.array([0.0, 1.0, math.nan, 5.0, 6.0, 100.0] * 10)
    labels = np.array([0, 0, 1, 1, 1, -1] * 10, dtype=np.int16)
    assert supervised_cuts(values, labels) == (3.0,)
    assert supervised_cuts(values[:1], labels[:1]) == ()


def test_the_gain_must_pay_for_the_description() -> None:
    # two values of two classes: gain ln 2 = .693 nats; cost (ln 1 + ln 7 - 2 ln 2) / 2 = .280
    assert supervised_cuts(np.array([0.0, 1.0]), np.array([0, 1], dtype=np.int16)) == (0.5,)
    # 0 1 0: the best gain is .637 - 2/3 ln 2 = .174 nats;
    # cost (ln 2 + ln 7 - 2 * .637 + 2 ln 2) / 3 = .917
    labels = np.array([0, 1, 0], dtype=np.int16)
    assert supervised_cuts(np.array([0.0, 1.0, 2.0]), labels) == ()
    total, left, right = np.array([2, 1]), np.array([1, 0]), np.array([1, 1])
    entropy = math.log(3) - 2 * math.log(2) / 3
    by_hand = (math.log(2) + math.log(7) - 2 * entropy + 2 * math.log(2)) / 3
    assert _description(total, left, right, 3) == pytest.approx(by_hand, rel=1e-12)


def test_thresholds_stay_and_push_near_quantiles_away() -> None:
    values = np.arange(100, dtype=np.float64)
    assert merged_cuts(values, [], [25.0, 50.0], 4) == (25.0, 50.0)
    assert merged_cuts(values, [26.0, 27.0], [25.0, 50.0], 4) == (26.0, 27.0, 50.0)
    assert merged_cuts(values, [], [], 4) == ()


def table() -> CaseTable:
    words = Vocabulary(
        (
            Variable("sick", ("yes", "no")),
            Variable("dose", numeric=True),
            Variable("done", ("low", "high"), numeric=True, cuts=(7.0,)),
        )
    )
    rows = [{"sick": "yes" if i < 20 else "no", "dose": i, "done": i % 10} for i in range(100)]
    return table_from_rows(rows, words)


def test_a_vocabulary_gets_its_bins() -> None:
    plain = discretise(table(), bins=2)
    assert plain[1].cuts == (49.5,)
    assert plain[1].states == ("< 49.5", ">= 49.5")
    assert plain[1].ordered
    assert plain[2] == table().vocabulary[2]
    assert discretise(table(), target="sick")[1].cuts == (19.5,)
    assert discretise(table(), target="sick", thresholds={"Dose": [60.0]})[1].cuts == (19.5, 60.0)
    assert table().binned(plain).codes[[0, 49, 50], 1].tolist() == [0, 0, 1]
    with pytest.raises(ValueError, match=r"^numbers need two bins or more$"):
        discretise(table(), bins=1)
