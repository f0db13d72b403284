"""How far an answer can be trusted: calibration, prediction sets, a threshold with its guarantee.

``confidence`` is one number, the calibrated probability that the outcome is right. How sure the
causal paths are and how usual the evidence is are inputs of the calibrator, not rivals of it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

import numpy as np
from jaxtyping import Bool, Float64, Int16, Integer

from neurosym.confidence.calibration import FeatureTemperature, fit_temperature
from neurosym.confidence.conformal import ConformalSets, Score, fit_sets
from neurosym.confidence.outlier import EvidenceReference, fit_reference
from neurosym.confidence.path_confidence import (
    PathWeights,
    fit_path_weights,
    path_confidence,
    step_certainty,
)
from neurosym.confidence.risk import Certificate, certify
from neurosym.reasoner.fused import Answering, Fused

_PATH_CASES = 200


@dataclass(frozen=True, slots=True)
class EvidencePaths:
    """From each variable, the way through the causal graph to the target.

    Attributes:
        sources: The variable that each path starts from.
        steps: Variables after the source, the target last; padded with -1.
    """

    sources: Integer[np.ndarray, " path"]
    steps: Integer[np.ndarray, "path step"]

    def certainty(
        self, fused: Fused, codes: Int16[np.ndarray, "batch variable"]
    ) -> tuple[Float64[np.ndarray, "batch path step"], Bool[np.ndarray, "batch path step"]]:
        """Return how certain each step is, and which steps there are in each case."""
        of_variable = np.stack([step_certainty(marginal) for marginal in fused.marginals], axis=1)
        seen = codes[:, self.sources] >= 0
        mask = seen[:, :, None] & (self.steps >= 0)[None]
        return np.where(mask, of_variable[:, np.maximum(self.steps, 0)], 0.0), mask


@dataclass(frozen=True, slots=True)
class Trusted:
    """What a batch of answers is worth.

    Attributes:
        probabilities: Calibrated probabilities of the outcomes; rows of zeros in a conflict.
        path_confidence: How sure the way from the findings to the outcome is, 0 to 1.
        typicality: Share of reference cases that are at most as usual, 0 to 1.
        inside: Which outcomes the prediction set holds.
        answers: Whether the outcome is sure enough to be given.
    """

    probabilities: Float64[np.ndarray, "batch state"]
    path_confidence: Float64[np.ndarray, " batch"]
    typicality: Float64[np.ndarray, " batch"]
    inside: Bool[np.ndarray, "batch state"]
    answers: Bool[np.ndarray, " batch"]

    @property
    def confidence(self) -> Float64[np.ndarray, " batch"]:
        """Calibrated probability that the most probable outcome is right; 0 in a conflict."""
        return np.asarray(self.probabilities.max(axis=1))


@dataclass(frozen=True, slots=True)
class Trust:
    """What was learned about trust on held-out cases.

    Attributes:
        paths: The ways through the graph.
        weights: What makes a way sure.
        reference: How usual evidence is.
        calibrator: From fused to calibrated probabilities.
        sets: Prediction sets.
        certificate: The threshold for giving an answer, and what is guaranteed at it.
        exact: Whether the sets' coverage is guaranteed (else it is approximate: the cases that
            it rests on were answered by other folds' fits).
    """

    paths: EvidencePaths
    weights: PathWeights
    reference: EvidenceReference
    calibrator: FeatureTemperature
    sets: ConformalSets
    certificate: Certificate
    exact: bool

    def __call__(self, fused: Fused, codes: Int16[np.ndarray, "batch variable"]) -> Trusted:
        """Judge a batch of answers.

        Args:
            fused: The answers.
            codes: What they were given on: state of each variable, -1 where silent.
        """
        features, sure, usual = case_features(
            fused, codes, (self.paths, self.weights, self.reference)
        )
        probabilities = self.calibrator(fused.probabilities, features)
        answers = probabilities.max(axis=1) >= self.certificate.threshold
        inside = self.sets(probabilities)
        return Trusted(probabilities, sure, usual, inside, answers & ~fused.conflict)

    def header(self) -> dict[str, object]:
        """Return what JSON can say of it."""
        return {
            "weights": asdict(self.weights),
            "certificate": asdict(self.certificate),
            "score": self.sets.score.value,
            "alpha": self.sets.alpha,
            "cases": self.sets.cases,
            "by_class": self.sets.by_class,
            "exact": self.exact,
        }

    def arrays(self) -> dict[str, np.ndarray]:
        """Return the rest, by name."""
        return {
            "paths.sources": self.paths.sources,
            "paths.steps": self.paths.steps,
            "sets.thresholds": self.sets.thresholds,
            **{f"reference.{name}": array for name, array in self.reference.arrays().items()},
            **{f"calibrator.{name}": array for name, array in self.calibrator.arrays().items()},
        }


def trust_from_parts(header: Mapping[str, object], arrays: Mapping[str, np.ndarray]) -> Trust:
    """Return what ``header`` and ``arrays`` of a :class:`Trust` say."""

    def part(name: str) -> dict[str, np.ndarray]:
        start = f"{name}."
        return {key[len(start) :]: a for key, a in arrays.items() if key.startswith(start)}

    weights, certificate = header["weights"], header["certificate"]
    if not isinstance(weights, dict) or not isinstance(certificate, dict):
        raise TypeError("weights and certificate must be objects")
    sets = ConformalSets(
        Score(str(header["score"])),
        float(str(header["alpha"])),
        arrays["sets.thresholds"],
        int(str(header["cases"])),
        bool(header["by_class"]),
    )
    return Trust(
        EvidencePaths(arrays["paths.sources"], arrays["paths.steps"]),
        PathWeights(**weights),
        EvidenceReference.from_arrays(part("reference")),
        FeatureTemperature.from_arrays(part("calibrator")),
        sets,
        Certificate(**certificate),
        bool(header["exact"]),
    )


def case_features(
    fused: Fused,
    codes: Int16[np.ndarray, "batch variable"],
    judges: tuple[EvidencePaths, PathWeights, EvidenceReference],
) -> tuple[
    Float64[np.ndarray, "batch feature"],
    Float64[np.ndarray, " batch"],
    Float64[np.ndarray, " batch"],
]:
    """Return the calibrator's inputs, and of them the path confidence and the typicality."""
    paths, weights, reference = judges
    sure = path_confidence(*paths.certainty(fused, codes), weights)
    findings = (codes >= 0).sum(axis=1)
    usual = reference.p_values(fused.log_evidence, findings)
    entropy = 1.0 - step_certainty(fused.probabilities)
    return np.stack([sure, usual, entropy, np.log1p(findings)], axis=1), sure, usual


