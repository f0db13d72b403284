"""Atoms as sentences: what the readings of a program say.

A predicate with a reading (``:- pred fever(P) :: '@(P:patient) has fever'``) says that sentence;
the case itself is "the patient", by the type that the reading gives it. An atom without a reading
is put into words as far as its name goes, so that no internal name shows.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

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
        sentence = self.sentence(atom)
        if sentence is not None:
            return sentence
        name, arguments = split_atom(atom)
        own = self._own(atom)
        spoken = [self._word(a, own) for a in arguments if a != self.constant]
        return ": ".join([name.replace("_", " "), *([", ".join(spoken)] if spoken else [])])

    def sentence(self, atom: str) -> str | None:
        """Return what the atom's reading says, or None where it has none."""
        name, arguments = split_atom(atom)
        own = self._own(atom)
        for reading in self.readings.get(f"{name}/{len(arguments)}", ()):
            sentence = self._read(reading, arguments, own)
            if sentence is not None:
                return sentence
        return None

    def _own(self, atom: str) -> dict[str, str]:
        return dict([self.states[atom]]) if atom in self.states else {}

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
        if argument == "_":
            return argument
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
