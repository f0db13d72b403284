"""A case and its findings: what is known about one subject."""

from dataclasses import dataclass

from neurosym.cases import atoms
from neurosym.errors import CaseError

NEWLINES = "\n\r"
"""Characters that end a finding, beside the comma and the semicolon."""


@dataclass(frozen=True, slots=True)
class CellSpan:
    """A cell of a data file; rows count from 1 and the header is row 1, as in a spreadsheet."""

    source: str
    row: int
    column: str

    def __str__(self) -> str:
        """Return ``source:row N, column C``."""
        return f"{self.source}:row {self.row}, column {self.column}"


@dataclass(frozen=True, slots=True)
class TextSpan:
    """A stretch of a text: the characters from ``start`` on and before ``end``."""

    source: str
    start: int
    end: int

    def __str__(self) -> str:
        """Return ``source:start-end``."""
        return f"{self.source}:{self.start}-{self.end}"


Span = CellSpan | TextSpan
"""Where a finding was read."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One observed variable of a case.

    Attributes:
        variable: The variable's name.
        state: Its state; of a number its bin, or its text while there are no bins.
        value: The number, where the variable is numeric and its value is known.
        source: Where it was read.
        entity: The thing that it describes; the case itself by default.
        time: When it was observed, in the pack's unit.
        note: What a reader should know, such as a value outside of the usual range.
    """

    variable: str
    state: str
    value: float | None = None
    source: Span | None = None
    entity: str = "case"
    time: float | None = None
    note: str = ""

    def __str__(self) -> str:
        """Return ``variable=state`` (or the number), quoted so that it reads back the same."""
        shown = self.state if self.value is None else repr(self.value)
        return f"{_shown(self.variable, ',;=' + NEWLINES)}={_shown(shown, ',;' + NEWLINES)}"


@dataclass(frozen=True, slots=True)
class Relation:
    """A fact between entities of a case, such as ``refers_to(clause_2, clause_7)``."""

    predicate: str
    arguments: tuple[str, ...]
    source: Span | None = None

    def __str__(self) -> str:
        """Return the ground atom, as a rule file writes it."""
        arguments = ", ".join(atoms.quoted(argument) for argument in self.arguments)
        return f"{atoms.quoted(self.predicate)}({arguments})"


@dataclass(frozen=True, slots=True)
class Case:
    """One subject to decide on: its findings, at most one for each variable.

    Attributes:
        findings: What was observed.
        name: What the case is called.
        relations: Facts between its entities.

    Raises:
        CaseError: When one variable (of one entity, at one time) has two states.

    Example:
        >>> str(Case((Finding("LVH", "yes"), Finding("LowerBodyO2", "<5"))))
        'LVH=yes, LowerBodyO2=<5'
    """

    findings: tuple[Finding, ...] = ()
    name: str = "case"
    relations: tuple[Relation, ...] = ()

    def __post_init__(self) -> None:
        """Refuse a variable in two states."""
        seen: dict[tuple[str, str, float | None], Finding] = {}
        for finding in self.findings:
            first = seen.setdefault((finding.variable, finding.entity, finding.time), finding)
            if (first.state, first.value) != (finding.state, finding.value):
                raise CaseError(
                    f"{finding.variable} is given twice: {str(first).split('=', 1)[1]} and "
                    f"{str(finding).split('=', 1)[1]}; give it one state"
                )
            if first is not finding:
                raise CaseError(f"{finding} is given twice; give it once")

    def __str__(self) -> str:
        """Return the case as a case string, which reads back the same."""
        return ", ".join(str(finding) for finding in self.findings)

    def state(self, variable: str) -> str | None:
        """Return the state of a variable by its exact name, ``None`` where it was not observed."""
        return next((f.state for f in self.findings if f.variable == variable), None)

    @property
    def notes(self) -> tuple[str, ...]:
        """What a reader of the case should know."""
        return tuple(finding.note for finding in self.findings if finding.note)


def _shown(text: str, separators: str) -> str:
    """Return a name or a state for a case string, in quotes where they are needed."""
    starts_quoted = text[:1] in ("'", '"')
    if text and text == text.strip() and not starts_quoted and not set(separators) & set(text):
        return text
    return '"' + text.replace('"', '""') + '"'
