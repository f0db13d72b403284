"""A query that is compiled once and asked many times, under other probabilities.

Example:
    >>> from neurosym.logic.program import Program
    >>> compiled = Program.from_text("0.4::a. 0.5::b. c :- a. c :- b. query(c).").compile()
    >>> compiled.query()
    {'c': 0.7}
    >>> compiled.query({"a": 0.9})
    {'c': 0.95}
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import numpy as np
from jaxtyping import Float64

from neurosym.logic.choices import choice_key, choices_of
from neurosym.logic.circuit import Circuit
from neurosym.logic.contradictions import no_world
from neurosym.logic.ground_program import GroundProgram, LeafKind
from neurosym.logic.weights import weights


@dataclass(frozen=True, slots=True)
class CompiledQuery:
    """A ground program with the circuit of its queries.

    Attributes:
        ground: The program.
        circuit: Its circuit: a root for every query answer, and last the evidence.
    """

    ground: GroundProgram
    circuit: Circuit

    def query(self, probabilities: Mapping[str, float] | None = None) -> dict[str, float]:
        """Return the probability of every answer.

        Args:
            probabilities: Probabilities in [0, 1] of facts, by their text, where they differ
                from the program's. Those of one annotated disjunction sum to at most one.

        Raises:
            InconsistentEvidenceError: Evidence and hard constraints hold together in no world.
            ValueError: There is no such fact, or a number is no probability.
        """
        values = self.values(probabilities)
        texts = [text for text, _ in self.ground.queries]
        return dict(zip(texts, values.tolist(), strict=True))

    def values(
        self, probabilities: Mapping[str, float] | None = None
    ) -> Float64[np.ndarray, " label"]:
        """Return the probabilities of the answers as an array, in the order of the queries.

        The arguments and errors are those of :meth:`query`.
        """
        given = self.observed() | (self._given(probabilities) if probabilities else {})
        found = self.circuit.conditional(weights(self.circuit, self.ground, given))
        if np.isnan(found).any():
            raise no_world(self.ground)
        return found

    def observed(self) -> dict[int, float]:
        """Return 1 or 0 for the predicted atoms that evidence decides: their beliefs cancel out.

        Evidence that a state holds decides its rivals as well; that one does not hold says
        nothing of them, so it decides atoms that stand alone.
        """
        leaves, literals = self.ground.leaves, frozenset(self.ground.evidence)
        found: dict[int, float] = {}
        if not any(
            leaves[leaf].kind is LeafKind.STATE for leaf in leaves.keys() & _atoms(literals)
        ):
            return found
        for choice in choices_of(self.ground):
            if leaves[choice.leaves[0]].kind is not LeafKind.STATE:
                continue
            if any(leaf in literals for leaf in choice.leaves):
                found |= {leaf: float(leaf in literals) for leaf in choice.leaves}
            elif len(choice.leaves) == 1 and -choice.leaves[0] in literals:
                found[choice.leaves[0]] = 0.0
        return found

    def leaves(self, texts: Iterable[str]) -> list[int]:
        """Return the leaves of facts by their texts.

        Raises:
            ValueError: The queries need no such fact, or it is chosen in several places.
        """
        leaf_of: dict[str, int] = {}
        several: set[str] = set()
        for atom, leaf in self.ground.leaves.items():
            text = leaf.text.split("::")[-1]
            if text in leaf_of:
                several.add(text)
            leaf_of[text] = atom
        found = []
        for text in texts:
            if text not in leaf_of:
                known = ", ".join(sorted(leaf_of)[:8])
                raise ValueError(
                    f"{text} is no uncertain fact that the queries need; they need {known}"
                )
            if text in several:
                raise ValueError(
                    f"{text} is chosen in several places; give their probabilities in the program"
                )
            found.append(leaf_of[text])
        return found

    def _given(self, probabilities: Mapping[str, float]) -> dict[int, float]:
        for text, probability in probabilities.items():
            if not 0.0 <= probability <= 1.0:
                raise ValueError(f"{text} has the probability {probability}; give one from 0 to 1")
        found = dict(zip(self.leaves(probabilities), probabilities.values(), strict=True))
        self._check_choices(found)
        return found

    def _check_choices(self, given: Mapping[int, float]) -> None:
        leaves = self.ground.leaves
        keys = {choice_key(atom, leaves[atom]) for atom in given}
        several = {key for key in keys if key[0] != "leaf"}
        if not several:
            return
        members: dict[tuple[str, int | str], list[int]] = {key: [] for key in several}
        for atom, leaf in leaves.items():
            members.get(choice_key(atom, leaf), []).append(atom)
        for atoms in members.values():
            total = sum(given.get(atom, leaves[atom].probability or 0.0) for atom in atoms)
            if total > 1.0 + 1e-9:
                names = ", ".join(leaves[atom].text for atom in atoms)
                raise ValueError(
                    f"{names} exclude each other, but their probabilities sum to {total:.6g}; "
                    "give numbers that sum to at most 1"
                )


def _atoms(literals: Iterable[int]) -> set[int]:
    return set(map(abs, literals))


def changeable(ground: GroundProgram) -> GroundProgram:
    """Return a program whose circuit serves any probabilities of its facts.

    A circuit leaves out what a probability of 0 or 1 makes impossible, and that no alternative of
    an annotated disjunction holds where they sum to one; not so for probabilities that may change.
    """
    leaves = {
        atom: leaf._replace(learnable=True) if leaf.kind is LeafKind.FACT else leaf
        for atom, leaf in ground.leaves.items()
    }
    return replace(ground, leaves=leaves)
