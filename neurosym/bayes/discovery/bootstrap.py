"""How sure each arrow is: the same search on many resamples of the cases.

Cases are drawn with replacement and columns put in random order (greedy searches depend on it);
the share of resamples in which a pair is joined is its confidence [1]. The jobs run under joblib,
so that a backend of many machines needs no change here.

References:
    [1] N. Friedman, M. Goldszmidt, A. Wyner, "Data analysis with Bayesian networks: a bootstrap
        approach", 1999.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Protocol, runtime_checkable

import numpy as np
from jaxtyping import Bool, Float64

from neurosym.bayes.discovery.equivalence import adjacency, compelled
from neurosym.bayes.discovery.pgmpy_search import search_graph
from neurosym.bayes.discovery.scores import FamilyScore
from neurosym.bayes.discovery.search import SearchLimits

Votes = Float64[np.ndarray, "node node"]


@runtime_checkable
class Resampler(Protocol):
    """What gives a score of a fresh resample of the cases."""

    def __call__(self, generator: np.random.Generator) -> FamilyScore:
        """The score of one resample."""


@dataclass(frozen=True, slots=True)
class PermutedScore:
    """A score whose variables are numbered in another order."""

    inner: FamilyScore
    order: tuple[int, ...]

    @property
    def count(self) -> int:
        """The number of variables."""
        return self.inner.count

    def family(self, child: int, parents: frozenset[int]) -> float:
        """The score of a family, by the new numbers."""
        own = frozenset(self.order[parent] for parent in parents)
        return self.inner.family(self.order[child], own)


def one_vote(
    resampler: Resampler,
    limits: SearchLimits,
    forced: Bool[np.ndarray, "node node"],
    seed: tuple[int, int],
) -> Votes:
    """The vote of one resample: 1 for a compelled arrow, half for each way of an open one.

    Args:
        resampler: Gives the score of a resample.
        limits: What the search may do.
        forced: True at arrows whose reverse the knowledge excludes.
        seed: Seeds the resample and the order of columns.

    Returns:
        The vote at ``[cause, effect]``.
    """
    generator = np.random.default_rng(seed)
    score = resampler(generator)
    order = generator.permutation(score.count)
    turned = replace(
        limits,
        allowed=limits.allowed[np.ix_(order, order)],
        required=limits.required[np.ix_(order, order)],
    )
    parents, interrupted = search_graph(PermutedScore(score, tuple(order.tolist())), turned)
    if interrupted:
        raise KeyboardInterrupt
    arrows = np.zeros((score.count, score.count), bool)
    arrows[np.ix_(order, order)] = adjacency(parents)
    fixed = compelled(arrows, forced)
    open_ways = arrows & ~fixed
    return np.asarray(fixed + 0.5 * (open_ways | open_ways.T))


def votes(
    resampler: Resampler,
    limits: SearchLimits,
    forced: Bool[np.ndarray, "node node"],
    plan: tuple[int, int, int],
    progress: Callable[[int, int], None] | None,
) -> tuple[Votes, int]:
    """The votes of all resamples; an interrupt (Ctrl-C) keeps those that are in.

    Args:
        resampler: Gives the score of a resample.
        limits: What each search may do.
        forced: True at arrows whose reverse the knowledge excludes.
        plan: The number of resamples, the seed, and the number of parallel jobs.
        progress: Told how many of how many are done.

    Returns:
        The mean vote at ``[cause, effect]``, and the number of resamples behind it.
    """
    count, seed, jobs = plan
    total = np.zeros(limits.allowed.shape)
    done = 0
    try:
        for vote in _all_votes(resampler, limits, forced, (count, seed, jobs)):
            total += vote
            done += 1
            if progress is not None:
                progress(done, count)
    except KeyboardInterrupt:
        return total / max(done, 1), done
    return total / max(done, 1), done


def _all_votes(
    resampler: Resampler,
    limits: SearchLimits,
    forced: Bool[np.ndarray, "node node"],
    plan: tuple[int, int, int],
) -> Iterator[Votes]:
    count, seed, jobs = plan
    if jobs == 1 or count <= 1:
        yield from (one_vote(resampler, limits, forced, (seed, k)) for k in range(count))
        return
    from joblib import Parallel, delayed  # noqa: PLC0415

    run = Parallel(n_jobs=jobs, return_as="generator_unordered")
    yield from run(delayed(one_vote)(resampler, limits, forced, (seed, k)) for k in range(count))
