"""The learnable probabilities of a program: which there are, and the program with learned ones.

`t(_)::a.` is one probability for all instances of its clause, `t(_, X)::f(X).` one for each value
of X. They are found in the clauses' text, so that what was learned can be written in their place.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from neurosym.logic import engine
from neurosym.logic.ground_program import Clause
from neurosym.logic.syntax import Source, SourceProgram

_TOKEN = re.compile(
    r"%[^\n]*|/\*.*?\*/|'(?:[^'\\]|\\.|'')*'|\"(?:[^\"\\]|\\.)*\"|0'(?:\\.|''|.)|\w+|:-|::|\s+|.",
    re.DOTALL,
)
_OPENING, _CLOSING = frozenset("([{"), frozenset(")]}")


@dataclass(frozen=True, slots=True, order=True)
class Parameter:
    """One learnable probability.

    Attributes:
        clause: Index of its clause.
        alternative: Which head of the clause, from 0.
        tie: Text of the list of terms by which it differs from the clause's others; or empty.
    """

    clause: int
    alternative: int = 0
    tie: str = ""


@dataclass(frozen=True, slots=True)
class Head:
    """A head of a clause with learnable probabilities.

    Attributes:
        start: Its start value, or the fixed probability.
        learnable: Whether it is learned.
        open_start: Whether its author left the start value open.
        text: The atom.
        ties: Texts of the terms by which its probabilities differ.
        span: Where in the clause's text its annotation ``t(...)`` stands.
    """

    start: float
    learnable: bool
    open_start: bool = False
    text: str = ""
    ties: tuple[str, ...] = ()
    span: tuple[int, int] = (0, 0)


def learnable_heads(program: SourceProgram) -> dict[int, tuple[Head, ...]]:
    """Return all heads of every clause that has a learnable probability, by clause."""
    out = engine.call("neurosym_shapes:traits(Number, Out)", {"Number": program.number})
    rows = cast("list[list[float]]", cast("dict[str, object]", out)["parameters"])
    starts: dict[int, list[tuple[float, bool]]] = {}
    for clause, _, start, learnable in rows:
        starts.setdefault(int(clause), []).append((float(start), bool(learnable)))
    found = {}
    for clause, heads in starts.items():
        written = iter(_annotations(program.clauses[clause].text))
        found[clause] = tuple(
            _described(start, next(written)) if learnable else Head(start, learnable=False)
            for start, learnable in heads
        )
    return found


@dataclass(frozen=True, slots=True)
class _Annotation:
    """``t(Start, Ties...) :: Atom`` in a clause's text."""

    arguments: tuple[str, ...]
    atom: str
    span: tuple[int, int]


def _described(start: float, written: _Annotation) -> Head:
    first, *ties = written.arguments
    is_open = first.startswith("_") or first[:1].isupper()
    return Head(start, True, is_open, written.atom, tuple(ties), written.span)


def _tokens(text: str) -> list[tuple[int, str]]:
    found = [(match.start(), match[0]) for match in _TOKEN.finditer(text)]
    return [
        (at, word)
        for at, word in found
        if not word.isspace() and word[:2] not in ("/*",) and not word.startswith("%")
    ]


def _annotations(text: str) -> list[_Annotation]:
    """Return the learnable annotations of a clause's heads, left to right."""
    tokens = _tokens(text)
    found = []
    for row, (at, word) in enumerate(tokens):
        if word != "t" or row + 1 == len(tokens) or tokens[row + 1] != (at + 1, "("):
            continue
        close = _closing(tokens, row + 1)
        if close + 1 < len(tokens) and tokens[close + 1][1] == "::":
            end = tokens[close][0] + 1
            arguments = _split(text[at + 2 : end - 1], ",")
            begin, stop = tokens[close + 2][0], _atom_end(tokens, close + 2, len(text))
            found.append(_Annotation(tuple(arguments), text[begin:stop].strip(), (at, end)))
    return found


