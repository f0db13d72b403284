"""What a program answers, and how it may be asked: the values of the face, without the work.

An exact probability is a plain number. What is no exact number never looks like one: bounds are
an :class:`Interval`, what random worlds say is an :class:`Estimate`.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import sqrt
from pathlib import Path
from typing import TypedDict

import numpy as np
from jaxtyping import Bool

from neurosym.logic.compiling import CompileLimit


@dataclass(frozen=True, slots=True)
class Interval:
    """A lower and an upper bound on a probability: the exact value lies between them.

    Attributes:
        lower: The lower bound, in [0, 1].
        upper: The upper bound, in [lower, 1].

    Example:
        >>> print(Interval(0.25, 0.5), Interval(0.5, 0.5))
        0.25 to 0.5 0.5
    """

    lower: float = 0.0
    upper: float = 1.0

    @property
    def width(self) -> float:
        """How much is open; 0 where the value is exact."""
        return self.upper - self.lower

    def within(self, other: "Interval") -> "Interval":
        """Return what both intervals leave, for two that hold the same value."""
        lower = max(self.lower, other.lower)
        return Interval(lower, max(lower, min(self.upper, other.upper)))

    def __str__(self) -> str:
        """Return both ends, or the one value where they meet."""
        lower, upper = f"{self.lower:.10g}", f"{self.upper:.10g}"
        return lower if lower == upper else f"{lower} to {upper}"


NOTHING_KNOWN = Interval()
"""The interval that says nothing."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """A probability estimated from random worlds: an approximation, with its interval.

    Attributes:
        value: Share of the worlds where the query holds.
        lower: Lower end of Wilson's confidence interval.
        upper: Its upper end.
        samples: Number of worlds.
        confidence: Probability with which such intervals hold the exact value.
    """

    value: float
    lower: float
    upper: float
    samples: int
    confidence: float

    @classmethod
    def of(cls, hits: int, samples: int, confidence: float = 0.95) -> "Estimate":
        """Return the estimate from how often the query held.

        Example:
            >>> print(Estimate.of(70, 100))
            ~0.7 (0.604 to 0.781: 95 % interval of 100 samples)
        """
        from statistics import NormalDist  # noqa: PLC0415 - it takes 10 ms to load

        z = NormalDist().inv_cdf(0.5 + confidence / 2)
        share = hits / samples
        middle = (share + z * z / (2 * samples)) / (1 + z * z / samples)
        spread = sqrt(share * (1 - share) / samples + (z / (2 * samples)) ** 2)
        width = z * spread / (1 + z * z / samples)
        lower, upper = max(0.0, middle - width), min(1.0, middle + width)
        return cls(share, min(lower, share), max(upper, share), samples, confidence)

    def __str__(self) -> str:
        """Return value and interval in words."""
        return (
            f"~{self.value:.4g} ({self.lower:.3g} to {self.upper:.3g}: "
            f"{100 * self.confidence:g} % interval of {self.samples} samples)"
        )


@dataclass(frozen=True, slots=True)
class Degree:
    """A degree of truth from the rules as they are written: no probability, nor a bound on one.

    Attributes:
        value: The degree, in [0, 1].
        t_norm: What "and" meant: ``product``, ``lukasiewicz`` or ``godel``.

    Example:
        >>> print(Degree(0.65, "product"))
        degree 0.65 (product t-norm)
    """

    value: float
    t_norm: str

    def __str__(self) -> str:
        """Return the degree in words."""
        return f"degree {self.value:.10g} ({self.t_norm} t-norm)"


@dataclass(frozen=True, slots=True, eq=False)
class Samples:
    """Independent random worlds that agree with the evidence.

    Attributes:
        texts: The queries' answers.
        truth: Whether the answer holds in the world.
        drawn: Number of worlds drawn, those that were rejected included.
    """

    texts: tuple[str, ...]
    truth: Bool[np.ndarray, "label world"]
    drawn: int

    def __len__(self) -> int:
        """Return the number of worlds."""
        return int(self.truth.shape[1])

    def __iter__(self) -> Iterator[dict[str, bool]]:
        """Yield the answers of every world."""
        for column in self.truth.T.tolist():
            yield dict(zip(self.texts, column, strict=True))

    def estimates(self, confidence: float = 0.95) -> dict[str, Estimate]:
        """Return the probability of every answer with its confidence interval.

        Args:
            confidence: Probability with which an interval shall hold the exact value.
        """
        hits = self.truth.sum(axis=1).tolist()
        return {
            text: Estimate.of(count, len(self), confidence)
            for text, count in zip(self.texts, hits, strict=True)
        }


@dataclass(frozen=True, slots=True)
class World:
    """A possible world of a program.

    Attributes:
        choices: Text of every uncertain fact, head or rule that the queries, the evidence and the
            constraints rest on, and whether it was chosen. The choice of a rule reads
            ``0.4::head``; two ground rules may read the same.
        answers: Whether each query holds.
        joint: Probability of the choices, in [0, 1]; a soft constraint of strength s that is
            broken multiplies it by 1 - s.
        probability: The same given the evidence and the constraints.
    """

    choices: tuple[tuple[str, bool], ...]
    answers: Mapping[str, bool]
    joint: float
    probability: float

    def __str__(self) -> str:
        r"""Return what holds and what does not (``\+``), one a line: answers, or else choices."""
        shown = list(self.answers.items()) or self.choices
        return "\n".join(text if true else negation(text) for text, true in shown)


def negation(text: str) -> str:
    r"""Return the text of a literal's negation.

    Example:
        >>> negation("flu(ann)"), negation(r"\+flu(ann)")
        ('\\+flu(ann)', 'flu(ann)')
    """
    return text[2:].lstrip() if text.startswith("\\+") else f"\\+{text}"


@dataclass(frozen=True, slots=True)
class Strategy:
    """What to decide, and what it is worth.

    Attributes:
        decisions: Whether to take each decision, by its text.
        expected_utility: Expected sum of the utilities of what then holds.
        optimal: Whether no strategy is better; False where there were too many to compare all.
        compared: Number of strategies compared.
    """

    decisions: Mapping[str, bool]
    expected_utility: float
    optimal: bool
    compared: int

    def __str__(self) -> str:
        """Return the decisions, one a line, and their worth."""
        lines = [f"{text}: {'yes' if taken else 'no'}" for text, taken in self.decisions.items()]
        kind = "optimal" if self.optimal else f"best of {self.compared} compared"
        return "\n".join([*lines, f"expected utility: {self.expected_utility:.10g} ({kind})"])


@dataclass(frozen=True, slots=True)
class Learned:
    """What a program learned from examples.

    Attributes:
        probabilities: Learned probability by the atom of its head; heads that read the same have
            their place added.
        log_likelihood: Log-probability of the examples at the start and after every step, in nats.
        converged: Whether learning ended because a step gained too little.
        text: The program with the learned numbers in place of ``t(_)``.
        left_out: Numbers, from 1, of examples that are impossible under the program.
    """

    probabilities: Mapping[str, float]
    log_likelihood: tuple[float, ...]
    converged: bool
    text: str
    left_out: tuple[int, ...] = ()


Examples = str | Path | Sequence[Mapping[str, bool] | Sequence[str]]
"""What was seen: atoms and whether they hold, or literals as text; or a file of such examples."""


class LearningMethod(StrEnum):
    """How to climb to the probabilities under which examples are most likely."""

    EM = "em"
    GRADIENT = "gradient"


class LearnOptions(TypedDict, total=False):
    """What learning may be told.

    Attributes:
        iterations: Most steps; 1,000 if not given.
        tolerance: Gain of log-likelihood, in nats, below which a step is the last; 1e-9.
        seed: Draws the start values that ``t(_)`` leaves open; without it they are equal shares.
        rate: ``gradient``: length of a step, in logits; 0.1.
        leave_out: Learn without the examples that are impossible under the program, instead of
            refusing them.
    """

    iterations: int
    tolerance: float
    seed: int
    rate: float
    leave_out: bool


class Method(StrEnum):
    """How probabilities are found."""

    EXACT = "exact"
    BOUNDS = "bounds"
    K_BEST = "k-best"
    SAMPLING = "sampling"
    FUZZY = "fuzzy"


class QueryOptions(TypedDict, total=False):
    """What each method may be told.

    Attributes:
        limit: ``exact``: what compiling may use before it gives up.
        seconds: ``bounds``: how long to tighten; 10 if not given. ``k-best``: how long in all; 60
            if not given.
        gap: ``bounds``: width of the intervals that is enough; 0 if not given.
        k: ``k-best``: proofs on each side; 10 if not given.
        samples: ``sampling``: worlds wanted; 10,000 if not given.
        seed: ``sampling``: a seed or a generator; 0 if not given.
        confidence: ``sampling``: probability with which an interval shall hold the exact value;
            0.95 if not given.
        t_norm: ``fuzzy``: what "and" means, ``product`` (if not given), ``lukasiewicz``, ``godel``.
    """

    limit: CompileLimit
    seconds: float
    gap: float
    k: int
    samples: int
    seed: "int | np.random.Generator"
    confidence: float
    t_norm: str


_OPTIONS = {
    Method.EXACT: {"limit"},
    Method.BOUNDS: {"seconds", "gap"},
    Method.K_BEST: {"k", "seconds"},
    Method.SAMPLING: {"samples", "seed", "confidence"},
    Method.FUZZY: {"t_norm"},
}


OTHER_METHODS = (
    'or ask with method="bounds" (an interval that tightens with seconds), method="k-best" (bounds '
    'from the k best proofs), method="sampling" (an estimate with a confidence interval) or '
    'method="fuzzy" (a degree of truth)'
)
"""What to do about a program that is too large to compile."""


def check_options(method: str, options: Mapping[str, object]) -> Method:
    """Return the method of a name.

    Raises:
        ValueError: There is no such method, it takes no such option, or none of that value.
        TypeError: An option is of another type.
    """
    if method not in list(Method):
        raise ValueError(f"there is no method {method!r}; choose {', '.join(Method)}")
    chosen = Method(method)
    for name in options:
        if name not in _OPTIONS[chosen]:
            owners = [str(owner) for owner, names in _OPTIONS.items() if name in names]
            hint = f"it belongs to method {owners[0]!r}" if owners else "remove it"
            raise ValueError(f"method {str(chosen)!r} takes no option {name}; {hint}")
    for name, value in options.items():
        _check_option(name, value)
    return chosen


def _check_option(name: str, value: object) -> None:
    """Raise if an option cannot have a value.

    Raises:
        TypeError: It is of another type.
        ValueError: It is out of range.
    """
    if name == "limit" and not isinstance(value, CompileLimit):
        raise TypeError(f"limit is {value!r}; give a CompileLimit, such as CompileLimit(seconds=9)")
    if name in ("k", "samples"):
        if not isinstance(value, int | np.integer) or value < 1:
            raise ValueError(f"{name} is {value!r}; ask for at least one, as a whole number")
    elif name in ("seconds", "gap", "confidence"):
        if not isinstance(value, float | int | np.number):
            raise TypeError(f"{name} is {value!r}; give a number")
        if name == "confidence" and not 0.0 < value < 1.0:
            raise ValueError(f"confidence is {value!r}; give a number between 0 and 1")
        if not value >= 0.0:
            raise ValueError(f"{name} is {value!r}; give a number of at least 0")


def random_generator(seed: "int | np.random.Generator") -> "np.random.Generator":
    """Return the generator of a seed, or the one given.

    The type's name is quoted here and elsewhere: looking it up imports numpy.random, a twentieth of
    the time of a short query.
    """
    return seed if isinstance(seed, np.random.Generator) else np.random.default_rng(seed)
