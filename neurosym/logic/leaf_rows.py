"""What the Prolog side tells of neural leaves, decoded."""

from collections.abc import Sequence
from typing import cast

from neurosym.logic.ground_program import GroundTerm, NeuralOutput


def ground_term(row: object) -> GroundTerm:
    """Return a term from its nested lists."""
    if isinstance(row, list | tuple):
        return tuple(ground_term(item) for item in row)
    return cast(GroundTerm, row)


def neural_outputs(rows: Sequence[Sequence[object]]) -> dict[int, NeuralOutput]:
    """Return, by leaf, the network's output that decides it.

    Args:
        rows: ``[leaf, network, label, labels, inputs...]``.
    """
    found: dict[int, NeuralOutput] = {}
    for leaf, network, output, labels, *inputs in rows:
        terms = tuple(ground_term(item) for item in inputs)
        numbers = int(cast(int, output)), int(cast(int, labels))
        found[int(cast(int, leaf))] = NeuralOutput(str(network), terms, *numbers)
    return found
