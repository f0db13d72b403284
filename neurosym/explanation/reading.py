"""Atoms as sentences: what a pack's readings say of the case at hand.

A predicate with a reading (``:- pred fever(P) :: '@(P:patient) has fever'``) says that sentence;
the case itself is "the patient", by the type that the reading gives it. An atom without a reading
is put into words as far as its name goes, so that no internal name shows.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from neurosym.cases.atoms import state_atom
from neurosym.cases.variable import Variable
from neurosym.cases.vocabulary import Vocabulary
from neurosym.logic.syntax import Reading

_TYPED = re.compile(r"@\((\w+):(\w+)\)")
_ATOM = re.compile(r"(?P<name>'(?:[^'\\]|\\.)*'|\w+)(?:\((?P<arguments>.*)\))?", re.DOTALL)
_ARGUMENT = re.compile(r"'(?:[^'\\]|\\.)*'|\((?:[^()]|\([^()]*\))*\)|[^,'()]+")


@dataclass(frozen=True, slots=True)
class AtomReader:
    """Puts ground atoms into words.

    Attributes:
        readings: Sentences of atoms, by ``name/arity``.
        words: Nicer words for some arguments.
        constant: The constant that stands for the case.
        article: How the case's type is named: ``"the {type}"``.
    """

    readings: Mapping[str, Sequence[Reading]]
    words: Mapping[str, str]
    constant: str = "case"
    article: str = "the {type}"

    def say(self, atom: str) -> str:
        """Return an atom (without negation) as a clause of a sentence, without a full stop."""
        name, arguments = split_atom(atom)
        for reading in self.readings.get(f"{name}/{len(arguments)}", ()):
            sentence = self._read(reading, arguments)
            if sentence is not None:
                return sentence
        spoken = [self._word(a) for a in arguments if a != self.constant]
        return ": ".join([name.replace("_", " "), *([", ".join(spoken)] if spoken else [])])

    def _read(self, reading: Reading, arguments: tuple[str, ...]) -> str | None:
        types = dict(_TYPED.findall(reading.sentence))
        spoken = []
        for own, given in zip(reading.arguments, arguments, strict=True):
            kind = types.get(own.removeprefix("?"))
            if given == self.constant and kind:
                spoken.append(self.article.format(type=kind))
            else:
                spoken.append(self._word(given) if own.startswith("?") else given)
        return reading.say(tuple(spoken))

    def _word(self, argument: str) -> str:
        plain = argument.strip("'").replace("\\'", "'")
        return self.words.get(plain, plain.replace("_", " "))


def split_atom(atom: str) -> tuple[str, tuple[str, ...]]:
    """Return the name and the arguments of an atom's text.

    Example:
        >>> split_atom("chest_xray(case,'asy/patch')")
        ('chest_xray', ('case', "'asy/patch'"))
    """
    match = _ATOM.fullmatch(atom.strip())
    if match is None:
        return atom, ()
    inner = match["arguments"]
    arguments = () if inner is None else tuple(a.strip() for a in _ARGUMENT.findall(inner))
    return match["name"].strip("'"), tuple(argument for argument in arguments if argument)


def state_words(vocabulary: Vocabulary) -> dict[str, str]:
    """Return nicer words for the states that rules name, where all variables agree on them."""
    found: dict[str, set[str]] = {}
    for variable in vocabulary:
        for state in variable.states if not variable.numeric else ():
            found.setdefault(state_atom(state).strip("'"), set()).add(state_word(variable, state))
    return {atom: words.pop() for atom, words in found.items() if len(words) == 1}


def state_word(variable: Variable, state: str) -> str:
    """Return how a sentence names a state."""
    plain = state.replace("_", " ")
    is_word = plain[1:] == plain[1:].lower()
    return variable.state_readings.get(state, plain.lower() if is_word else plain)


def variable_word(variable: Variable) -> str:
    """Return how a sentence names a variable."""
    return variable.reading or variable.name
