"""Learn a causal graph from cases under what is known, each arrow with its confidence.

The pairs that enough resamples join are kept; the best graph among them on all cases gives the
arrows. How the direction of an arrow is known is said for each: from *knowledge* (a tier, a
required arrow, or what follows from these), from the *data* (every equivalent graph has it and
the resamples lean that way), or *unknown*.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from jaxtyping import Bool, Float64, Int16

from neurosym.bayes.discovery.bootstrap import Resampler, Votes, votes
from neurosym.bayes.discovery.completion import complete, covariance_of
from neurosym.bayes.discovery.equivalence import adjacency, compelled
from neurosym.bayes.discovery.knowledge import Knowledge
from neurosym.bayes.discovery.pgmpy_search import search_graph
from neurosym.bayes.discovery.scores import DiscreteScore, FamilyScore, GaussianScore, ScoreName
from neurosym.bayes.discovery.search import Engine, Parents, SearchLimits
from neurosym.bayes.network.graph import CausalGraph, Direction, Edge
from neurosym.errors import DataError, KnowledgeError

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class DiscoveryOptions:
    """How a graph is learned.

    Attributes:
        bootstraps: Number of resamples; 0 for a single search without confidences.
        seed: Seeds the resamples.
        jobs: Parallel processes.
        threshold: The least confidence of an arrow that is kept.
        score: The score of a family of discrete variables.
        equivalent_sample_size: Pseudo-cases of the BDeu prior.
        max_parents: The most direct causes of one variable.
        patience: Steps a climb goes on without a better graph.
        climbs: Climbs of each search, each but the first from a shaken best graph;
            a resample makes do with a fifth of them.
        engine: Our greedy search, or pgmpy's hill climbing under the same score.
    """

    bootstraps: int = 20
    seed: int = 0
    jobs: int = 1
    threshold: float = 0.5
    score: ScoreName = "bdeu"
    equivalent_sample_size: float = 3.0
    max_parents: int = 5
    patience: int = 10
    climbs: int = 10
    engine: Engine = "greedy"


@dataclass(frozen=True, slots=True)
class DiscreteCases:
    """Complete discrete cases, or several completions of them, resampled with replacement."""

    copies: tuple[Int16[np.ndarray, "case variable"], ...]
    cards: tuple[int, ...]
    options: DiscoveryOptions

    def score(self, codes: Int16[np.ndarray, "case variable"]) -> FamilyScore:
        """The score of some cases."""
        options = self.options
        return DiscreteScore(codes, self.cards, options.score, options.equivalent_sample_size)

    def __call__(self, generator: np.random.Generator) -> FamilyScore:
        """The score of one resample."""
        codes = self.copies[generator.integers(len(self.copies))]
        return self.score(codes[generator.integers(len(codes), size=len(codes))])


@dataclass(frozen=True, slots=True)
class NumericCases:
    """Numeric cases, resampled with replacement; missing cells are NaN."""

    values: Float64[np.ndarray, "case variable"]

    def score(self, values: Float64[np.ndarray, "case variable"]) -> FamilyScore:
        """The score of some cases."""
        return GaussianScore(covariance_of(values), len(values))

    def __call__(self, generator: np.random.Generator) -> FamilyScore:
        """The score of one resample."""
        rows = generator.integers(len(self.values), size=len(self.values))
        return self.score(self.values[rows])


def discover(
    codes: Int16[np.ndarray, "case variable"],
    names: Sequence[str],
    cards: Sequence[int],
    knowledge: Knowledge | None = None,
    options: DiscoveryOptions | None = None,
    progress: Progress | None = None,
) -> CausalGraph:
    """Learn a causal graph of discrete variables.

    Missing cells are completed by draws from a network fitted to all cells that are there; no
    row is dropped, and the graph's notes say so.

    Args:
        codes: A state for each variable of each case, -1 where missing.
        names: Names of the variables.
        cards: Number of states of each variable.
        knowledge: What is known beforehand; it is never broken.
        options: How to search; None for the defaults.
        progress: Told how many of how many resamples are done.

    Returns:
        The graph. After an interrupt (Ctrl-C), the best one so far, with a note.

    Raises:
        DataError: There are no cases, or codes, names and cards do not fit together.
        KnowledgeError: The knowledge names a variable that is not there.
    """
    task = _task(names, knowledge, options, progress)
    cards = tuple(cards)
    if codes.shape[1] != len(names) or len(cards) != len(names) or (codes >= cards).any():
        msg = f"the codes do not fit the numbers of states of {', '.join(names)}"
        raise DataError(msg)
    _check_count(len(codes))
    notes = _constant_notes(codes, names)
    cases = DiscreteCases((codes,), cards, task.options)
    if not (codes < 0).any():
        return _learn(task, cases, cases.score(codes), notes)

    def search(filled: Int16[np.ndarray, "case variable"]) -> Parents:
        return search_graph(cases.score(filled), task.limits)[0]

    copies = complete(codes, cards, search, np.random.default_rng((task.options.seed, 1 << 31)))
    note = (
        f"{(codes < 0).sum():,} of {codes.size:,} cells are missing; they were completed by draws "
        "from a network fitted to the others, and no row was dropped"
    )
    filled = DiscreteCases(copies, cards, task.options)
    return _learn(task, filled, filled.score(copies[0]), (*notes, note))


def _constant_notes(
    codes: Int16[np.ndarray, "case variable"], names: Sequence[str]
) -> tuple[str, ...]:
    spread = [np.unique(column[column >= 0]).size for column in codes.T]
    return tuple(
        f"{name} has the same state in every case: the data say nothing about its arrows"
        for name, states in zip(names, spread, strict=True)
        if states <= 1
    )


def discover_continuous(
    values: Float64[np.ndarray, "case variable"],
    names: Sequence[str],
    knowledge: Knowledge | None = None,
    options: DiscoveryOptions | None = None,
    progress: Progress | None = None,
) -> CausalGraph:
    """Learn a causal graph of numeric variables with linear Gaussian mechanisms.

    Missing cells enter by their expected moments (EM); no row is dropped, and the graph's notes
    say so.

    Args:
        values: A number for each variable of each case, NaN where missing.
        names: Names of the variables.
        knowledge: What is known beforehand; it is never broken.
        options: How to search; None for the defaults.
        progress: Told how many of how many resamples are done.

    Returns:
        The graph. After an interrupt (Ctrl-C), the best one so far, with a note.

    Raises:
        DataError: There are no cases, a column has no number, or values and names do not fit.
        KnowledgeError: The knowledge names a variable that is not there.
    """
    task = _task(names, knowledge, options, progress)
    if values.shape[1] != len(names):
        msg = f"{values.shape[1]} columns of values for {len(names)} names"
        raise DataError(msg)
    _check_count(len(values))
    known = np.isfinite(values)
    if not known.any(0).all():
        msg = f"the column {names[int(known.any(0).argmin())]} has no number; leave it out"
        raise DataError(msg)
    notes = []
    if not known.all():
        notes.append(
            f"{(~known).sum():,} of {values.size:,} cells are missing; they entered by their "
            "expected moments, and no row was dropped"
        )
    cases = NumericCases(np.where(known, values, np.nan))
    return _learn(task, cases, cases.score(cases.values), tuple(notes))


@dataclass(frozen=True, slots=True)
class _Task:
    """Names, knowledge as matrices, and options of one discovery."""

    names: tuple[str, ...]
    limits: SearchLimits
    forced: Bool[np.ndarray, "node node"]
    options: DiscoveryOptions
    progress: Progress | None


def _task(
    names: Sequence[str],
    knowledge: Knowledge | None,
    options: DiscoveryOptions | None,
    progress: Progress | None,
) -> _Task:
    known, chosen = knowledge or Knowledge(), options or DiscoveryOptions()
    if len(set(names)) != len(names):
        twice = next(name for name in names if list(names).count(name) > 1)
        msg = f"the column {twice} occurs twice; rename one"
        raise DataError(msg)
    required = np.zeros((len(names), len(names)), bool)
    for cause, effect in known.required:
        for name in (cause, effect):
            if name not in names:
                msg = f"the required arrow {cause} -> {effect} names {name}, which is no column"
                raise KnowledgeError(msg)
        required[names.index(cause), names.index(effect)] = True
    allowed = known.allowed(names)
    limits = SearchLimits(allowed, required, chosen.max_parents, chosen.patience, chosen.climbs)
    return _Task(tuple(names), limits, required | ~allowed.T, chosen, progress)


def _check_count(cases: int) -> None:
    if cases == 0:
        msg = "there are no cases to learn a graph from"
        raise DataError(msg)


def _learn(
    task: _Task, cases: Resampler, whole: FamilyScore, notes: tuple[str, ...]
) -> CausalGraph:
    options = task.options
    plan = (options.bootstraps, options.seed, options.jobs)
    brief = replace(task.limits, climbs=max(1, options.climbs // 5))
    support, done = votes(cases, brief, task.forced, plan, task.progress)
    confidence = support + support.T
    limits = task.limits
    if done:
        kept = (confidence >= options.threshold) | limits.required
        limits = replace(limits, allowed=limits.allowed & (kept | kept.T))
    parents, interrupted = search_graph(whole, limits)
    if done < options.bootstraps or interrupted:
        notes += (
            f"interrupted after {done} of {options.bootstraps} resamples: this is the best so far",
        )
    arrows = adjacency(parents)
    return CausalGraph(task.names, _edges(task, arrows, support if done else None), notes)


def _edges(
    task: _Task, arrows: Bool[np.ndarray, "node node"], support: Votes | None
) -> tuple[Edge, ...]:
    """The arrows with their confidence and what their direction rests on."""
    by_data = compelled(arrows, np.zeros_like(arrows))
    by_both = compelled(arrows, task.forced)
    edges = []
    for cause, effect in np.argwhere(arrows):
        one_way, other_way = (
            (1.0, 0.0) if support is None else support[[cause, effect], [effect, cause]]
        )
        certain = task.limits.required[cause, effect]
        confidence = 1.0 if certain else min(1.0, float(one_way + other_way))
        leans = one_way >= other_way
        direction: Direction = "unknown"
        if task.forced[cause, effect]:
            direction = "knowledge"
        elif by_data[cause, effect] and leans:
            direction = "data"
        elif by_both[cause, effect] and leans:
            direction = "knowledge"
        edges.append(Edge(task.names[cause], task.names[effect], confidence, direction))
    return tuple(edges)