def _closing(tokens: Sequence[tuple[int, str]], row: int) -> int:
    """Return the row of the bracket that closes the one of a row."""
    depth = 0
    for place in range(row, len(tokens)):
        depth += (tokens[place][1] in _OPENING) - (tokens[place][1] in _CLOSING)
        if depth == 0:
            return place
    return len(tokens) - 1


def _atom_end(tokens: Sequence[tuple[int, str]], row: int, end: int) -> int:
    """Return where the head that starts at a row ends."""
    depth = 0
    for at, word in tokens[row:]:
        depth += (word in _OPENING) - (word in _CLOSING)
        if depth <= 0 and word in {";", ":-", "<"}:
            return at
    return end


def _split(text: str, separator: str) -> list[str]:
    """Return the parts of a text between separators that stand in no bracket and no quote."""
    parts, depth, start = [], 0, 0
    for at, word in _tokens(text):
        depth += (word in _OPENING) - (word in _CLOSING)
        if depth == 0 and word == separator:
            parts.append(text[start:at].strip())
            start = at + 1
    return [*parts, text[start:].strip()] if text.strip() else []


def parameter_names(
    clauses: Sequence[Clause],
    heads: Mapping[int, Sequence[Head]],
    parameters: Sequence[Parameter],
) -> dict[Parameter, str]:
    """Return a name for each parameter: its head's atom, with its place if others are alike."""
    plain = {p: _bound(heads[p.clause][p.alternative].text, _binding(heads, p)) for p in parameters}
    texts = list(plain.values())
    return {
        p: text if texts.count(text) == 1 else f"{text} ({clauses[p.clause].position})"
        for p, text in plain.items()
    }


def learned_text(
    program: SourceProgram,
    heads: Mapping[int, Sequence[Head]],
    learned: Mapping[Parameter, float],
) -> str:
    """Return the program's text with learned numbers in place of ``t(_)``.

    A clause whose probabilities differ by terms becomes one clause for each of their values that
    came up.
    """
    texts = []
    for source in program.sources:
        edits = [
            (start, start + len(clause.text), _written(clause.text, index, heads, learned))
            for index, clause in enumerate(program.clauses)
            if index in heads
            and clause.position.file == source.name
            and (start := _offset(source, clause)) >= 0
        ]
        text = source.text
        for start, end, new in sorted(edits, reverse=True):
            text = text[:start] + new + text[end:]
        texts.append(text)
    return "\n".join(texts)


def _offset(source: Source, clause: Clause) -> int:
    return source.line_starts[clause.position.line - 1] + clause.position.column - 1


def _written(
    text: str,
    clause: int,
    heads: Mapping[int, Sequence[Head]],
    learned: Mapping[Parameter, float],
) -> str:
    """Return a clause, or its instances joined by full stops, with the learned numbers."""
    ties = sorted({parameter.tie for parameter in learned if parameter.clause == clause})
    instances = []
    for tie in ties:
        new = text
        binding: dict[str, str] = {}
        for row in reversed(range(len(heads[clause]))):
            head = heads[clause][row]
            parameter = Parameter(clause, row, tie)
            if head.learnable:
                value = learned.get(parameter, head.start)
                new = f"{new[: head.span[0]]}{value!r}{new[head.span[1] :]}"
                binding |= _binding(heads, parameter)
        instances.append(_bound(new, binding))
    return ".\n".join(instances) if instances else text


def _binding(heads: Mapping[int, Sequence[Head]], parameter: Parameter) -> dict[str, str]:
    """Return the values of the variables by which a parameter differs."""
    names = heads[parameter.clause][parameter.alternative].ties
    return dict(zip(names, _split(parameter.tie[1:-1], ","), strict=False))


def _bound(text: str, binding: Mapping[str, str]) -> str:
    """Return a text with values in place of variables."""
    if not binding:
        return text
    return _TOKEN.sub(lambda match: binding.get(match[0], match[0]), text)
