"""Random worlds of a program that agree with its evidence, and estimates from them.

Worlds are drawn from what the evidence implies for the leaves, and kept where they agree with it; a
world that breaks a soft constraint is kept with the share of weight that this leaves it. Where
hardly any would be kept, evidence and constraints are compiled, and worlds are drawn down their
circuit: each then agrees. Either way the worlds are independent draws given the evidence, so that
the share of those where a query holds has Wilson's interval [1].

References:
    [1] Wilson 1927, Probable inference, the law of succession, and statistical inference.

Example:
    >>> from neurosym.logic.program import Program
    >>> program = Program.from_text("0.3::a. 0.5::b. c :- a. c :- b. evidence(c). query(a).")
    >>> samples = program.sample(1000, seed=0)
    >>> samples.estimates()["a"].lower < 0.3 / 0.65 < samples.estimates()["a"].upper
    True
"""

from collections.abc import Mapping

import numpy as np
from jaxtyping import Bool, Float64, Int64

from neurosym.errors import ResourceLimitError, SamplingError
from neurosym.logic.answers import Samples
from neurosym.logic.choices import Choice, alternative_leaves, choices_of
from neurosym.logic.circuit import Circuit
from neurosym.logic.circuit_passes import CircuitValues, alternatives, random_worlds, upward
from neurosym.logic.compiling import CompileLimit, compile_circuit
from neurosym.logic.conditioning import known_leaves
from neurosym.logic.contradictions import no_world
from neurosym.logic.ground_program import GroundProgram
from neurosym.logic.weights import leaf_probability, log_weights
from neurosym.logic.worlds import holds, truth, world_weights

EVIDENCE_LIMIT = CompileLimit(nodes=300_000, seconds=20.0)
"""What compiling the evidence may use before worlds are drawn and rejected nonetheless."""

_CHUNK = 2**13
_CELLS = 2**25
_FEW = 0.02
_LEAST_DRAWS = 2**19
_DRAWS_A_SAMPLE = 100


def sample_worlds(
    ground: GroundProgram,
    count: int,
    random: np.random.Generator,
    *,
    limit: CompileLimit = EVIDENCE_LIMIT,
) -> Samples:
    """Draw random worlds of a program that agree with its evidence and constraints.

    Args:
        ground: The program; all its leaves must have a probability.
        count: Number of worlds wanted, at least 1.
        random: Source of randomness.
        limit: What compiling improbable evidence may use.

    Returns:
        The worlds: exactly ``count``, or fewer if a hundred draws a world did not suffice.

    Raises:
        InconsistentEvidenceError: Evidence and hard constraints hold together in no world.
        SamplingError: Not one world that was drawn agrees with the evidence.
        ValueError: ``count`` is below 1.
    """
    if count < 1:
        raise ValueError(f"count is {count}; ask for at least one world")
    draw = _Rejection(ground, random)
    draw.more()
    if draw.found < _FEW * draw.drawn and (values := _evidence_values(ground, limit)) is not None:
        return _drawn(ground, values, count, random)
    most = max(_LEAST_DRAWS, _DRAWS_A_SAMPLE * count)
    while draw.found < count and draw.drawn < most:
        draw.more()
    return draw.samples(count)


def _evidence_values(ground: GroundProgram, limit: CompileLimit) -> CircuitValues | None:
    """Return the values of the circuit of the evidence, or None where it is too large."""
    try:
        roots = alternative_leaves(ground)
        circuit = compile_circuit(ground, roots, smooth=False, limit=limit)
    except ResourceLimitError:
        return None
    values = upward(circuit, log_weights(circuit, ground))
    if np.isneginf(values.roots[-1, 0]):
        raise no_world(ground)
    return values


