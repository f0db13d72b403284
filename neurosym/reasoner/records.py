"""A fitted domain as JSON values and arrays, and back."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

import numpy as np

from neurosym.bayes.network.graph import CausalGraph, Edge
from neurosym.bayes.network.network import network_from_parts
from neurosym.cases.variable import Role, Variable
from neurosym.cases.vocabulary import Vocabulary
from neurosym.errors import SavedFileError
from neurosym.logic.storage import comparison_from_json, comparison_to_json, from_json, to_json
from neurosym.logic.syntax import Reading
from neurosym.nn.config import ExpertPath, ModelConfig, ModelSchema
from neurosym.nn.light import LightModel
from neurosym.reasoner.fitted import Fitted
from neurosym.reasoner.light_engine import LightEngine
from neurosym.reasoner.trust import trust_from_parts
from neurosym.steering.rule_factors import build_rule_factors
from neurosym.steering.switches import Switches


def to_parts(fitted: Fitted) -> tuple[dict[str, object], dict[str, np.ndarray]]:
    """Return what JSON can say of a fitted domain, and the arrays."""
    engine = fitted.engine
    content: dict[str, object] = {
        "name": fitted.name,
        "target": engine.target,
        "variables": [asdict(variable) for variable in engine.vocabulary],
        "edges": [asdict(edge) for edge in fitted.graph.edges],
        "graph_notes": list(fitted.graph.notes),
        "network": engine.network.header(),
        "rules": to_json(fitted.ground),
        "model": {"config": asdict(engine.model.config), "schema": asdict(engine.model.schema)},
        "switches": asdict(engine.switches),
        "weight": engine.weight,
        "trust": fitted.trust.header(),
        "provenance": fitted.provenance,
        "readings": {
            key: [[r.name, list(r.arguments), r.sentence] for r in readings]
            for key, readings in fitted.readings.items()
        },
        "thresholds": [
            [comparison_to_json(test), number] for test, number in fitted.thresholds.items()
        ],
    }
    arrays = {
        **{f"network/{name}": array for name, array in engine.network.arrays().items()},
        **{f"model/{name}": array for name, array in engine.model.weights.items()},
        **{f"trust/{name}": array for name, array in fitted.trust.arrays().items()},
        "strengths": engine.strengths,
        "numbers": fitted.numbers,
    }
    return content, arrays


def from_parts(content: Mapping[str, object], arrays: Mapping[str, np.ndarray]) -> Fitted:
    """Return the fitted domain that :func:`to_parts` described.

    Raises:
        SavedFileError: If a part is missing or does not fit.
    """
    try:
        return _read(content, arrays)
    except (KeyError, TypeError, ValueError, RuntimeError) as error:
        raise SavedFileError(f"the saved reasoner is damaged: {error!r}; fit again") from error


def _read(content: Any, arrays: Mapping[str, np.ndarray]) -> Fitted:
    vocabulary = Vocabulary(tuple(_variable(item) for item in content["variables"]))
    ground = from_json(content["rules"])
    factors = build_rule_factors(ground, vocabulary.cards, tuple(v.cuts for v in vocabulary))
    network = network_from_parts(content["network"], _under("network", arrays))
    engine = LightEngine(
        (vocabulary, content["target"]),
        network,
        (factors, arrays["strengths"]),
        _model(content["model"], _under("model", arrays)),
        Switches(**content["switches"]),
        content["weight"],
    )
    edges = tuple(Edge(**edge) for edge in content["edges"])
    return Fitted(
        content["name"],
        engine,
        CausalGraph(vocabulary.names, edges, tuple(content["graph_notes"])),
        ground,
        trust_from_parts(content["trust"], _under("trust", arrays)),
        arrays["numbers"],
        content["provenance"],
        {
            key: tuple(Reading(name, tuple(arguments), text) for name, arguments, text in items)
            for key, items in content["readings"].items()
        },
        {comparison_from_json(test): number for test, number in content["thresholds"]},
    )


def _variable(item: Any) -> Variable:
    tuples = {name: tuple(item[name]) for name in ("states", "cuts", "missing")}
    limits = None if item["range"] is None else tuple(item["range"])
    return Variable(**{**item, **tuples, "range": limits, "role": Role(item["role"])})


def _model(item: Any, weights: dict[str, np.ndarray]) -> LightModel:
    config = dict(item["config"])
    config["expert_path"] = ExpertPath(config["expert_path"])
    schema = {name: _tuples(value) for name, value in item["schema"].items()}
    return LightModel(ModelConfig(**config), ModelSchema(**schema), weights)


def _tuples(value: Any) -> Any:
    return tuple(_tuples(item) for item in value) if isinstance(value, list) else value


def _under(name: str, arrays: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
    start = f"{name}/"
    return {key[len(start) :]: array for key, array in arrays.items() if key.startswith(start)}
