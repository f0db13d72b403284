"""One fitted reasoner taken apart: what each of its parts says of the same cases, and its cost."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import torch
from jaxtyping import Bool, Float64, Int16, Int64

from neurosym.cases.table import CaseTable
from neurosym.confidence.metrics import accuracy, calibration_error, log_loss
from neurosym.reasoner.engine import Engine
from neurosym.reasoner.fitted import Fitted
from neurosym.reasoner.fused import Fused
from neurosym.steering.fusion import Fusion
from neurosym.steering.switches import Switches

MOE_ALONE = "MoE alone"
STEERED = "steered MoE"
NETWORK = "learned network"
RULES = "network and rules"
FUSED = "network, rules and MoE"
FULL = "full reasoner"
CEILING = "ceiling"
NO_HARD_RULES = "full reasoner, hard rules off"


@dataclass(frozen=True, slots=True)
class Answers:
    """What every column says of some test cases.

    Attributes:
        columns: Probabilities ``[case, state]`` by column; none is zero throughout a row.
        truth: Recorded state of the target.
        conflict: Where the evidence alone breaks a hard rule.
        excluded: Where a hard rule excludes the recorded state, the evidence being possible.
        breaking: By column, where its most probable state breaks a hard rule that need not break.
        weight: Weight of the model in the fusion.
    """

    columns: Mapping[str, Float64[np.ndarray, "case state"]]
    truth: Int64[np.ndarray, " case"]
    conflict: Bool[np.ndarray, " case"]
    excluded: Bool[np.ndarray, " case"]
    breaking: Mapping[str, Bool[np.ndarray, " case"]]
    weight: float


def ask_all(
    fitted: Fitted,
    alone: Engine,
    cases: CaseTable,
    truth: Int64[np.ndarray, " case"],
    others: Mapping[str, Float64[np.ndarray, "case state"]],
) -> Answers:
    """Answer cases by every part of a reasoner.

    Args:
        fitted: The reasoner.
        alone: An engine whose model was trained without any steering.
        cases: Cases with findings hidden, the target always.
        truth: Recorded state of the target.
        others: Answers of the rivals and of the ceiling.
    """
    codes, values, engine = cases.codes, cases.values, fitted.engine
    fused = engine.answer(codes, values)
    ruled = _answered_anew(fitted, cases, fused, 0.0)
    free = _answered_anew(fitted, cases, fused, engine.weight, hard_rules=False)
    columns = {
        **{name: found for name, found in others.items() if name != CEILING},
        MOE_ALONE: alone.answer(codes, values).belief,
        STEERED: fused.belief,
        NETWORK: fused.network,
        RULES: _or_network(ruled.probabilities, ruled),
        FUSED: _or_network(fused.probabilities, fused),
        FULL: _or_network(fitted.trust(fused, codes).probabilities, fused),
        NO_HARD_RULES: _or_network(fitted.trust(free, codes).probabilities, free),
        **{name: found for name, found in others.items() if name == CEILING},
    }
    hard = _fusion(fitted, Switches(model=False, soft_rules=False))
    conflict = _breaks(hard, cases, {})
    answered = {name: found.argmax(axis=1) for name, found in columns.items()}
    return Answers(
        columns,
        truth,
        conflict,
        _breaks(hard, cases, {engine.target: truth}) & ~conflict,
        {
            name: _breaks(hard, cases, {engine.target: answer}) & ~conflict
            for name, answer in answered.items()
        },
        engine.weight,
    )


def _fusion(fitted: Fitted, switches: Switches) -> Fusion:
    """Return a reasoner's network and rules, compiled anew with some parts off."""
    engine = fitted.engine
    fusion = Fusion(engine.network.scopes, engine.network.tables, engine.factors, switches)
    fusion.set_strengths(torch.as_tensor(engine.fusion.strengths))
    return fusion


def _answered_anew(
    fitted: Fitted, cases: CaseTable, fused: Fused, weight: float, hard_rules: bool = True
) -> Fused:
    """Return the answers with another weight of the model, or without hard rules."""
    fusion = _fusion(fitted, replace(fitted.engine.switches, hard_rules=hard_rules))
    beliefs = {fitted.engine.target: torch.from_numpy(fused.belief)}
    found = fusion.run(cases.codes, cases.values, beliefs, weight)
    marginals = tuple(marginal.numpy() for marginal in found.marginals[: len(cases.vocabulary)])
    return replace(
        fused,
        probabilities=marginals[fitted.engine.target],
        marginals=marginals,
        conflict=found.conflict.numpy(),
    )


def _or_network(
    found: Float64[np.ndarray, "case state"], fused: Fused
) -> Float64[np.ndarray, "case state"]:
    """Return the answers; the network's where the evidence breaks a hard rule."""
    return np.where(fused.conflict[:, None], fused.network, found)


def _breaks(
    hard: Fusion, cases: CaseTable, answer: Mapping[int, Int64[np.ndarray, " case"]]
) -> Bool[np.ndarray, " case"]:
    """Return where no world that keeps the hard rules has evidence and answer.

    This is counted apart from the answers: on the hard rules alone, with the answer as evidence.
    """
    codes: Int16[np.ndarray, "case variable"] = cases.codes.copy()
    for variable, states in answer.items():
        codes[:, variable] = states
    return np.asarray(hard.run(codes, cases.values).conflict.numpy())


def measure(parts: Sequence[Answers]) -> dict[str, dict[str, float]]:
    """Return the figures of one run, by column; its parts (folds) are pooled.

    Args:
        parts: Answers on disjoint test cases.
    """
    truth = np.concatenate([part.truth for part in parts])
    figures: dict[str, dict[str, float]] = {}
    for name in parts[0].columns:
        found = np.concatenate([part.columns[name] for part in parts])
        breaking = np.concatenate([part.breaking[name] for part in parts])
        figures[name] = {
            "accuracy": accuracy(found, truth),
            "log_loss": log_loss(found, truth),
            "ece": calibration_error(found, truth),
            "breaks_rules": float(breaking.mean()),
        }
    figures["shares"] = {
        "fusion_weight": float(np.mean([part.weight for part in parts])),
        "evidence_breaks_rules": float(np.concatenate([p.conflict for p in parts]).mean()),
        "truth_excluded": float(np.concatenate([p.excluded for p in parts]).mean()),
        "cases": float(len(truth)),
    }
    return figures
