"""The words that a pack has for its variables and states, as readers of atoms need them."""

from neurosym.cases.atoms import state_atom
from neurosym.cases.variable import Variable
from neurosym.cases.vocabulary import Vocabulary


def state_words(vocabulary: Vocabulary) -> dict[str, str]:
    """Return nicer words for the states that rules name, where all variables agree on them."""
    found: dict[str, set[str]] = {}
    for variable in vocabulary:
        for state in variable.states if not variable.numeric else ():
            found.setdefault(state_atom(state).strip("'"), set()).add(state_word(variable, state))
    return {atom: words.pop() for atom, words in found.items() if len(words) == 1}


def state_atoms(vocabulary: Vocabulary, constant: str) -> dict[str, tuple[str, str]]:
    """Return, for every atom that says a variable's state, the state as argument and in words.

    Args:
        vocabulary: The variables.
        constant: The constant that stands for the case.
    """
    return {
        atom.replace(", ", ","): (
            state_atom(variable.states[state]).strip("'"),
            state_word(variable, variable.states[state]),
        )
        for variable in vocabulary
        for atom, state in variable.atoms(constant)
    }


def state_word(variable: Variable, state: str) -> str:
    """Return how a sentence names a state."""
    plain = state.replace("_", " ")
    is_word = plain[1:] == plain[1:].lower()
    return variable.state_readings.get(state, plain.lower() if is_word else plain)


def variable_word(variable: Variable) -> str:
    """Return how a sentence names a variable."""
    return variable.reading or variable.name
