r"""Case strings and mappings: the two ways in which a person writes one case.

A case string is ``name=state, name=state``. The split is at the first ``=``, so that
``co2_report=>=7.5`` means the state ``>=7.5``; commas, semicolons and line ends separate findings;
a name or a state in single or double quotes may hold any of them (a doubled quote is one quote).
A state that is one of the variable's codes for "missing" is no finding.

A number outside of a variable's usual range is kept, with a note, because the range says what is
usual and not what is possible; a number that is not finite is refused.
"""

import math
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from neurosym.cases.case import NEWLINES, Case, Finding, Span, TextSpan
from neurosym.cases.names import name_key
from neurosym.cases.variable import Variable
from neurosym.cases.vocabulary import Vocabulary
from neurosym.errors import CaseError

Value = str | int | float | None
"""A state or a number as Python has it; ``bool`` is an ``int``; ``None`` is "not observed"."""

_SEPARATORS = ",;" + NEWLINES
_QUOTES = "'\""


@dataclass(frozen=True, slots=True)
class _Piece:
    """One finding as written, with the place of it."""

    name: str
    state: str
    start: int
    end: int


def parse_case(text: str, vocabulary: Vocabulary, *, name: str = "case") -> Case:
    """Return the case that a case string describes.

    Args:
        text: Such as ``lower_body_o2=<5, chest_xray=oligaemic``.
        vocabulary: The variables that it may speak of.
        name: What the case is called.

    Raises:
        CaseError: On an unknown or ambiguous variable or state, on one variable in two states,
            and on a finding that cannot be read; the message says which and lists what is known.

    Example:
        >>> words = Vocabulary((Variable("CO2Report", ("<7.5", ">=7.5")),))
        >>> parse_case("co2_report = '>=7.5'", words).findings[0].state
        '>=7.5'
    """
    findings: list[Finding] = []
    for piece in _pieces(text):
        variable = vocabulary.find(piece.name)
        span = TextSpan(name, piece.start, piece.end)
        findings.extend(read_finding(variable, piece.state, span))
    return Case(_without_repeats(findings), name)


def case_from_mapping(
    mapping: Mapping[str, Value], vocabulary: Vocabulary, *, name: str = "case"
) -> Case:
    """Return the case that a mapping of names to states or numbers describes.

    Args:
        mapping: Names and states in any usual writing; ``None`` and NaN mean "not observed",
            ``True`` and ``False`` yes and no.
        vocabulary: The variables that it may speak of.
        name: What the case is called.

    Raises:
        CaseError: As in :func:`parse_case`.

    Example:
        >>> words = Vocabulary((Variable("LVH", ("yes", "no")),))
        >>> case_from_mapping({"lvh": True}, words).findings[0].state
        'yes'
    """
    findings: list[Finding] = []
    for key, value in mapping.items():
        variable = vocabulary.find(key)
        if value is None or (isinstance(value, float) and math.isnan(value)):
            continue
        findings.extend(read_finding(variable, value_text(variable, value)))
    return Case(_without_repeats(findings), name)


def value_text(variable: Variable, value: str | int | float) -> str:
    """Return a Python value as the text of a state: ``True`` is yes, ``2.0`` is ``2``."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool) and variable.yes is not None:
        return variable.states[variable.yes if value else 1 - variable.yes]
    if not variable.numeric and isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value) if isinstance(value, bool | int) else repr(float(value))


def read_finding(variable: Variable, text: str, source: Span | None = None) -> Iterator[Finding]:
    """Yield the finding that ``text`` gives for a variable, none where it means "missing".

    Args:
        variable: The variable.
        text: A state or a number.
        source: Where it was read.

    Raises:
        CaseError: When there is no such state, or the number is none.
    """
    if variable.is_missing(text):
        return
    if not variable.numeric:
        yield Finding(variable.name, variable.find_state(text), source=source)
        return
    value = _number(variable, text)
    if value is None:
        yield Finding(variable.name, variable.find_state(text), source=source)
        return
    state = variable.states[variable.bin_of(value)] if variable.states else f"{value:g}"
    yield Finding(variable.name, state, value, source, note=_range_note(variable, value))


def _number(variable: Variable, text: str) -> float | None:
    """Return the number that ``text`` is, ``None`` where it names one of the bins."""
    bare = text.strip()
    if variable.unit and bare.endswith(variable.unit):
        bare = bare[: -len(variable.unit)].strip()
    try:
        value = float(bare.replace("_", "x"))
    except ValueError:
        if name_key(text) in map(name_key, variable.states):
            return None
        unit = f" in {variable.unit}" if variable.unit else ""
        bins = f" or one of {', '.join(variable.states)}" if variable.states else ""
        raise CaseError(f"{variable.name}: {bare!r} is no number; give one{unit}{bins}") from None
    if not math.isfinite(value):
        raise CaseError(f"{variable.name}: {bare!r} is not finite; give a number or leave it out")
    return value


def _range_note(variable: Variable, value: float) -> str:
    if variable.range is None or variable.range[0] <= value <= variable.range[1]:
        return ""
    low, high = variable.range
    unit = f" {variable.unit}" if variable.unit else ""
    return f"{variable.name}={value:g} lies outside of the usual {low:g} to {high:g}{unit}"


def _without_repeats(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return the findings without those that say again what is said already."""
    said: dict[tuple[str, str, float | None], Finding] = {}
    for finding in findings:
        said.setdefault((finding.variable, finding.state, finding.value), finding)
    return tuple(said.values())


def _pieces(text: str) -> Iterator[_Piece]:
    """Yield the findings of a case string with their places."""
    place = 0
    while place < len(text):
        if text[place].isspace() or text[place] in _SEPARATORS:
            place += 1
            continue
        start = place
        name, place = _word(text, place, "=" + _SEPARATORS)
        if place >= len(text) or text[place] != "=":
            raise CaseError(f"{name!r} has no state; write name=state")
        if not name:
            raise CaseError(f"a name is missing before {text[start:].strip()!r}; write name=state")
        state, place = _word(text, place + 1, _SEPARATORS)
        yield _Piece(name, state, start, place)


def _word(text: str, place: int, stops: str) -> tuple[str, int]:
    """Return the word that begins at ``place``, without its quotes, and the place after it."""
    while place < len(text) and text[place] in " \t":
        place += 1
    if place < len(text) and text[place] in _QUOTES:
        return _quoted_word(text, place, stops)
    end = place
    while end < len(text) and text[end] not in stops:
        end += 1
    return text[place:end].strip(), end


def _quoted_word(text: str, place: int, stops: str) -> tuple[str, int]:
    quote = text[place]
    match = re.compile(f"{quote}((?:[^{quote}]|{quote}{quote})*){quote}[ \t]*").match(text, place)
    if match is None:
        raise CaseError(f"the quote before {text[place + 1 :].strip()!r} is never closed; close it")
    end = match.end()
    if end < len(text) and text[end] not in stops:
        raise CaseError(
            f"{text[end:].strip()!r} follows a closing quote; put a comma between findings"
        )
    return match.group(1).replace(quote * 2, quote), end
