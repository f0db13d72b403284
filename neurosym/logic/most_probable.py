"""The most probable world: the best choice of everything uncertain, given evidence and constraints.

Also called the most probable explanation (MPE). The circuit of evidence and constraints is
evaluated with sums that take their largest input, and read downwards along those inputs; what the
evidence does not touch is chosen by itself.

Example:
    >>> from neurosym.logic.program import Program
    >>> program = Program.from_text(
    ...     "0.1::burglary. 0.05::earthquake. alarm :- burglary. alarm :- earthquake. "
    ...     "evidence(alarm). query(burglary). query(earthquake)."
    ... )
    >>> world = program.most_probable()
    >>> world.answers
    {'burglary': True, 'earthquake': False}
    >>> round(world.joint, 12), round(world.probability, 4)
    (0.095, 0.6552)
"""

from collections.abc import Mapping, Sequence

import numpy as np

from neurosym.logic.answers import World
from neurosym.logic.choices import Choice, alternative_leaves, choices_of
from neurosym.logic.circuit_passes import alternatives, best_world, upward
from neurosym.logic.compiling import DEFAULT_LIMIT, CompileLimit, compile_circuit
from neurosym.logic.contradictions import no_world
from neurosym.logic.ground_program import GroundProgram
from neurosym.logic.weights import leaf_probability, log_weights
from neurosym.logic.worlds import holds, truth


def most_probable_world(ground: GroundProgram, limit: CompileLimit = DEFAULT_LIMIT) -> World:
    """Return the most probable world that agrees with the evidence and the constraints.

    Args:
        ground: The program; all its leaves must have a probability.
        limit: What compiling the evidence and the constraints may use.

    Returns:
        The world; of several equally probable ones, one.

    Raises:
        InconsistentEvidenceError: Evidence and hard constraints hold together in no world.
        ResourceLimitError: Evidence and constraints are too large to compile.
    """
    circuit = compile_circuit(ground, alternative_leaves(ground), limit=limit)
    weights = log_weights(circuit, ground)
    best = upward(circuit, weights, best=True)
    if np.isneginf(best.roots[-1, 0]):
        raise no_world(ground)
    choices = choices_of(ground)
    chosen = alternatives(circuit, choices, best_world(best)[:, None])[:, 0]
    rest = 0.0
    leaf_truth: dict[int, bool] = {}
    for choice, position in zip(choices, chosen.tolist(), strict=True):
        taken = position
        if position < 0:
            taken, weight = _best_alternative(ground, choice)
            rest += float(np.log(weight))
        leaf_truth |= {leaf: place == taken for place, leaf in enumerate(choice.leaves)}
    joint = float(best.roots[-1, 0])
    total = float(upward(circuit, weights).roots[-1, 0])
    return World(
        tuple((ground.text(leaf), leaf_truth[leaf]) for leaf in sorted(ground.leaves)),
        _answers(ground, leaf_truth),
        float(np.exp(joint + rest)),
        float(np.exp(joint - total + rest)),
    )


def _best_alternative(ground: GroundProgram, choice: Choice) -> tuple[int, float]:
    """Return the position of a choice's most probable leaf, its length for none, and the weight."""
    weights = [leaf_probability(ground, leaf) for leaf in choice.leaves]
    weights.append(0.0 if choice.complete else max(0.0, 1.0 - sum(weights)))
    position = int(np.argmax(weights))
    return position, weights[position]


def _answers(ground: GroundProgram, leaf_truth: Mapping[int, bool]) -> dict[str, bool]:
    leaves: Sequence[int] = sorted(leaf_truth)
    column = np.array([[leaf_truth[leaf]] for leaf in leaves], dtype=np.bool_).reshape(-1, 1)
    atom_truth = truth(ground, leaves, column)
    return {text: bool(holds(literal, atom_truth)[0]) for text, literal in ground.queries}
