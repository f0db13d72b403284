"""What no fit can be made with is refused; what is held out is never learned from."""

import numpy as np
import pytest

from neurosym.errors import DataError
from neurosym.reasoner.options import FitOptions, deal


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"epochs": 0}, "epochs is 0; give 1 or more"),
        ({"bootstraps": -1}, "bootstraps is -1; give 0 or more"),
        ({"coverage": 1.0}, "coverage is 1.0; give a share between 0 and 1"),
    ],
)
def test_options_that_make_no_fit(given: dict[str, float], sentence: str) -> None:
    with pytest.raises(DataError, match=sentence):
        FitOptions(**given)  # type: ignore[arg-type]


def test_many_cases_are_dealt_in_two_parts_without_rest() -> None:
    held, train = deal(1000, FitOptions(seed=3))
    assert len(held) == 200
    assert sorted([*held, *train]) == list(range(1000))


def test_few_cases_take_turns() -> None:
    held, train = deal(100, FitOptions())
    assert len(held) == 0
    np.testing.assert_array_equal(train, np.arange(100))


def test_bins_do_not_look_at_labels_that_are_held_out() -> None:
    from neurosym.packs import find_pack, load_data
    from neurosym.reasoner.domain import prepare_pack

    pack, options = find_pack("breast"), FitOptions(seed=1)
    table = load_data(pack)
    held, _ = deal(len(table), options)
    flipped = table.codes.copy()
    target = table.vocabulary.index(pack.target)
    flipped[held, target] = 1 - flipped[held, target]
    other = type(table)(table.vocabulary, flipped, table.values)
    before, after = (prepare_pack(pack, t, options).vocabulary for t in (table, other))
    assert [v.cuts for v in before] == [v.cuts for v in after]
