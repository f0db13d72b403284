"""Truth of every atom in given possible worlds, and exact answers by counting all worlds.

A possible world fixes the truth of the leaves; the rules decide the rest (the well-founded
model). Worlds are packed eight to a byte, so that one bitwise operation decides a rule in eight
worlds. :func:`brute_force` goes through all worlds of a small program: it is the oracle that
the compiled circuits are tested against.
"""

from collections.abc import Mapping, Sequence

import numpy as np
from jaxtyping import Bool, Float64, Int64, UInt8

from neurosym.errors import ResourceLimitError
from neurosym.logic.choices import Choice, choices_of
from neurosym.logic.constraints import gather_constraints
from neurosym.logic.contradictions import no_world
from neurosym.logic.cycles import Algebra, well_founded
from neurosym.logic.ground_program import TRUE, GroundProgram, LeafKind

WORLD_LIMIT = 2**22
"""Most worlds that :func:`brute_force` goes through."""

_CHUNK = 2**14
"""Worlds that :func:`brute_force` holds at a time."""

Bits = UInt8[np.ndarray, " world"]


class BitAlgebra(Algebra[np.ndarray]):
    """Values are sets of worlds, eight worlds to a byte.

    Args:
        worlds: Number of worlds.
    """

    def __init__(self, worlds: int) -> None:
        self._everywhere = np.packbits(np.ones(worlds, dtype=np.bool_))
        self._nowhere = np.zeros_like(self._everywhere)

    def constant(self, truth: bool) -> Bits:
        """Return all worlds, or none."""
        return self._everywhere if truth else self._nowhere

    def conjoin(self, values: Sequence[Bits]) -> Bits:
        """Return the worlds in all sets."""
        return self._fold(np.bitwise_and, values, self._everywhere)

    def disjoin(self, values: Sequence[Bits]) -> Bits:
        """Return the worlds in any set."""
        return self._fold(np.bitwise_or, values, self._nowhere)

    def _fold(self, operation: np.ufunc, values: Sequence[Bits], empty: Bits) -> Bits:
        if not values:
            return empty
        first, *rest = values
        if not rest:
            return first
        result: Bits = operation(first, rest[0])
        for value in rest[1:]:
            operation(result, value, out=result)
        return result

    def negate(self, value: Bits) -> Bits:
        """Return the worlds outside the set."""
        result: Bits = value ^ self._everywhere
        return result

    def same(self, first: Bits, second: Bits) -> bool:
        """Return whether two sets are equal."""
        return first is second or bool(np.array_equal(first, second))

    def is_possible(self, value: Bits) -> bool:
        """Return whether the set has a world: all given worlds count as possible."""
        return bool(value.any())


def truth(
    ground: GroundProgram,
    leaf_ids: Sequence[int],
    leaf_truth: Bool[np.ndarray, "fact world"],
    atoms: Sequence[int] | None = None,
) -> Bool[np.ndarray, "atom world"]:
    """Truth of atoms in given worlds, under the well-founded semantics.

    Args:
        ground: The program.
        leaf_ids: Leaf of every row of ``leaf_truth``. Leaves that the wanted atoms depend on must
            be among them.
        leaf_truth: Whether the leaf holds in the world.
        atoms: Atoms wanted, and the order of the rows; by default all, row ``i - 1`` for atom
            ``i``.

    Returns:
        Whether the atom holds in the world.

    Raises:
        UnsupportedRuleError: A loop through negation leaves an atom undefined in some world.
        ValueError: A leaf is given no truth, or the rows do not fit the leaves.
    """
    if leaf_truth.shape[0] != len(leaf_ids):
        raise ValueError(
            f"leaf_truth has {leaf_truth.shape[0]} rows for {len(leaf_ids)} leaves; give one each"
        )
    worlds = leaf_truth.shape[1]
    wanted = range(1, len(ground.atoms) + 1) if atoms is None else atoms
    packed = np.packbits(leaf_truth, axis=1)
    leaves = {leaf: packed[row] for row, leaf in enumerate(leaf_ids)}
    values = well_founded(ground, leaves, BitAlgebra(worlds), wanted)
    bits = np.zeros((len(wanted), packed.shape[1]), dtype=np.uint8)
    for row, atom in enumerate(wanted):
        bits[row] = values[atom]
    unpacked = np.unpackbits(bits, axis=1, count=worlds)
    return unpacked.view(np.bool_)


def holds(literal: int, atom_truth: Bool[np.ndarray, "atom world"]) -> Bool[np.ndarray, " world"]:
    """Where a literal holds, from the truth of all atoms; TRUE and FALSE are literals too."""
    if abs(literal) == TRUE:
        return np.full(atom_truth.shape[1], literal == TRUE)
    row = atom_truth[abs(literal) - 1]
    result: Bool[np.ndarray, " world"] = row if literal > 0 else ~row
    return result


def _any_body(
    bodies: Sequence[Sequence[int]], rows: Mapping[int, Bool[np.ndarray, " world"]], worlds: int
) -> Bool[np.ndarray, " world"]:
    result = np.zeros(worlds, dtype=np.bool_)
    for body in bodies:
        every = np.ones(worlds, dtype=np.bool_)
        for literal in body:
            if abs(literal) == TRUE:
                every &= literal == TRUE
            else:
                every &= rows[literal] if literal > 0 else ~rows[-literal]
        result |= every
    return result