def _drawn(
    ground: GroundProgram, values: CircuitValues, count: int, random: np.random.Generator
) -> Samples:
    """Draw down the circuit of the evidence, which leaves nothing to reject."""
    circuit: Circuit = values.circuit
    choices = choices_of(ground)
    model = _Prior(ground, choices, {})
    chunk = max(1, min(_CHUNK, _CELLS // circuit.nodes))
    parts = []
    for start in range(0, count, chunk):
        size = min(chunk, count - start)
        chosen = alternatives(circuit, choices, random_worlds(values, size, random))
        free = model.draw(size, random)
        leaves, leaf_truth = model.leaf_truth(np.where(chosen < 0, free, chosen))
        parts.append(_answers(ground, truth(ground, leaves, leaf_truth)))
    return Samples(_texts(ground), np.concatenate(parts, axis=1), count)


class _Rejection:
    """Draws from what the evidence implies for the leaves, and keeps the worlds that agree."""

    def __init__(self, ground: GroundProgram, random: np.random.Generator) -> None:
        self._model = _Prior(ground, choices_of(ground), known_leaves(ground))
        self._ground = ground
        self._random = random
        self._parts: list[Bool[np.ndarray, "label world"]] = []
        self.found = 0
        self.drawn = 0

    def more(self) -> None:
        """Draw a few thousand worlds."""
        leaves, leaf_truth = self._model.leaf_truth(self._model.draw(_CHUNK, self._random))
        atom_truth = truth(self._ground, leaves, leaf_truth)
        kept = self._random.random(_CHUNK) < world_weights(self._ground, atom_truth)
        self._parts.append(_answers(self._ground, atom_truth[:, kept]))
        self.found += int(kept.sum())
        self.drawn += _CHUNK

    def samples(self, count: int) -> Samples:
        """Return at most so many of the worlds that were kept."""
        if not self.found:
            raise SamplingError(
                f"not one of {self.drawn} random worlds agrees with the evidence and the "
                "constraints: they are improbable or contradict each other; give less evidence, or "
                'ask with method="bounds"'
            )
        return Samples(_texts(self._ground), np.concatenate(self._parts, 1)[:, :count], self.drawn)


def _texts(ground: GroundProgram) -> tuple[str, ...]:
    return tuple(text for text, _ in ground.queries)


def _answers(
    ground: GroundProgram, atom_truth: Bool[np.ndarray, "atom world"]
) -> Bool[np.ndarray, "label world"]:
    rows = [holds(literal, atom_truth) for _, literal in ground.queries]
    empty = np.zeros((0, atom_truth.shape[1]), dtype=np.bool_)
    return np.stack(rows) if rows else empty


class _Prior:
    """The probabilities of every choice's alternatives, given leaves that are known.

    Args:
        ground: The program.
        choices: Its choices.
        known: Leaves whose truth is known.
    """

    def __init__(
        self, ground: GroundProgram, choices: tuple[Choice, ...], known: Mapping[int, bool]
    ) -> None:
        self._choices = choices
        self._passed = [self._cumulative(ground, choice, known) for choice in choices]

    def _cumulative(
        self, ground: GroundProgram, choice: Choice, known: Mapping[int, bool]
    ) -> Float64[np.ndarray, " state"]:
        weights = [leaf_probability(ground, leaf) for leaf in choice.leaves]
        rest = 0.0 if choice.complete else max(0.0, 1.0 - sum(weights))
        if any(known.get(leaf) for leaf in choice.leaves):
            weights = [float(bool(known.get(leaf))) for leaf in choice.leaves]
            rest = 0.0
        known_false = [known.get(leaf) is False for leaf in choice.leaves]
        masked = np.where([*known_false, False], 0.0, [*weights, rest])
        passed: Float64[np.ndarray, " state"] = np.cumsum(masked)
        return passed

    def draw(self, count: int, random: np.random.Generator) -> Int64[np.ndarray, "variable world"]:
        """Return the position of the alternative that each choice takes in each world."""
        uniform = random.random((len(self._choices), count))
        chosen = np.empty(uniform.shape, dtype=np.int64)
        for row, passed in enumerate(self._passed):
            chosen[row] = np.searchsorted(passed, uniform[row] * passed[-1], side="right")
        return chosen

    def leaf_truth(
        self, chosen: Int64[np.ndarray, "variable world"]
    ) -> tuple[list[int], Bool[np.ndarray, "fact world"]]:
        """Return the leaves, and their truth in every world."""
        leaves = [leaf for choice in self._choices for leaf in choice.leaves]
        rows = [
            chosen[row] == p for row, c in enumerate(self._choices) for p in range(len(c.leaves))
        ]
        empty = np.zeros((0, chosen.shape[1]), dtype=np.bool_)
        return leaves, np.stack(rows) if rows else empty
