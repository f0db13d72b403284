"""Complete data with missing cells, so that every family is scored on the same cases.

Scoring each family on the cases where it is known would compare scores of different cases, and
the differences drown the penalties. Instead, the cells are filled at random by each column's own
frequencies, a graph is learned, its tables are fitted to the incomplete data by EM, and the cells
are drawn anew from the fitted network's joint posterior; twice (a stochastic form of structural
EM [1]). Several draws are given, so that resamples carry the doubt about the missing cells.

References:
    [1] N. Friedman, "The Bayesian structural EM algorithm", 1998.
"""

from collections.abc import Callable

import numpy as np
from jaxtyping import Float64, Int16

from neurosym.bayes.discovery.search import Parents

_ROUNDS = 2
_COPIES = 5
_MOMENT_ROUNDS = 100
_MOMENT_TOLERANCE = 1e-6


def complete(
    codes: Int16[np.ndarray, "case variable"],
    cards: tuple[int, ...],
    search: Callable[[Int16[np.ndarray, "case variable"]], Parents],
    generator: np.random.Generator,
) -> tuple[Int16[np.ndarray, "case variable"], ...]:
    """Draw several completions of incomplete cases.

    Args:
        codes: A state for each variable of each case, -1 where missing.
        cards: Number of states of each variable.
        search: Learns a graph from complete cases.
        generator: Source of randomness.

    Returns:
        Complete copies; known cells are as they were.
    """
    from neurosym.bayes.inference.sampling import draw_unknown  # noqa: PLC0415 (imports torch)
    from neurosym.bayes.network.fit import fit_network  # noqa: PLC0415 (imports torch)

    names = [str(variable) for variable in range(len(cards))]
    states = [[str(state) for state in range(card)] for card in cards]
    filled = _by_frequency(codes, cards, generator)
    copies = [filled]
    for _ in range(_ROUNDS):
        parents = [tuple(sorted(own)) for own in search(copies[0])]
        network = fit_network(parents, codes, names, states)
        copies = [draw_unknown(network, codes, generator) for _ in range(_COPIES)]
    return tuple(copies)


def _by_frequency(
    codes: Int16[np.ndarray, "case variable"],
    cards: tuple[int, ...],
    generator: np.random.Generator,
) -> Int16[np.ndarray, "case variable"]:
    filled = codes.copy()
    for variable, card in enumerate(cards):
        unknown = codes[:, variable] < 0
        counts = np.bincount(codes[~unknown, variable], minlength=card) + 1.0 / card
        filled[unknown, variable] = generator.choice(
            card, size=int(unknown.sum()), p=counts / counts.sum()
        )
    return filled


def covariance_of(
    values: Float64[np.ndarray, "case variable"],
) -> Float64[np.ndarray, "variable variable"]:
    """Covariances of numeric cases, by EM where cells are missing (NaN).

    Args:
        values: A number for each variable of each case.

    Returns:
        The maximum-likelihood covariances.
    """
    known = ~np.isnan(values)
    if known.all():
        return np.atleast_2d(np.cov(values, rowvar=False, bias=True))
    mean = np.array(
        [
            column[~np.isnan(column)].mean() if (~np.isnan(column)).any() else 0.0
            for column in values.T
        ]
    )
    filled = np.where(known, values, mean)
    covariance = np.atleast_2d(np.cov(filled, rowvar=False, bias=True))
    patterns, member = np.unique(known, axis=0, return_inverse=True)
    member = member.reshape(-1)
    scale = np.maximum(np.diag(covariance), 1e-300)
    for _ in range(_MOMENT_ROUNDS):
        extra = np.zeros_like(covariance)
        for place, pattern in enumerate(patterns):
            rows = np.flatnonzero(member == place)
            seen, hidden = np.flatnonzero(pattern), np.flatnonzero(~pattern)
            among = covariance[np.ix_(seen, seen)]
            slope = np.linalg.lstsq(among, covariance[np.ix_(seen, hidden)], rcond=1e-10)[0]
            filled[np.ix_(rows, hidden)] = (
                mean[hidden] + (values[np.ix_(rows, seen)] - mean[seen]) @ slope
            )
            left = covariance[np.ix_(hidden, hidden)] - covariance[np.ix_(hidden, seen)] @ slope
            extra[np.ix_(hidden, hidden)] += len(rows) * left
        mean = filled.mean(0)
        before = covariance
        covariance = np.atleast_2d(np.cov(filled, rowvar=False, bias=True)) + extra / len(values)
        if (
            np.abs(covariance - before) / np.sqrt(np.outer(scale, scale))
        ).max() < _MOMENT_TOLERANCE:
            break
    return covariance
