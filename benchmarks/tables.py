"""From the figures of several runs to means, standard deviations, a table and plain words."""

from collections.abc import Mapping, Sequence

import numpy as np
import scipy.stats

from benchmarks.columns import (
    FULL,
    FUSED,
    MOE_ALONE,
    NETWORK,
    NO_HARD_RULES,
    RULES,
    STEERED,
)

Figures = Mapping[str, Mapping[str, float]]
Summary = dict[str, dict[str, dict[str, float]]]

COMPARISONS = {
    "adding the rules": (NETWORK, RULES, "the learned network"),
    "adding the MoE": (RULES, FUSED, "network and rules"),
    "calibrating": (FUSED, FULL, "the fused answer"),
    "the whole reasoner": (NETWORK, FULL, "the learned network alone"),
    "steering in training and use": (MOE_ALONE, STEERED, "the MoE"),
    "keeping the hard rules": (NO_HARD_RULES, FULL, "the reasoner without them"),
}
"""What is added, to which column it leads from which, and what that column is called."""

_METRICS = (("accuracy", 3), ("log_loss", 3), ("ece", 3))


def summarise(runs: Sequence[Figures]) -> Summary:
    """Return mean and standard deviation over the runs of every figure of every column."""
    return {
        column: {
            figure: spread([run[column][figure] for run in runs]) for figure in runs[0][column]
        }
        for column in runs[0]
    }


def spread(values: Sequence[float]) -> dict[str, float]:
    """Return mean and standard deviation (of a sample; 0 for a single value)."""
    deviation = float(np.std(values, ddof=1)) if len(values) > 1 else 0.0
    return {"mean": float(np.mean(values)), "sd": deviation}


def changes(runs: Sequence[Figures]) -> dict[str, dict[str, dict[str, float]]]:
    """Return what each part changes within a run: mean and deviation of the paired differences."""
    return {
        name: {
            figure: spread([run[after][figure] - run[before][figure] for run in runs])
            for figure, _ in _METRICS
        }
        for name, (before, after, _) in COMPARISONS.items()
    }


def verdicts(runs: Sequence[Figures]) -> list[str]:
    """Return one sentence for each part of the reasoner: whether it helps, and by how much."""
    return [
        _verdict(name, before, change, len(runs))
        for (name, (_, _, before)), change in zip(
            COMPARISONS.items(), changes(runs).values(), strict=True
        )
    ]


def tabulate(title: str, runs: Sequence[Figures]) -> dict[str, object]:
    """Print a table in markdown; return it with all figures that it comes from."""
    summary, words = summarise(runs), verdicts(runs)
    print(markdown(title, summary, words))
    return {
        "title": title,
        "columns": summary,
        "changes": changes(runs),
        "words": words,
        "runs": list(runs),
    }


def _students_t(runs: int) -> float:
    """Return how many standard errors a mean of so few runs must lie off to be told from 0."""
    return float(scipy.stats.t.ppf(0.975, runs - 1)) if runs > 1 else np.inf


def _verdict(name: str, before: str, change: Mapping[str, Mapping[str, float]], runs: int) -> str:
    loss, right = change["log_loss"], change["accuracy"]
    doubt = _students_t(runs) * loss["sd"] / np.sqrt(runs)
    figures = (
        f"log-loss {loss['mean']:+.4f} (sd {loss['sd']:.4f}), "
        f"accuracy {right['mean']:+.4f} (sd {right['sd']:.4f})"
    )
    start = name[0].upper() + name[1:]
    if np.allclose([*loss.values(), *right.values()], 0.0, atol=1e-9):
        return f"{start} adds nothing to {before}: the answers are the same."
    if runs == 1 or abs(loss["mean"]) <= doubt:
        return f"{start} adds nothing to {before} that {runs} runs can tell: {figures}."
    if loss["mean"] < 0.0:
        return f"{start} improves on {before}: {figures}."
    return f"{start} harms {before}: {figures}."


def markdown(title: str, summary: Summary, words: Sequence[str]) -> str:
    """Return a table in markdown, a row a column of the benchmark, and the words under it."""
    lines = [
        f"### {title}",
        "",
        "| | accuracy | log-loss | ECE | answers that break a hard rule |",
        "|---|---|---|---|---|",
    ]
    for column, figures in summary.items():
        if column == "shares":
            continue
        cells = [_cell(figures[figure], digits) for figure, digits in _METRICS]
        broken = f"{100 * figures['breaks_rules']['mean']:.2f} %"
        lines.append(f"| {column} | {' | '.join(cells)} | {broken} |")
    shares = {name: figure["mean"] for name, figure in summary["shares"].items()}
    under = (
        f"Fusion weight of the MoE {_cell(summary['shares']['fusion_weight'], 2)}. Evidence breaks "
        f"a hard rule in {shares['evidence_breaks_rules']:.2%} of the cases (they count as the "
        f"network's answer); in {shares['truth_excluded']:.2%} a hard rule excludes the true "
        "outcome."
    )
    return "\n".join([*lines, "", under, "", *(f"- {sentence}" for sentence in words), ""])


def _cell(figure: Mapping[str, float], digits: int) -> str:
    return f"{figure['mean']:.{digits}f} ± {figure['sd']:.{digits}f}"
