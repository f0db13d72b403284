import numpy as np
import pytest
from jaxtyping import Float64, Int16

from benchmarks.rivals import RIVALS, Exercise, Rival, fit_rival, linear_features, tree_features
from neurosym.cases import CaseTable, Variable, Vocabulary

VOCABULARY = Vocabulary(
    (
        Variable("outcome", ("a", "b")),
        Variable("sign", ("x", "y")),
        Variable("amount", ("low", "high"), numeric=True, cuts=(2.0,)),
    )
)
TABLE = CaseTable(
    VOCABULARY,
    np.array([[0, 0, 0], [1, 1, 1]] * 20, dtype=np.int16),
    np.array([[np.nan, np.nan, 1.0], [np.nan, np.nan, 3.0]] * 20),
)


def nothing_hidden(
    codes: Int16[np.ndarray, "case variable"], generator: np.random.Generator
) -> Int16[np.ndarray, "case variable"]:
    return codes


def amounts_hidden(
    codes: Int16[np.ndarray, "case variable"], generator: np.random.Generator
) -> Int16[np.ndarray, "case variable"]:
    hidden = codes.copy()
    hidden[::4, 2] = -1
    return hidden


EXERCISE = Exercise(TABLE, 0, (nothing_hidden, amounts_hidden), 2)
CASES = CaseTable(
    VOCABULARY,
    np.array([[-1, 0, -1], [-1, -1, 1]], dtype=np.int16),
    np.array([[np.nan, np.nan, np.nan], [np.nan, np.nan, 3.0]]),
)


def test_linear_features_have_a_column_for_silence() -> None:
    wanted = [[0, 1, 0, 0, 1], [1, 0, 0, 1, 0]]  # silent, x, y; standardised amount, silent
    np.testing.assert_allclose(linear_features(CASES, EXERCISE), wanted)


def test_tree_features_leave_out_the_target_and_mark_silence() -> None:
    np.testing.assert_allclose(tree_features(CASES, EXERCISE), [[0, np.nan], [np.nan, 3.0]])


@pytest.mark.parametrize("name", RIVALS)
def test_a_rival_learns_what_decides(name: str) -> None:
    rival = Rival(RIVALS[name].build, RIVALS[name].encode, RIVALS[name].grid[2:3])
    exercise = Exercise(TABLE, 0, (amounts_hidden,), 2)
    found = fit_rival(rival, exercise, 1)(TABLE)
    np.testing.assert_allclose(found.sum(axis=1), 1.0)
    np.testing.assert_array_equal(found.argmax(axis=1), TABLE.codes[:, 0])


def test_training_cases_lose_findings_and_always_the_target() -> None:
    seen = []

    def encode(cases: CaseTable, exercise: Exercise) -> Float64[np.ndarray, "case feature"]:
        seen.append(cases.codes)
        return linear_features(cases, exercise)

    regression = RIVALS["logistic regression"]
    rival = Rival(regression.build, encode, regression.grid[:1])
    fit_rival(rival, Exercise(TABLE, 0, (amounts_hidden,), 3), 1)
    assert len(seen[-1]) == 3 * len(TABLE)
    assert all((codes[:, 0] == -1).all() and (codes[::4, 2] == -1).all() for codes in seen)


def test_a_state_that_no_case_has_gets_no_probability() -> None:
    wider = Vocabulary((Variable("outcome", ("a", "b", "c")), *VOCABULARY.variables[1:]))
    table = CaseTable(wider, TABLE.codes, TABLE.values)
    regression = RIVALS["logistic regression"]
    answer = fit_rival(regression, Exercise(table, 0, (nothing_hidden,), 1), 1)
    found = answer(CaseTable(wider, CASES.codes, CASES.values))
    np.testing.assert_array_equal(found[:, 2], 0.0)
