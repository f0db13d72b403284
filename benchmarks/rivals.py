"""Two classical classifiers, given what helps them: hiding as in use, several times a case, tuning.

A rival is trained for the table that it is scored on: its training cases lose findings in the same
way as the test cases do. Where there are few cases, hiding more than that is tried as well, and
kept where held-out cases say so.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Protocol

import numpy as np
from jaxtyping import Float64, Int16, Int64, Integer

from neurosym.cases.table import CaseTable
from neurosym.confidence.metrics import log_loss
from neurosym.reasoner.domain import Domain
from neurosym.steering.masking import values_of

Hiding = Callable[
    [Int16[np.ndarray, "case variable"], np.random.Generator], Int16[np.ndarray, "case variable"]
]
"""Hides findings (-1) of some cases; the target is hidden in any case."""

_MANY = 1000
_CASES_AND_REPEATS = 2000
_FOLDS = 4


class Classifier(Protocol):
    """What scikit-learn's classifiers have."""

    classes_: np.ndarray

    def fit(
        self, features: Float64[np.ndarray, "case feature"], labels: Int64[np.ndarray, " case"]
    ) -> object:
        """Fit to labelled cases."""

    def predict_proba(
        self, features: Float64[np.ndarray, "case feature"]
    ) -> Float64[np.ndarray, "case class"]:
        """Return the probability of each class."""


@dataclass(frozen=True, slots=True)
class Exercise:
    """What a rival learns from, and how its cases will look.

    Attributes:
        table: Complete training cases.
        target: Index of the variable that is asked for.
        hidings: How findings are hidden: as in the test first, then what may be tried beside it.
        repeats: How often each case is hidden anew.
    """

    table: CaseTable
    target: int
    hidings: tuple[Hiding, ...]
    repeats: int


@dataclass(frozen=True, slots=True)
class Rival:
    """A classifier with the settings that are tried.

    Attributes:
        build: Returns an unfitted classifier with some settings.
        encode: Turns cases into its features.
        grid: The settings that are tried.
    """

    build: Callable[[Mapping[str, float], CaseTable, int], Classifier]
    encode: Callable[[CaseTable, "Exercise"], Float64[np.ndarray, "case feature"]]
    grid: tuple[Mapping[str, float], ...]


def fit_rival(
    rival: Rival, exercise: Exercise, seed: int
) -> Callable[[CaseTable], Float64[np.ndarray, "case state"]]:
    """Tune and fit a rival; return what answers cases with hidden findings.

    Args:
        rival: Who.
        exercise: On what.
        seed: Seed of folds and hiding.
    """
    generator = np.random.default_rng([seed, 3])
    order = generator.permutation(len(exercise.table))
    many = len(order) >= _MANY
    folds = [np.sort(order[fold::_FOLDS]) for fold in range(1 if many else _FOLDS)]
    choices = list(product(rival.grid, exercise.hidings[: 1 if many else None]))
    scores = [_held_out_loss(rival, exercise, folds, choice, seed) for choice in choices]
    settings, hiding = choices[int(np.argmin(scores))]
    model = _fitted(rival, exercise, np.arange(len(order)), (settings, hiding), generator)
    return lambda cases: _probabilities(model, rival.encode(cases, exercise), cases, exercise)