@dataclass(frozen=True, slots=True)
class Judged:
    """Held-out answers with their truth.

    Attributes:
        engine: Who gave them.
        fused: The answers.
        codes: What they were given on.
        values: The numbers of the numeric variables.
        truth: Recorded states of the target.
    """

    engine: Answering
    fused: Fused
    codes: Int16[np.ndarray, "case variable"]
    values: Float64[np.ndarray, "case variable"]
    truth: Integer[np.ndarray, " case"]


@dataclass(frozen=True, slots=True)
class TrustLevels:
    """What is to be guaranteed.

    Attributes:
        coverage: Share of prediction sets that hold the truth.
        error: Share of given answers that may be wrong.
        certainty: Probability with which that share is guaranteed.
    """

    coverage: float
    error: float
    certainty: float


def fit_trust(
    paths: EvidencePaths,
    calibration: Sequence[Judged],
    reserved: Sequence[Judged],
    levels: TrustLevels,
    exact: bool,
) -> Trust:
    """Fit calibration on some held-out answers, and guarantees on others.

    Args:
        paths: The ways through the graph.
        calibration: Answers that the calibrator is fitted to.
        reserved: Answers that sets and threshold are fitted to.
        levels: What is to be guaranteed.
        exact: Whether the reserved answers were used for nothing else, by the engine that is kept.
    """
    weights = _fit_paths(paths, calibration)
    evidence = np.concatenate([part.fused.log_evidence for part in calibration])
    counts = np.concatenate([(part.codes >= 0).sum(axis=1) for part in calibration])
    judges = (paths, weights, fit_reference(evidence, counts))
    calibrator = fit_temperature(*_labelled(calibration, judges))
    probabilities, labels, features = _labelled(reserved, judges)
    calibrated = calibrator(probabilities, features)
    sets = fit_sets(calibrated, labels, 1.0 - levels.coverage)
    right = calibrated.argmax(axis=1) == labels
    said = calibrated.max(axis=1)
    certificate = certify(said, right, levels.error, levels.certainty, reserved=exact)
    return Trust(paths, weights, judges[2], calibrator, sets, certificate, exact)


def _labelled(
    parts: Sequence[Judged], judges: tuple[EvidencePaths, PathWeights, EvidenceReference]
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Answers, recorded states and features of the labelled cases that nothing contradicts."""
    columns = []
    for part in parts:
        features, _, _ = case_features(part.fused, part.codes, judges)
        usable = (part.truth >= 0) & ~part.fused.conflict
        columns.append((part.fused.probabilities[usable], part.truth[usable], features[usable]))
    answers, labels, features = (np.concatenate(column) for column in zip(*columns, strict=True))
    return answers, labels.astype(np.int64), features


def _fit_paths(paths: EvidencePaths, parts: Sequence[Judged]) -> PathWeights:
    """Fit what makes a way sure: the answer from its evidence alone, against the whole answer."""
    columns = []
    for part in parts:
        rows = slice(0, max(1, _PATH_CASES // len(parts)))
        codes, values = part.codes[rows], part.values[rows]
        whole = part.engine.answer(codes, values).probabilities.argmax(axis=1)
        certainty, mask, agreement = [], [], []
        for source in paths.sources:
            alone = np.full_like(codes, -1)
            alone[:, source] = codes[:, source]
            fused = part.engine.answer(alone, np.where(alone < 0, np.nan, values))
            place = int(np.flatnonzero(paths.sources == source)[0])
            sure, there = paths.certainty(fused, alone)
            certainty.append(sure[:, place])
            mask.append(there[:, place])
            agreement.append(fused.probabilities.argmax(axis=1) == whole)
        columns.append([np.stack(column, axis=1) for column in (certainty, mask, agreement)])
    if not len(paths.sources):
        return PathWeights()
    joined = [np.concatenate(column) for column in zip(*columns, strict=True)]
    return fit_path_weights(joined[0], joined[1], joined[2])
