"""A fitted domain as one value: what answering needs, and nothing that only fitting needs."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from neurosym.bayes.network.graph import CausalGraph
from neurosym.logic.ground_program import GroundProgram, NumericTest
from neurosym.logic.syntax import Reading
from neurosym.reasoner.light_engine import LightEngine
from neurosym.reasoner.trust import Trust


@dataclass(frozen=True, slots=True)
class Fitted:
    """A fitted domain.

    Attributes:
        name: Its name.
        engine: Answers cases.
        graph: The causal graph.
        ground: The rules without variables.
        trust: What answers are worth.
        numbers: A typical number for each bin of each numeric variable, NaN elsewhere.
        provenance: How it came about: cases, seed, versions.
        readings: Sentences of atoms, by ``name/arity``.
        thresholds: Learned thresholds of comparisons, by the comparison as written.
    """

    name: str
    engine: LightEngine
    graph: CausalGraph
    ground: GroundProgram
    trust: Trust
    numbers: np.ndarray
    provenance: dict[str, str]
    readings: Mapping[str, tuple[Reading, ...]]
    thresholds: Mapping[NumericTest, float] = field(default_factory=dict)
