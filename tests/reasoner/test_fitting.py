import math
from collections.abc import Callable

import numpy as np

from neurosym.cases.table import CaseTable
from neurosym.cases.variable import Variable
from neurosym.cases.vocabulary import Vocabulary
from neurosym.reasoner.fitting import typical_numbers
from neurosym.reasoner.reasoner import Reasoner

Fitting = Callable[[str], Reasoner]


def test_a_bins_typical_number_is_its_median_or_its_middle() -> None:
    vocabulary = Vocabulary(
        (
            Variable("size", ("a", "b", "c", "d"), numeric=True, cuts=(1.0, 2.0, 4.0)),
            Variable("ill", ("yes", "no")),
        )
    )
    codes = np.array([[0, 0], [0, 1], [0, 0]], dtype=np.int16)
    values = np.array([[0.1, np.nan], [0.5, np.nan], [0.2, np.nan]])
    found = typical_numbers(CaseTable(vocabulary, codes, values))
    assert found[0].tolist() == [0.2, 1.5, 3.0, 4.0]
    assert all(math.isnan(number) for number in found[1])


def test_every_typical_number_lies_in_its_bin(fitted: Fitting) -> None:
    reasoner = fitted("breast")
    for index, variable in enumerate(reasoner.vocabulary):
        if variable.numeric:
            for state in range(len(variable.states)):
                assert variable.bin_of(float(reasoner.fitted.numbers[index, state])) == state


def test_few_cases_are_cross_fitted_and_more_are_split(fitted: Fitting) -> None:
    assert fitted("child").fitted.trust.exact
    assert not fitted("respiratory").fitted.trust.exact
    assert "at least 90%" in fitted("child").ask("").guarantee
    assert not fitted("respiratory").certificate.certified


def test_provenance_says_how_it_came_about(fitted: Fitting) -> None:
    provenance = fitted("child").fitted.provenance
    assert provenance["cases"] == "300"
    assert provenance["seed"] == "0"
    assert len(provenance["rules"]) == 64
