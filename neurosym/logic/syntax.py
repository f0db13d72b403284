"""Values of reading: sources, faults, declarations, readings."""

import bisect
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from neurosym.logic.engine import Limits
from neurosym.logic.ground_program import Clause, Position

_PLACE = re.compile(r"@\((\w+)(?::(\w+))?\)")


class Severity(StrEnum):
    """Whether a fault stops a program, is likely not meant, or is only good to know."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """Something wrong in a rule file: where, how grave, what, and what to do.

    Attributes:
        position: Where it is.
        severity: Whether the program can run.
        code: A short stable name, such as ``syntax`` or ``singleton``.
        sentence: What is wrong; what to do.
    """

    position: Position = field(compare=False)
    severity: Severity = field(compare=False)
    code: str = field(compare=False)
    sentence: str = field(compare=False)
    order: tuple[str, int, int] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Faults sort by their place."""
        place = self.position
        object.__setattr__(self, "order", (place.file, place.line, place.column))

    def __str__(self) -> str:
        """Return ``file:line:column: sentence``, as editors read it."""
        return f"{self.position}: {self.sentence}"


@dataclass(frozen=True, slots=True)
class Source:
    """The text of a rule file and the places of its lines.

    Attributes:
        name: The file as messages name it.
        text: Its text.
        path: The file that it was read from, if any: what it loads is looked up beside it.
        line_starts: Offset of every line's first character.
    """

    name: str
    text: str
    path: Path | None = None
    line_starts: tuple[int, ...] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Find the line starts."""
        starts = (0, *(match.end() for match in re.finditer("\n", self.text)))
        object.__setattr__(self, "line_starts", starts)

    def position(self, offset: int) -> Position:
        """Return line and column of a character offset."""
        line = bisect.bisect_right(self.line_starts, offset)
        return Position(self.name, line, offset - self.line_starts[line - 1] + 1)

    def names_near(self, line: int) -> set[str]:
        """Return the names that start lines from the one given to the next that ends a clause."""
        names: set[str] = set()
        for text in self.text.split("\n")[max(0, line - 2) :]:
            start = re.match(r"(?:\s*[\d.]+\s*::)?\s*([a-z]\w*)", text)
            if start:
                names.add(start[1])
            if len(names) > 1 and text.rstrip().endswith("."):
                break
        return names

    def comment_above(self, offset: int) -> str:
        """Return the ``%`` comment that ends on the line above an offset, without its marks."""
        starts, text = self.line_starts, self.text
        line = bisect.bisect_right(starts, offset) - 1
        lines: list[str] = []
        while line > 0:
            start, end = starts[line - 1], starts[line] - 1
            if text.find("%", start, end) < 0:
                break
            above = text[start:end].strip()
            if not above.startswith("%"):
                break
            lines.append(above.lstrip("%!").strip())
            line -= 1
        return "\n".join(reversed(lines)).strip()


@dataclass(frozen=True, slots=True)
class Reading:
    """How a predicate's atom reads in a sentence: ``:- pred fever(P) :: '@(P:patient) has fever'``.

    Attributes:
        name: The predicate's name.
        arguments: Its arguments: ``?P`` for the variable ``P``, else the constant's text.
        sentence: The text with ``@(P:patient)`` or ``@(P)`` where arguments go.
    """

    name: str
    arguments: tuple[str, ...]
    sentence: str

    def say(self, arguments: tuple[str, ...]) -> str | None:
        """Return the sentence for an atom's arguments, or None where its constants differ.

        Example:
            >>> Reading("fever", ("?P",), "@(P:patient) has fever").say(("ann",))
            'ann has fever'
        """
        if len(arguments) != len(self.arguments):
            return None
        bound: dict[str, str] = {}
        for own, given in zip(self.arguments, arguments, strict=True):
            if not own.startswith("?"):
                if own != given:
                    return None
            elif bound.setdefault(own[1:], given) != given and own != "?":
                return None
        return _PLACE.sub(lambda match: bound.get(match[1], match[1]), self.sentence)


@dataclass(frozen=True, slots=True)
class Declarations:
    """What a program says about its predicates, each as ``name/arity``.

    Attributes:
        observed: Decided by the case.
        predicted: Decided by the model.
        closed: False where the case is silent.
        readings: Sentences of atoms, by ``name/arity``; the first whose constants agree is used.
    """

    observed: frozenset[str] = frozenset()
    predicted: frozenset[str] = frozenset()
    closed: frozenset[str] = frozenset()
    readings: Mapping[str, tuple[Reading, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, weakref_slot=True)
class SourceProgram:
    """A program as it was read.

    Attributes:
        number: Under which SWI-Prolog keeps it.
        sources: Its files.
        clauses: Its clauses and constraints; queries and directives are none.
        declarations: What it says about its predicates.
        faults: Everything wrong that reading saw.
        predicates: Every ``name/arity`` that it defines or declares.
        strengths: Start value of each constraint's strength, by clause index.
        learnable: Clauses of the constraints whose strength is to be learned.
        untrusted: What it may use, if it is a stranger's and runs in a process of its own.
    """

    number: int
    sources: tuple[Source, ...]
    clauses: tuple[Clause, ...]
    declarations: Declarations
    faults: tuple[Fault, ...] = ()
    predicates: frozenset[str] = frozenset()
    strengths: Mapping[int, float] = field(default_factory=dict)
    learnable: frozenset[int] = frozenset()
    untrusted: Limits | None = None
