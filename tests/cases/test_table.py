import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from neurosym.cases.case import Case, Finding
from neurosym.cases.table import CaseTable, concatenate, table_from_cases
from neurosym.cases.variable import Variable
from neurosym.cases.vocabulary import Vocabulary
from neurosym.errors import CaseError

WORDS = Vocabulary(
    (
        Variable("LVH", ("yes", "no")),
        Variable("Age", numeric=True),
        Variable("mean radius", ("< 15", ">= 15"), numeric=True, cuts=(15.0,)),
    )
)
CASES = (
    Case((Finding("LVH", "no"), Finding("Age", "3", 3.0))),
    Case((Finding("mean radius", ">= 15", 17.5),)),
    Case((Finding("mean radius", "< 15"),)),
)


def table() -> CaseTable:
    return table_from_cases(CASES, WORDS)


def test_cases_become_rows() -> None:
    rows = table()
    assert len(rows) == 3
    assert rows.codes.tolist() == [[1, 0, -1], [-1, -1, 1], [-1, -1, 0]]
    np.testing.assert_equal(
        rows.values, [[np.nan, 3.0, np.nan], [np.nan, np.nan, 17.5], [np.nan] * 3]
    )
    assert rows.column("lvh").tolist() == [1, -1, -1]


def test_rows_become_cases_again() -> None:
    rows = table()
    assert tuple(rows.case(row) for row in range(3)) == CASES
    assert rows.case(0, "ann").name == "ann"


@settings(deadline=None, derandomize=True)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["yes", "no", None]),
            st.none() | st.floats(-50, 50),
            st.none() | st.floats(-50, 50),
        ),
        max_size=6,
    )
)
def test_a_table_keeps_every_case(
    rows: list[tuple[str | None, float | None, float | None]],
) -> None:
    cases = []
    for lvh, age, radius in rows:
        findings = [Finding("LVH", lvh)] if lvh else []
        findings += [] if age is None else [Finding("Age", f"{age:g}", age)]
        if radius is not None:
            state = WORDS.states(2)[WORDS[2].bin_of(radius)]
            findings.append(Finding("mean radius", state, radius))
        cases.append(Case(tuple(findings)))
    filled = table_from_cases(cases, WORDS)
    assert [filled.case(row) for row in range(len(cases))] == cases


def test_rows_can_be_chosen_and_joined() -> None:
    rows = table()
    order = np.array([2, 0])
    assert rows.rows(order).codes.tolist() == [[-1, -1, 0], [1, 0, -1]]
    assert concatenate([rows.rows(order), rows]).codes[:2].tolist() == [[-1, -1, 0], [1, 0, -1]]
    with pytest.raises(ValueError, match=r"^there is no table to begin with$"):
        concatenate([])
    other = table_from_cases((), Vocabulary((Variable("x", numeric=True),)))
    with pytest.raises(ValueError, match=r"^the tables have different vocabularies$"):
        concatenate([rows, other])


def test_cells_can_be_hidden() -> None:
    rows = table()
    mask = np.zeros(rows.codes.shape, dtype=bool)
    mask[0, 1] = True
    assert rows.hidden(mask).codes[0].tolist() == [1, -1, -1]
    assert np.isnan(rows.hidden(mask).values[0, 1])
    assert rows.codes[0, 1] == 0


def test_numbers_can_be_binned_anew() -> None:
    finer = WORDS.replaced(
        Variable("mean radius", ("a", "b", "c"), numeric=True, cuts=(15.0, 17.5))
    ).replaced(Variable("Age", ("young", "old"), numeric=True, cuts=(3.5,)))
    assert table().binned(finer).codes.tolist() == [[1, 0, -1], [-1, -1, 2], [-1, -1, 0]]
    with pytest.raises(ValueError, match=r"^the other vocabulary has other variables$"):
        table().binned(Vocabulary((Variable("x", numeric=True),)))


def test_states_that_are_none_are_refused() -> None:
    with pytest.raises(CaseError, match=r"^LVH: unknown state 'maybe'; its states are yes, no$"):
        table_from_cases([Case((Finding("LVH", "maybe"),))], WORDS)
    with pytest.raises(CaseError, match=r"^LVH: write the state 'YES' exactly$"):
        table_from_cases([Case((Finding("LVH", "YES"),))], WORDS)


def test_arrays_that_do_not_fit_are_refused() -> None:
    codes = np.zeros((1, 3), dtype=np.int16)
    with pytest.raises(
        ValueError, match=r"^3 variables need arrays of as many columns, not \(1, 2"
    ):
        CaseTable(WORDS, codes[:, :2], np.zeros((1, 2)))
    for wrong in (-2, 2):
        codes[0, 0] = wrong
        with pytest.raises(ValueError, match=r"^a code lies outside of its variable's states$"):
            CaseTable(WORDS, codes, np.zeros((1, 3)))
