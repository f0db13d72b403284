"""Numbers into bins, so that every test of a rule on a number is a function of the bin.

Bins come from two sources. The thresholds of rules are cut points as they stand; between them,
data say where to cut: at quantiles, or where the classes of a label change (the entropy criterion
with the minimum description length as its stop, [1]).

A bin holds the values from its lower cut on and below its upper cut, which makes ``x < t`` and
``x >= t`` exact with a cut at ``t``. For ``x =< t`` and ``x > t`` the cut is the next float after
``t``: :func:`comparison_cuts` gives the cuts that a test needs.

References:
    [1] U. Fayyad and K. Irani, "Multi-interval discretization of continuous-valued attributes for
        classification learning", IJCAI 1993.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np
from jaxtyping import Float64, Int16, Int64

from neurosym.cases.table import MISSING, CaseTable
from neurosym.cases.variable import Variable
from neurosym.cases.vocabulary import Vocabulary

DIGITS = 4
"""Significant digits of a cut that data propose; rules' thresholds keep all of theirs."""


def comparison_cuts(operator: str, threshold: float) -> tuple[float, ...]:
    """Return the cuts that make ``x operator threshold`` a function of the bin.

    Args:
        operator: One of Prolog's comparisons.
        threshold: The number compared with.

    Raises:
        ValueError: When the operator is no comparison, or the threshold is not finite.

    Example:
        >>> comparison_cuts(">=", 15.0)
        (15.0,)
        >>> comparison_cuts(">", 15.0)
        (15.000000000000002,)
    """
    if not math.isfinite(threshold):
        raise ValueError(f"the threshold {threshold} is not finite")
    after = math.nextafter(threshold, math.inf)
    cuts = {
        "<": (threshold,),
        ">=": (threshold,),
        ">": (after,),
        "=<": (after,),
        "=:=": (threshold, after),
        "=\\=": (threshold, after),
    }
    if operator not in cuts:
        raise ValueError(f"{operator!r} is no comparison; known are {', '.join(cuts)}")
    return cuts[operator]


def discretise(
    table: CaseTable,
    *,
    thresholds: Mapping[str, Sequence[float]] | None = None,
    bins: int = 4,
    target: str | None = None,
) -> Vocabulary:
    """Return the vocabulary with cuts and bins for every numeric variable that has none yet.

    Args:
        table: The data; ``table.binned(...)`` then gives their bins.
        thresholds: For each variable the cuts that rules need, which are all kept.
        bins: How many bins quantiles make where there is neither threshold nor target.
        target: A discrete variable whose classes the cuts shall tell apart; without it, and where
            no cut tells them apart, cuts are quantiles.

    Raises:
        ValueError: When there are fewer than two bins to make.

    Example:
        >>> from neurosym.cases.table_reading import table_from_rows
        >>> words = Vocabulary((Variable("Age", numeric=True),))
        >>> table = table_from_rows([{"Age": i} for i in range(100)], words)
        >>> discretise(table, thresholds={"Age": [18.0]}, bins=2)[0].states
        ('< 18', '18 to 49.5', '>= 49.5')
    """
    if bins < 2:  # noqa: PLR2004 - one bin tells nothing
        raise ValueError("numbers need two bins or more")
    wanted = {table.vocabulary.find(name).name: cuts for name, cuts in (thresholds or {}).items()}
    labels = None if target is None else table.column(target)
    return Vocabulary(
        tuple(
            variable
            if not variable.numeric or variable.states
            else with_cuts(
                variable,
                _cuts(table.values[:, i], tuple(wanted.get(variable.name, ())), labels, bins),
            )
            for i, variable in enumerate(table.vocabulary)
        )
    )


def _cuts(
    values: Float64[np.ndarray, " case"],
    given: Sequence[float],
    labels: Int16[np.ndarray, " case"] | None,
    bins: int,
) -> tuple[float, ...]:
    """Return the cuts of one variable: those given and those that the data propose."""
    proposed = () if labels is None else supervised_cuts(values, labels)
    return merged_cuts(values, given, proposed or quantile_cuts(values, bins), bins)


def with_cuts(variable: Variable, cuts: Sequence[float]) -> Variable:
    """Return the numeric variable with these cuts and bins named after them."""
    return replace(variable, cuts=tuple(cuts), states=bin_names(cuts), ordered=True)


def bin_names(cuts: Sequence[float]) -> tuple[str, ...]:
    """Return a name for every bin that the cuts make.

    Example:
        >>> bin_names([1.0, 2.5])
        ('< 1', '1 to 2.5', '>= 2.5')
        >>> bin_names(comparison_cuts("=:=", 3.0))
        ('< 3', 'exactly 3', '> 3')
    """
    if not cuts:
        return ("any",)
    names = [f"<= {_text(cuts[0])}" if _is_after(cuts[0]) else f"< {_text(cuts[0])}"]
    for low, high in pairwise(cuts):
        single = math.nextafter(low, math.inf) == high
        names.append(f"exactly {_text(low)}" if single else f"{_from(low)} to {_until(high)}")
    names.append(f"> {_text(cuts[-1])}" if _is_after(cuts[-1]) else f">= {_text(cuts[-1])}")
    return tuple(names)


