"""The `child` pack against its rivals, its own parts and the true network's exact posterior.

Each seed draws 5,000 training cases (the first 100 of them are the small training set), 5,000 test
cases of its own, and what is hidden. One reasoner is fitted for each seed and size, with its
default options, and answers both tables; the rivals are fitted for each table anew.

    python -m benchmarks.child [--seeds 5] [--jobs 2] [--date 2026-11-24] [--quick]
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from jaxtyping import Int16, Int64

from benchmarks.columns import CEILING, Answers, ask_all, measure
from benchmarks.rivals import Hiding, answers_of_rivals
from benchmarks.running import Settings, finish, run_all, settings_from
from benchmarks.tables import tabulate
from neurosym.bayes.inference.posterior import ExactInference
from neurosym.bayes.network.network import BayesianNetwork
from neurosym.cases.table import CaseTable
from neurosym.packs import Pack, find_pack, load_data
from neurosym.packs.data import source_network
from neurosym.reasoner.domain import prepare_pack
from neurosym.reasoner.fitting import fit_domain
from neurosym.reasoner.learning import learn_engine
from neurosym.reasoner.options import FitOptions, silent
from neurosym.steering.masking import USUAL, Missingness, hide, values_of
from neurosym.steering.switches import MODEL_ALONE

SIZES = (5000, 100)
TEST_CASES = 5000
HIDDEN = Missingness(0.6, 0.6)
REPORTS = (
    "XrayReport",
    "LVHreport",
    "CO2Report",
    "GruntingReport",
    "LowerBodyO2",
    "RUQO2",
    "Age",
    "BirthAsphyxia",
)
"""What a referring hospital can say by telephone: four reports, two gases, and the history."""

TITLES = {
    "hidden": "each of the 19 other variables hidden with probability .6",
    "reports": "the reports alone: " + ", ".join(REPORTS),
}


@dataclass(frozen=True, slots=True)
class Job:
    """One fit and what it is scored on.

    Attributes:
        seed: Seed of every draw.
        size: Training cases.
        test_cases: Test cases.
        options: How the reasoner is fitted.
    """

    seed: int
    size: int
    test_cases: int
    options: FitOptions


def hidings(pack: Pack) -> dict[str, tuple[Hiding, ...]]:
    """Return how each table hides findings, and what a rival may train with beside that."""
    names = pack.vocabulary.names
    target = names.index(pack.target)
    silent_in_reports = np.array([name not in REPORTS for name in names])

    def reports(
        codes: Int16[np.ndarray, "case variable"], generator: np.random.Generator
    ) -> Int16[np.ndarray, "case variable"]:
        return np.where(silent_in_reports, np.int16(-1), codes)

    def fewer_reports(
        codes: Int16[np.ndarray, "case variable"], generator: np.random.Generator
    ) -> Int16[np.ndarray, "case variable"]:
        return reports(hide(codes, (target,), Missingness(0.0, 0.6), generator), generator)

    def usual(
        codes: Int16[np.ndarray, "case variable"], generator: np.random.Generator
    ) -> Int16[np.ndarray, "case variable"]:
        return hide(codes, (target,), USUAL, generator)

    def most(
        codes: Int16[np.ndarray, "case variable"], generator: np.random.Generator
    ) -> Int16[np.ndarray, "case variable"]:
        return hide(codes, (target,), HIDDEN, generator)

    return {"hidden": (most, usual), "reports": (reports, fewer_reports)}


def true_network(pack: Pack) -> BayesianNetwork:
    """Return the network that the cases are drawn from, under the pack's variables and states."""
    source, vocabulary = source_network(pack), pack.vocabulary
    place = [vocabulary.index(vocabulary.find(name).name) for name in source.names]
    parents: list[tuple[int, ...]] = [()] * len(vocabulary)
    tables: list[np.ndarray] = [np.empty(0)] * len(vocabulary)
    for i, table in enumerate(source.tables):
        for axis, node in enumerate((*source.parents[i], i)):
            variable = vocabulary[place[node]]
            codes = [variable.states.index(variable.find_state(s)) for s in source.states[node]]
            table = np.take(table, np.argsort(codes), axis=axis)  # noqa: PLW2901 - by its axes
        parents[place[i]] = tuple(place[parent] for parent in source.parents[i])
        tables[place[i]] = table
    states = tuple(variable.states for variable in vocabulary)
    return BayesianNetwork(vocabulary.names, states, tuple(parents), tuple(tables))


def run_job(job: Job) -> dict[str, Answers]:
    """Fit for one seed and size, and answer the test cases of both tables."""
    import torch  # noqa: PLC0415 - only the processes that fit need it set

    torch.set_num_threads(1)
    pack = find_pack("child")
    training = load_data(pack, rows=max(SIZES), seed=100 + job.seed).rows(np.arange(job.size))
    test = load_data(pack, rows=job.test_cases, seed=1000 + job.seed)
    domain = prepare_pack(pack, training, job.options)
    fitted = fit_domain(domain, training, job.options, silent)
    alone_options = replace(job.options, switches=MODEL_ALONE)
    alone = learn_engine(domain, fitted.graph, training, alone_options, lambda done, total: None)
    exact = ExactInference(true_network(pack))
    answers = {}
    for place, (name, ways) in enumerate(hidings(pack).items()):
        codes = ways[0](test.codes, np.random.default_rng([job.seed, 5, place]))
        codes[:, domain.target] = -1
        cases = CaseTable(domain.vocabulary, codes, values_of(test.values, codes))
        truth: Int64[np.ndarray, " case"] = test.codes[:, domain.target].astype(np.int64)
        others = answers_of_rivals(domain, training, ways, cases, job.seed)
        others[CEILING] = exact.posterior(codes, (domain.target,)).marginals[0]
        answers[name] = ask_all(fitted, alone, cases, truth, others)
    return answers


def jobs_of(settings: Settings) -> list[Job]:
    """Return the fits to make, the long ones first."""
    if settings.quick:
        options = FitOptions(seed=1, bootstraps=1, jobs=1, epochs=2, folds=2, repeats=1)
        return [Job(1, 60, 300, options)]
    return [
        Job(seed, size, TEST_CASES, FitOptions(seed=seed, jobs=1))
        for size in SIZES
        for seed in settings.seeds
    ]


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the benchmark, write its results and print its tables."""
    settings = settings_from("child", 5, arguments)
    jobs = jobs_of(settings)
    done = run_all(run_job, jobs, 1 if settings.quick else settings.jobs)
    tables = []
    for size in sorted({job.size for job in jobs}):
        for name, title in TITLES.items():
            runs = [
                measure([answers[name]])
                for job, (answers, _) in zip(jobs, done, strict=True)
                if job.size == size
            ]
            tables.append(tabulate(f"child, {size:,} training cases, {title}", runs))
            tables[-1] |= {"name": name, "training_cases": size}
    design = {
        "seeds": list(settings.seeds),
        "test_cases": jobs[0].test_cases,
        "test": "drawn anew for each seed; both sizes share training draw and test",
        "reports": list(REPORTS),
        "seconds": {
            f"seed {job.seed}, {job.size} cases": round(seconds, 1)
            for job, (_, seconds) in zip(jobs, done, strict=True)
        },
    }
    finish("child", settings, tables, design)


if __name__ == "__main__":
    main()
