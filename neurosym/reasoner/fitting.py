"""The whole of fitting: graph, tables, model, weights, trust; nothing judged on what it saw."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
from jaxtyping import Integer

from neurosym import __version__
from neurosym.bayes.network.graph import CausalGraph
from neurosym.cases.table import CaseTable
from neurosym.errors import DataError
from neurosym.reasoner.domain import Domain
from neurosym.reasoner.engine import Engine
from neurosym.reasoner.fitted import Fitted
from neurosym.reasoner.learning import HeldOut, hold_out, learn_engine, learn_graph
from neurosym.reasoner.options import FitOptions, Progress, deal
from neurosym.reasoner.trust import EvidencePaths, Judged, TrustLevels, fit_trust
from neurosym.reasoner.ways import evidence_paths
from neurosym.steering.weighing import learn_strengths, learn_weight

FEWEST_CASES = 20


def fit_domain(
    domain: Domain,
    cases: CaseTable,
    options: FitOptions,
    progress: Progress,
    graph: CausalGraph | None = None,
) -> Fitted:
    """Fit a domain to cases.

    Args:
        domain: Variables, rules and knowledge.
        cases: Labelled cases under any bins.
        options: How to fit.
        progress: Told how far each stage is.
        graph: A causal graph to use instead of learning one.

    Raises:
        DataError: If there are too few labelled cases.
    """
    table = cases.binned(domain.vocabulary)
    labelled = np.flatnonzero(table.codes[:, domain.target] >= 0)
    if len(labelled) < FEWEST_CASES:
        name = domain.vocabulary[domain.target].name
        raise DataError(
            f"{len(labelled)} of {len(table)} cases have a recorded {name}; fitting needs at least "
            f"{FEWEST_CASES}"
        )
    table = table.rows(labelled)
    work = _Work(domain, table, options, progress)
    few = len(table) < options.cross_fit_below
    engine, calibration, reserved, found = work.cross_fit(graph) if few else work.split(graph)
    held = work.weigh(engine, calibration + reserved, calibration)
    judged = [work.judged(part) for part in held]
    progress("calibration", 0, 1)
    paths = EvidencePaths(*evidence_paths(found, domain.vocabulary.names, domain.target))
    levels = TrustLevels(options.coverage, options.error, options.certainty)
    first = judged[: len(calibration)]
    last = judged[len(calibration) :] or [work.judged(once(part)) for part in held]
    trust = fit_trust(paths, first, last, levels, exact=not few)
    progress("calibration", 1, 1)
    return Fitted(
        domain.name,
        engine.light(),
        found,
        domain.ground,
        trust,
        typical_numbers(table),
        provenance(domain, table, options),
        domain.readings,
        domain.thresholds,
    )


def provenance(domain: Domain, table: CaseTable, options: FitOptions) -> dict[str, str]:
    """Return how a reasoner came about, for those who check it later."""
    return {
        "cases": str(len(table)),
        "seed": str(options.seed),
        "library": __version__,
        "rules": domain.rules_digest,
    }


class _Work:
    def __init__(
        self, domain: Domain, table: CaseTable, options: FitOptions, progress: Progress
    ) -> None:
        self.domain = domain
        self.table = table
        self.options = options
        self.progress = progress
        random = np.random.default_rng([options.seed, 2])
        self.order = random.permutation(len(table))

    def split(
        self, graph: CausalGraph | None
    ) -> tuple[Engine, list[HeldOut], list[HeldOut], CausalGraph]:
        """Train on most cases; keep some for weighing and calibration, some for guarantees."""
        held, train = deal(len(self.table), self.options)
        table = self.table.rows(train)
        found = graph or learn_graph(self.domain, table, self.options, self.progress)
        engine = learn_engine(self.domain, found, table, self.options, self._epochs(0, 1))
        half = len(held) // 2
        calibration = self._held(engine, held[:half], self.options.repeats)
        reserved = self._held(engine, held[half:], 1)
        return engine, [calibration], [reserved], found

    def cross_fit(
        self, graph: CausalGraph | None
    ) -> tuple[Engine, list[HeldOut], list[HeldOut], CausalGraph]:
        """Train once for each fold that is left out, and once more on all cases."""
        folds = self.options.folds
        found = graph or learn_graph(self.domain, self.table, self.options, self.progress)
        parts = []
        for fold in range(folds):
            held = self.order[fold::folds]
            train = np.setdiff1d(np.arange(len(self.table)), held)
            table = self.table.rows(train)
            report = self._epochs(fold, folds + 1)
            engine = learn_engine(self.domain, found, table, self.options, report)
            parts.append(self._held(engine, held, self.options.repeats))
        report = self._epochs(folds, folds + 1)
        engine = learn_engine(self.domain, found, self.table, self.options, report)
        return engine, parts, [], found

    def weigh(
        self, engine: Engine, parts: list[HeldOut], calibration: list[HeldOut]
    ) -> list[HeldOut]:
        """Learn strengths and the model's weight, and give them to every engine."""
        labelled = [part.labelled() for part in calibration]
        strengths = learn_strengths(
            labelled, lambda done, total: self.progress("strengths of rules", done, total)
        )
        engines = {id(part.engine): part.engine for part in parts} | {id(engine): engine}
        for each in engines.values():
            each.fusion.set_strengths(strengths)
        weight = learn_weight(labelled) if self.options.switches.model else 0.0
        for each in engines.values():
            each.weight = weight
        return parts

    def judged(self, part: HeldOut) -> Judged:
        """Answer held-out cases by the engine that has not seen them."""
        fused = part.engine.answer(part.codes, part.values)
        return Judged(part.engine, fused, part.codes, part.values, part.truth)

    def _held(self, engine: Engine, rows: Integer[np.ndarray, " case"], repeats: int) -> HeldOut:
        return hold_out(engine, self.table, rows, repeats, self.options)

    def _epochs(self, part: int, parts: int) -> Callable[[int, int], None]:
        def report(done: int, total: int) -> None:
            self.progress("model", part * total + done, parts * total)

        return report


def once(part: HeldOut) -> HeldOut:
    """Return held-out cases with each row hidden once only, as guarantees need them."""
    _, first = np.unique(part.rows, return_index=True)
    return replace(
        part,
        rows=part.rows[first],
        codes=part.codes[first],
        values=part.values[first],
        truth=part.truth[first],
        belief=part.belief[first],
    )


def typical_numbers(table: CaseTable) -> np.ndarray:
    """Return the median number of each bin of each numeric variable, ``[variable, state]``."""
    widest = max(table.vocabulary.cards)
    numbers = np.full((len(table.vocabulary), widest), np.nan)
    for index, variable in enumerate(table.vocabulary):
        if not variable.numeric:
            continue
        for state in range(len(variable.states)):
            inside = table.values[table.codes[:, index] == state, index]
            numbers[index, state] = (
                np.median(inside) if len(inside) else _middle(variable.cuts, state)
            )
    return numbers


def _middle(cuts: tuple[float, ...], state: int) -> float:
    """Return a number within a bin that no case fell into."""
    if not cuts:
        return 0.0
    if state == 0:
        return cuts[0] - 1.0
    if state == len(cuts):
        return cuts[-1]
    return 0.5 * (cuts[state - 1] + cuts[state])