def quantile_cuts(values: Float64[np.ndarray, " case"], bins: int) -> tuple[float, ...]:
    """Return the cuts that make bins of about the same number of cases.

    Args:
        values: The numbers; NaN is missing.
        bins: How many bins to make; ties may leave fewer.
    """
    known = values[~np.isnan(values)]
    if len(known) == 0:
        return ()
    inner = np.quantile(known, np.arange(1, bins) / bins)
    return _between(known, inner)


def supervised_cuts(
    values: Float64[np.ndarray, " case"], labels: Int16[np.ndarray, " case"]
) -> tuple[float, ...]:
    """Return the cuts that tell the classes of a label apart, by entropy and description length.

    Args:
        values: The numbers; NaN is missing.
        labels: The class of each case; -1 is missing.

    Returns:
        The cuts, increasing; none where no cut is worth its description.
    """
    known = ~np.isnan(values) & (labels != MISSING)
    if known.sum() < 2:  # noqa: PLR2004 - nothing to cut
        return ()
    order = np.argsort(values[known], kind="stable")
    numbers, classes = values[known][order], labels[known][order]
    one_hot = np.zeros((len(numbers) + 1, int(classes.max()) + 1), dtype=np.int64)
    one_hot[np.arange(1, len(numbers) + 1), classes] = 1
    found = _split(numbers, one_hot.cumsum(axis=0), 0, len(numbers))
    return _between(numbers, np.array(sorted(found)))


def merged_cuts(
    values: Float64[np.ndarray, " case"],
    given: Sequence[float],
    proposed: Sequence[float],
    bins: int,
) -> tuple[float, ...]:
    """Return all given cuts and those proposed ones that leave no bin nearly empty.

    Args:
        values: The numbers; NaN is missing.
        given: Cuts that rules need.
        proposed: Cuts that data propose.
        bins: A bin beside a proposed cut holds at least half of a ``bins``-th of the cases.
    """
    known = np.sort(values[~np.isnan(values)])
    least = len(known) / (2 * bins)
    cuts = sorted(set(given))
    for cut in proposed:
        place = np.searchsorted(known, cut)
        others = np.searchsorted(known, np.array(cuts, dtype=np.float64))
        if not given or (np.abs(others - place) >= least).all():
            cuts = sorted({*cuts, cut})
    return tuple(cuts)


def _split(
    numbers: Float64[np.ndarray, " case"],
    counts: Int64[np.ndarray, "level state"],
    low: int,
    high: int,
) -> list[float]:
    """Return the cuts inside ``numbers[low:high]``, found by halving as long as it pays."""
    places = low + 1 + np.flatnonzero(numbers[low + 1 : high] > numbers[low : high - 1])
    if len(places) == 0:
        return []
    total = counts[high] - counts[low]
    left, right = counts[places] - counts[low], counts[high] - counts[places]
    share = (places - low) / (high - low)
    within = share * _entropy(left) + (1 - share) * _entropy(right)
    best = int(np.argmin(within))
    gain = float(_entropy(total[None])[0] - within[best])
    if gain <= _description(total, left[best], right[best], high - low):
        return []
    place = int(places[best])
    cut = float((numbers[place - 1] + numbers[place]) / 2)
    return [*_split(numbers, counts, low, place), cut, *_split(numbers, counts, place, high)]


def _description(
    total: Int64[np.ndarray, " state"],
    left: Int64[np.ndarray, " state"],
    right: Int64[np.ndarray, " state"],
    count: int,
) -> float:
    """Return the gain, in nats, below which a cut is not worth its description [1, eq. 3]."""
    classes = [int((part > 0).sum()) for part in (total, left, right)]
    entropies = [float(_entropy(part[None])[0]) for part in (total, left, right)]
    weighted = [k * e for k, e in zip(classes, entropies, strict=True)]
    delta = math.log(3 ** classes[0] - 2) - (weighted[0] - weighted[1] - weighted[2])
    return (math.log(count - 1) + delta) / count


def _entropy(counts: Int64[np.ndarray, "case state"]) -> Float64[np.ndarray, " case"]:
    """Return the entropy of each row of counts, in nats."""
    shares = counts / counts.sum(axis=1, keepdims=True)
    logs = np.log(shares, out=np.zeros_like(shares), where=shares > 0)
    entropy: Float64[np.ndarray, " case"] = -(shares * logs).sum(axis=1)
    return entropy


def _between(
    known: Float64[np.ndarray, " case"], cuts: Float64[np.ndarray, " level"]
) -> tuple[float, ...]:
    """Return the cuts with few digits, without those that would leave a bin empty."""
    kept: list[float] = []
    below = 0
    ordered = np.sort(known)
    for cut in cuts:
        short = float(f"{cut:.{DIGITS}g}")
        place = int(np.searchsorted(ordered, short))
        if below < place < len(ordered):
            kept.append(short)
            below = place
    return tuple(kept)


def _is_after(cut: float) -> bool:
    """Return whether the cut is the float after a shorter number, as ``x > 15`` makes it."""
    return len(repr(math.nextafter(cut, -math.inf))) < len(repr(cut))


def _text(cut: float) -> str:
    number = math.nextafter(cut, -math.inf) if _is_after(cut) else cut
    return repr(number).removesuffix(".0")


def _from(cut: float) -> str:
    return f"above {_text(cut)}" if _is_after(cut) else _text(cut)


def _until(cut: float) -> str:
    return f"{_text(cut)} included" if _is_after(cut) else _text(cut)