def world_weights(
    ground: GroundProgram, atom_truth: Bool[np.ndarray, "atom world"]
) -> Float64[np.ndarray, " world"]:
    """Factor by which evidence and constraints keep each world, from the truth of all atoms.

    Returns:
        0 for a world against the evidence or a hard constraint, else the product of ``1 - s``
        over the soft constraints that it breaks.
    """
    worlds = atom_truth.shape[1]
    rows = dict(enumerate(atom_truth, start=1))
    weight = np.ones(worlds)
    for literal in ground.evidence:
        weight *= holds(literal, atom_truth)
    for constraint in gather_constraints(ground):
        weight[_any_body(constraint.bodies, rows, worlds)] *= 1.0 - constraint.strength
    return weight


def brute_force(
    ground: GroundProgram,
    *,
    beliefs: Mapping[int, Sequence[float]] | None = None,
    tests: Mapping[int, bool] | None = None,
) -> dict[str, float]:
    """Probability of every query given the evidence and constraints, from all possible worlds.

    Worlds that evidence on leaves excludes are left out.

    Args:
        ground: The program.
        beliefs: Probability of every state of the pack variables that the program names.
        tests: Truth of the numeric tests' leaves.

    Returns:
        The queries' probabilities by their text.

    Raises:
        InconsistentEvidenceError: No world agrees with the evidence and the hard constraints.
        ResourceLimitError: There are too many worlds to go through.
    """
    cards = {variable: len(states) for variable, states in (beliefs or {}).items()}
    choices = choices_of(ground, None, cards)
    seen = {abs(literal): literal > 0 for literal in ground.evidence}
    weighted = [
        [
            item
            for item in _alternatives(ground, choice, beliefs or {}, tests or {})
            if _agrees(choice, item[0], seen)
        ]
        for choice in choices
    ]
    if not all(weighted):
        raise no_world(ground)
    count = int(np.prod([float(len(alternatives)) for alternatives in weighted]))
    if count > WORLD_LIMIT:
        raise ResourceLimitError(
            f"the program has {count} possible worlds, more than the {WORLD_LIMIT} that can be "
            "enumerated; compile it instead"
        )
    total = 0.0
    sums = [0.0] * len(ground.queries)
    for start in range(0, count, _CHUNK):
        codes = np.arange(start, min(count, start + _CHUNK), dtype=np.int64)
        atom_truth, weight = _worlds(ground, weighted, codes)
        total += float(weight.sum())
        for position, (_, literal) in enumerate(ground.queries):
            sums[position] += float(weight @ holds(literal, atom_truth))
    if total <= 0.0:
        raise no_world(ground)
    names = (text for text, _ in ground.queries)
    return {text: found / total for text, found in zip(names, sums, strict=True)}


def _agrees(choice: Choice, chosen: int, seen: Mapping[int, bool]) -> bool:
    """Return whether an alternative agrees with the leaves that were seen."""
    return all(seen.get(leaf, leaf == chosen) == (leaf == chosen) for leaf in choice.leaves)


Alternatives = list[tuple[int, float]]
"""Leaf that holds (0: none of the choice's leaves) and the weight of that alternative."""


def _alternatives(
    ground: GroundProgram,
    choice: Choice,
    beliefs: Mapping[int, Sequence[float]],
    tests: Mapping[int, bool],
) -> Alternatives:
    if choice.variable >= 0:
        belief = beliefs[choice.variable]
        weights = [float(belief[state]) for state in choice.states]
        rest = float(sum(belief[state] for state in choice.others))
    elif ground.leaves[choice.leaves[0]].kind is LeafKind.TEST:
        weights = [float(tests[choice.leaves[0]])]
        rest = 1.0 - weights[0]
    else:
        weights = [_probability(ground, leaf) for leaf in choice.leaves]
        rest = 0.0 if choice.complete else max(0.0, 1.0 - sum(weights))
    alternatives = list(zip((*choice.leaves, 0), (*weights, rest), strict=True))
    return [(leaf, weight) for leaf, weight in alternatives if weight > 0.0]


def _probability(ground: GroundProgram, leaf: int) -> float:
    probability = ground.leaves[leaf].probability
    if probability is None:
        raise ValueError(f"the leaf {ground.text(leaf)} has no probability; give one")
    return probability


def _worlds(
    ground: GroundProgram, weighted: Sequence[Alternatives], codes: Int64[np.ndarray, " world"]
) -> tuple[Bool[np.ndarray, "atom world"], Float64[np.ndarray, " world"]]:
    """Return the truth of all atoms and the weight of the worlds with the given numbers."""
    leaf_ids = sorted(ground.leaves)
    row = {leaf: position for position, leaf in enumerate(leaf_ids)}
    leaf_truth = np.zeros((len(leaf_ids), codes.size), dtype=np.bool_)
    weight = np.ones(codes.size)
    for alternatives in weighted:
        codes, chosen = np.divmod(codes, len(alternatives))
        for position, (leaf, probability) in enumerate(alternatives):
            here = chosen == position
            weight[here] *= probability
            if leaf:
                leaf_truth[row[leaf]] = here
    atom_truth = truth(ground, leaf_ids, leaf_truth)
    return atom_truth, weight * world_weights(ground, atom_truth)
