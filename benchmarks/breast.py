"""The `breast` pack against its rivals and its own parts: five-fold, on the 569 patients.

Each seed deals the patients into five folds anew. Bins, graph, tables, model and calibration are
learned from the other four folds; the answers of the five are pooled. One reasoner a fold answers
both tables, the rivals are fitted for each table anew. Nobody knows the true network here, so
there is no ceiling.

    python -m benchmarks.breast [--seeds 2] [--jobs 2] [--date 2026-11-24] [--quick]
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from jaxtyping import Int16, Int64

from benchmarks.columns import Answers, ask_all, measure
from benchmarks.rivals import Hiding, answers_of_rivals
from benchmarks.running import Settings, finish, run_all, settings_from
from benchmarks.tables import tabulate
from neurosym.cases.table import CaseTable
from neurosym.confidence.calibration import folds
from neurosym.packs import find_pack, load_data
from neurosym.reasoner.domain import prepare_pack
from neurosym.reasoner.fitting import fit_domain
from neurosym.reasoner.learning import learn_engine
from neurosym.reasoner.options import FitOptions, silent
from neurosym.steering.masking import USUAL, Missingness, hide, values_of
from neurosym.steering.switches import MODEL_ALONE

FOLDS = 5
HIDDEN = Missingness(0.6, 0.6)
TITLES = {
    "recorded": "as recorded, nothing hidden",
    "hidden": "each of the 30 measurements hidden with probability .6",
}


@dataclass(frozen=True, slots=True)
class Job:
    """One fold that is left out of one fit.

    Attributes:
        seed: Seed of folds, hiding and fit.
        fold: The fold that is answered.
        options: How the reasoner is fitted.
    """

    seed: int
    fold: int
    options: FitOptions


def _recorded(
    codes: Int16[np.ndarray, "case variable"], generator: np.random.Generator
) -> Int16[np.ndarray, "case variable"]:
    return codes


def _most_hidden(
    codes: Int16[np.ndarray, "case variable"], generator: np.random.Generator
) -> Int16[np.ndarray, "case variable"]:
    return hide(codes, (), HIDDEN, generator)


def _some_hidden(
    codes: Int16[np.ndarray, "case variable"], generator: np.random.Generator
) -> Int16[np.ndarray, "case variable"]:
    return hide(codes, (), USUAL, generator)


HIDINGS: dict[str, tuple[Hiding, ...]] = {
    "recorded": (_recorded, _some_hidden),
    "hidden": (_most_hidden, _some_hidden),
}


def run_job(job: Job) -> dict[str, Answers]:
    """Fit on four folds, and answer the fifth for both tables."""
    import torch  # noqa: PLC0415 - only the processes that fit need it set

    torch.set_num_threads(1)
    pack = find_pack("breast")
    patients = load_data(pack)
    labels = patients.codes[:, pack.vocabulary.index(pack.target)].astype(np.int64)
    fold = folds(labels, FOLDS, np.random.default_rng([job.seed, 6]))
    training = patients.rows(np.flatnonzero(fold != job.fold))
    domain = prepare_pack(pack, training, job.options)
    test = patients.rows(np.flatnonzero(fold == job.fold)).binned(domain.vocabulary)
    fitted = fit_domain(domain, training, job.options, silent)
    alone = learn_engine(
        domain,
        fitted.graph,
        training.binned(domain.vocabulary),
        replace(job.options, switches=MODEL_ALONE),
        lambda done, total: None,
    )
    truth: Int64[np.ndarray, " case"] = test.codes[:, domain.target].astype(np.int64)
    answers = {}
    for place, (name, ways) in enumerate(HIDINGS.items()):
        random = np.random.default_rng([job.seed, job.fold, place])
        codes = ways[0](test.codes, random).copy()
        codes[:, domain.target] = -1
        cases = CaseTable(domain.vocabulary, codes, values_of(test.values, codes))
        others = answers_of_rivals(domain, training, ways, cases, job.seed)
        answers[name] = ask_all(fitted, alone, cases, truth, others)
    return answers


def jobs_of(settings: Settings) -> list[Job]:
    """Return the fits to make."""
    if settings.quick:
        options = FitOptions(seed=1, bootstraps=1, jobs=1, epochs=2, folds=2, repeats=1)
        return [Job(1, 0, options)]
    return [
        Job(seed, fold, FitOptions(seed=10 * seed + fold, jobs=1))
        for seed in settings.seeds
        for fold in range(FOLDS)
    ]


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the benchmark, write its results and print its tables."""
    settings = settings_from("breast", 2, arguments)
    jobs = jobs_of(settings)
    done = run_all(run_job, jobs, 1 if settings.quick else settings.jobs)
    tables = []
    for name, title in TITLES.items():
        runs = [
            measure(
                [
                    answers[name]
                    for job, (answers, _) in zip(jobs, done, strict=True)
                    if job.seed == seed
                ]
            )
            for seed in settings.seeds
        ]
        tables.append(tabulate(f"breast, five-fold, {title}", runs) | {"name": name})
    design = {
        "seeds": list(settings.seeds),
        "folds": FOLDS,
        "test": "each patient once a seed; bins, graph and all else learned without the fold",
        "seconds": {
            f"seed {job.seed}, fold {job.fold}": round(seconds, 1)
            for job, (_, seconds) in zip(jobs, done, strict=True)
        },
    }
    finish("breast", settings, tables, design)


if __name__ == "__main__":
    main()
