"""The penalty of a program's rules on beliefs that are given atom by atom.

For a program without a pack. Atoms that differ only in their last argument, such as
``disease(ann, flu)`` and ``disease(ann, cold)``, are states of one variable, of which exactly one
holds; an atom without such siblings is true or false.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import torch
from jaxtyping import Float
from torch import Tensor

from neurosym.logic.choices import variable_text
from neurosym.logic.ground_program import AtomSchema
from neurosym.logic.grounding import GroundingRequest, ground_program
from neurosym.logic.penalties import Penalty, SemanticLoss
from neurosym.logic.syntax import SourceProgram
from neurosym.numerics.logtorch import log

Beliefs = Mapping[str, Float[Tensor, " batch"]]
"""Probability of each predicted or observed atom, one number a row."""


@dataclass(frozen=True, slots=True)
class AtomVariables:
    """Atoms as variables: each variable's atoms, in the order of its states."""

    atoms: tuple[tuple[str, ...], ...]

    @classmethod
    def of(cls, atoms: Sequence[str]) -> "AtomVariables":
        """Group atoms that differ only in their last argument."""
        groups: dict[str, list[str]] = {}
        for atom in atoms:
            groups.setdefault(variable_text(atom), []).append(atom)
        return cls(tuple(tuple(group) for group in groups.values()))

    def schema(self) -> AtomSchema:
        """Return the atoms as the states that a case decides; a lone atom is state 0 of two."""
        states = (
            (atom, variable, state)
            for variable, group in enumerate(self.atoms)
            for state, atom in enumerate(group)
        )
        return AtomSchema(tuple(states))

    def cards(self) -> dict[int, int]:
        """Return the number of states of each variable."""
        return {variable: max(2, len(group)) for variable, group in enumerate(self.atoms)}

    def log_beliefs(self, beliefs: Beliefs) -> dict[int, Float[Tensor, "batch state"]]:
        """Return log-probabilities of every variable's states."""
        found = {}
        for variable, group in enumerate(self.atoms):
            columns = [beliefs[atom] for atom in group]
            if len(columns) == 1:
                columns.append(1.0 - columns[0])
            found[variable] = log(torch.stack(columns, 1))
        return found


class BeliefPenalty:
    """Compiles a program's constraints for a set of atoms once, and penalises beliefs in them.

    Args:
        source: The program.
        request: Facts and limits of its grounding.
        atoms: The atoms that beliefs will be given for.
    """

    def __init__(
        self, source: SourceProgram, request: GroundingRequest, atoms: Sequence[str]
    ) -> None:
        self._variables = AtomVariables.of(atoms)
        asked = GroundingRequest(
            queries=(),
            facts=request.facts,
            schema=self._variables.schema(),
            limits=request.limits,
        )
        self._loss = SemanticLoss(ground_program(source, asked), self._variables.cards())

    def __call__(self, beliefs: Beliefs) -> Penalty:
        """Return what the rules cost each row.

        Args:
            beliefs: Probability of every atom; those of one variable sum to one.
        """
        penalty: Penalty = self._loss(self._variables.log_beliefs(beliefs))
        return penalty
