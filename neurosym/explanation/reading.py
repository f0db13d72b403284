"""Atoms as sentences: what a pack's readings say of the case at hand.

A predicate with a reading (``:- pred fever(P) :: '@(P:patient) has fever'``) says that sentence;
the case itself is "the patient", by the type that the reading gives it. An atom without a reading
is put into words as far as its name goes, so that no internal name shows.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from neurosym.cases.atoms import state_atom
from neurosym.cases.variable import Variable
from neurosym.cases.vocabulary import Vocabulary
from neurosym.logic.syntax import Reading

_TYPED = re.compile(r"@\((\w+):(\w+)\)")
_ATOM = re.compile(r"(?P<name>'(?:[^'\\]|\\.)*'|\w+)(?:\((?P<arguments>.*)\))?", re.DOTALL)
_TOKEN = re.compile(r"""'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|.""", re.DOTALL)


@dataclass(frozen=True, slots=True)
class AtomReader:
    """Puts ground atoms into words.

    Attributes:
        readings: Sentences of atoms, by ``name/arity``.
        words: Nicer words for some arguments.
        constant: The constant that stands for the case.
        states: For atoms that say a variable's state, that state as an argument and in words.
        article: How the case's type is named: ``"the {type}"``.
    """

    readings: Mapping[str, Sequence[Reading]]
    words: Mapping[str, str]
    constant: str = "case"
    states: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    article: str = "the {type}"

    def say(self, atom: str) -> str:
        """Return an atom (without negation) as a clause of a sentence, without a full stop."""
        name, arguments = split_atom(atom)
        own = dict([self.states[atom]]) if atom in self.states else {}
        for reading in self.readings.get(f"{name}/{len(arguments)}", ()):
            sentence = self._read(reading, arguments, own)
            if sentence is not None:
                return sentence
        spoken = [self._word(a, own) for a in arguments if a != self.constant]
        return ": ".join([name.replace("_", " "), *([", ".join(spoken)] if spoken else [])])

    def _read(
        self, reading: Reading, arguments: tuple[str, ...], own: Mapping[str, str]
    ) -> str | None:
        types = dict(_TYPED.findall(reading.sentence))
        spoken = []
        for written, given in zip(reading.arguments, arguments, strict=True):
            kind = types.get(written.removeprefix("?"))
            if given == self.constant and kind:
                spoken.append(self.article.format(type=kind))
            else:
                spoken.append(self._word(given, own) if written.startswith("?") else given)
        return reading.say(tuple(spoken))

    def _word(self, argument: str, own: Mapping[str, str]) -> str:
        plain = argument.strip("'").replace("\\'", "'")
        return own.get(plain) or self.words.get(plain, plain.replace("_", " "))


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
    return match["name"].strip("'"), () if inner is None else _split(inner)


def _split(arguments: str) -> tuple[str, ...]:
    """Split at the commas that stand in no quotes and no brackets."""
    parts, depth = [""], 0
    for token in _TOKEN.findall(arguments):
        depth += (token in "([{") - (token in ")]}")
        if token == "," and not depth:
            parts.append("")
        else:
            parts[-1] += token
    return tuple(part.strip() for part in parts)


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
