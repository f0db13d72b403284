"""What a vocabulary tells the grounder: which atoms the case decides."""

from neurosym.cases.vocabulary import Vocabulary
from neurosym.logic.ground_program import AtomSchema

CONSTANT = "case"
"""The constant that stands for the case in ground rules."""


def schema_of(vocabulary: Vocabulary) -> AtomSchema:
    """Return the atoms of every state and every numeric column of a vocabulary.

    A yes/no variable that is one atom has it for yes; its negation says no.
    """
    states = tuple(
        (atom, index, state)
        for index, variable in enumerate(vocabulary)
        for atom, state in variable.atoms(CONSTANT)
    )
    columns = tuple(
        (variable.atom("N", CONSTANT), index)
        for index, variable in enumerate(vocabulary)
        if variable.numeric
    )
    return AtomSchema(states, columns, CONSTANT)