def answers_of_rivals(
    domain: Domain, training: CaseTable, ways: Sequence[Hiding], cases: CaseTable, seed: int
) -> dict[str, Float64[np.ndarray, "case state"]]:
    """Return what the rivals say of cases, tuned and trained for the way in which they hide.

    Args:
        domain: The variables with their bins, and the target.
        training: Complete training cases.
        ways: How the cases hide findings, then what a rival may train with beside that.
        cases: The cases to answer.
        seed: Seed of folds and hiding.
    """
    repeats = max(4, _CASES_AND_REPEATS // len(training))
    table = training.binned(domain.vocabulary)
    exercise = Exercise(table, domain.target, tuple(ways), repeats)
    return {name: fit_rival(rival, exercise, seed)(cases) for name, rival in RIVALS.items()}


def _held_out_loss(
    rival: Rival,
    exercise: Exercise,
    folds: Sequence[Integer[np.ndarray, " case"]],
    choice: tuple[Mapping[str, float], Hiding],
    seed: int,
) -> float:
    generator = np.random.default_rng([seed, 4])
    losses = []
    for held in folds:
        others = np.setdiff1d(np.arange(len(exercise.table)), held)
        model = _fitted(rival, exercise, others, choice, generator)
        cases = _hidden(exercise, held, exercise.hidings[0], generator)
        found = _probabilities(model, rival.encode(cases, exercise), cases, exercise)
        truth = exercise.table.codes[np.tile(held, exercise.repeats), exercise.target]
        losses.append(log_loss(found, truth))
    return float(np.mean(losses))


def _hidden(
    exercise: Exercise,
    rows: Integer[np.ndarray, " case"],
    hiding: Hiding,
    generator: np.random.Generator,
) -> CaseTable:
    cases = exercise.table.rows(np.tile(rows, exercise.repeats))
    codes = hiding(cases.codes, generator).copy()
    codes[:, exercise.target] = -1
    return CaseTable(cases.vocabulary, codes, values_of(cases.values, codes))


def _fitted(
    rival: Rival,
    exercise: Exercise,
    rows: Integer[np.ndarray, " case"],
    choice: tuple[Mapping[str, float], Hiding],
    generator: np.random.Generator,
) -> Classifier:
    settings, hiding = choice
    cases = _hidden(exercise, rows, hiding, generator)
    truth = exercise.table.codes[np.tile(rows, exercise.repeats), exercise.target]
    model = rival.build(settings, exercise.table, exercise.target)
    model.fit(rival.encode(cases, exercise), truth.astype(np.int64))
    return model


def _probabilities(
    model: Classifier,
    features: Float64[np.ndarray, "case feature"],
    cases: CaseTable,
    exercise: Exercise,
) -> Float64[np.ndarray, "case state"]:
    """Return the classifier's probabilities; a state that it never saw has none."""
    found = np.zeros((len(cases), cases.vocabulary.cards[exercise.target]))
    found[:, model.classes_] = model.predict_proba(features)
    return found


def linear_features(cases: CaseTable, exercise: Exercise) -> Float64[np.ndarray, "case feature"]:
    """Return one column for each state and for silence; numbers standardised, 0 where silent."""
    columns = []
    for i, variable in enumerate(cases.vocabulary):
        if i == exercise.target:
            continue
        silent = cases.codes[:, i] < 0
        if variable.numeric:
            known = exercise.table.values[:, i]
            scaled = (cases.values[:, i] - np.nanmean(known)) / np.nanstd(known)
            columns.extend([np.where(silent, 0.0, scaled), silent])
        else:
            columns.extend(cases.codes[:, i] == state for state in range(-1, len(variable.states)))
    return np.stack(columns, axis=1).astype(np.float64)


def tree_features(cases: CaseTable, exercise: Exercise) -> Float64[np.ndarray, "case feature"]:
    """Return one column for each variable, NaN where silent."""
    numeric = np.array([variable.numeric for variable in cases.vocabulary])
    codes = np.where(cases.codes < 0, np.nan, cases.codes.astype(np.float64))
    columns: Float64[np.ndarray, "case variable"] = np.where(numeric, cases.values, codes)
    return np.delete(columns, exercise.target, axis=1)


def _regression(settings: Mapping[str, float], table: CaseTable, target: int) -> Classifier:
    from sklearn.linear_model import LogisticRegression  # noqa: PLC0415 - slow to import

    model: Classifier = LogisticRegression(C=settings["C"], max_iter=3000, tol=1e-3)
    return model


def _boosting(settings: Mapping[str, float], table: CaseTable, target: int) -> Classifier:
    from sklearn.ensemble import HistGradientBoostingClassifier  # noqa: PLC0415 - slow to import

    discrete = np.array([not variable.numeric for variable in table.vocabulary])
    model: Classifier = HistGradientBoostingClassifier(
        learning_rate=settings["rate"],
        max_iter=int(settings["trees"]),
        max_leaf_nodes=int(settings["leaves"]),
        l2_regularization=settings["l2"],
        min_samples_leaf=int(settings["least"]),
        categorical_features=np.delete(discrete, target),
        early_stopping=False,
        random_state=0,
    )
    return model


RIVALS = {
    "logistic regression": Rival(
        _regression,
        linear_features,
        tuple({"C": c} for c in (0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0)),
    ),
    "gradient boosting": Rival(
        _boosting,
        tree_features,
        tuple(
            {"rate": 0.1, "trees": trees, "leaves": leaves, "l2": 3.0, "least": least}
            for trees, leaves, least in (
                (20, 4, 20),
                (60, 4, 20),
                (120, 4, 20),
                (40, 12, 20),
                (40, 12, 100),
                (100, 12, 100),
            )
        ),
    ),
}
"""scikit-learn's classifiers under the names of their columns."""
