r"""Facts of cases as Prolog text, each with the row of the data that it is from.

A column is a predicate of the case and its value: column ``temp`` of the case ``ann`` with 36.8 is
``temp(ann,36.8)``; a yes/no column is ``smokes(ann)``, and ``\+ smokes(ann)`` where it says no. An
empty cell says nothing.

Example:
    >>> facts = facts_from_rows([{"who": "ann", "temp": 36.8, "smokes": "no"}], key="who")
    >>> list(facts)
    ['temp(ann,36.8)', '\\+ smokes(ann)']
    >>> print(facts.source("temp(ann,36.8)"))
    row 1
"""

import csv
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol, overload, runtime_checkable

from neurosym.cases.atoms import functor_name, state_atom
from neurosym.cases.case import Case, CellSpan
from neurosym.cases.table_reading import FIRST_ROW
from neurosym.cases.vocabulary import Vocabulary
from neurosym.errors import DataError

_YES = frozenset({"yes", "true"})
_NO = frozenset({"no", "false"})


@dataclass(frozen=True, slots=True)
class FactSource:
    """Where a fact of a case is from.

    Attributes:
        row: The row, as the data counts or names it.
        data: What the data is called, such as a file's name; may be empty.
    """

    row: str
    data: str = ""

    def __str__(self) -> str:
        """Return ``row 17``, after the data's name if it has one."""
        return f"{self.data}, row {self.row}" if self.data else f"row {self.row}"


@dataclass(frozen=True, slots=True)
class Facts(Sequence[str]):
    r"""Facts as Prolog text; ``\+ fact`` denies one.

    Attributes:
        texts: The facts.
        sources: Where they are from, as far as known.
    """

    texts: tuple[str, ...]
    sources: Mapping[str, FactSource] = field(default_factory=dict)

    @classmethod
    def of_row(cls, texts: Sequence[str], row: str, data: str = "") -> "Facts":
        """Return facts that are all from one row."""
        return cls(tuple(texts), dict.fromkeys(texts, FactSource(row, data)))

    def source(self, text: str) -> FactSource | None:
        """Return where a fact is from, or None where that is not known."""
        return self.sources.get(text)

    def __len__(self) -> int:
        """Return the number of facts."""
        return len(self.texts)

    def __iter__(self) -> Iterator[str]:
        """Yield the facts."""
        return iter(self.texts)

    @overload
    def __getitem__(self, index: int) -> str: ...

    @overload
    def __getitem__(self, index: slice) -> tuple[str, ...]: ...

    def __getitem__(self, index: int | slice) -> str | tuple[str, ...]:
        """Return a fact, or several."""
        return self.texts[index]

    def __add__(self, other: "Facts | Sequence[str]") -> "Facts":
        """Return both together."""
        sources = dict(other.sources) if isinstance(other, Facts) else {}
        return Facts((*self.texts, *other), {**sources, **self.sources})


NO_FACTS = Facts(())
"""Nothing is said."""


@runtime_checkable
class RowFrame(Protocol):
    """What is asked of a data frame; pandas' is one."""

    @property
    def columns(self) -> Iterable[object]:
        """The names of the columns."""

    @property
    def index(self) -> Iterable[object]:
        """The names of the rows."""

    def __getitem__(self, name: object, /) -> Iterable[object]:
        """Return a column."""


@runtime_checkable
class NamedRow(Protocol):
    """A row of a data frame, such as ``frame.loc[17]``."""

    @property
    def name(self) -> object:
        """The name of the row."""

    def to_dict(self) -> dict[object, object]:
        """Return the cells by column."""


CaseData = (
    Sequence[str] | Mapping[str, object] | Sequence[Mapping[str, object]] | RowFrame | NamedRow
)
"""Facts as text, one case as a mapping, several cases, a data frame, or a row of one."""


def facts_of(data: CaseData, *, key: str | None = None, name: str = "") -> Facts:
    """Return facts from any form that data of cases comes in.

    Args:
        data: Facts as text; a mapping of columns to values; several of them; a data frame, or a
            row of one, whose index names the rows.
        key: Column that names the case; without it, one case is called ``case`` and several by
            their row.
        name: What the data is called, such as a file's name.

    Raises:
        DataError: A cell holds neither a text, a number nor a truth value; or there is no such key.
    """
    if isinstance(data, Facts):
        return data
    if isinstance(data, str):
        return Facts((data,))
    if isinstance(data, Mapping):
        return facts_from_rows([data], key=key, name=name)
    if isinstance(data, RowFrame):
        columns = {str(column): list(data[column]) for column in data.columns}
        labels = [str(label) for label in data.index]
        framed = [
            {column: cells[i] for column, cells in columns.items()} for i in range(len(labels))
        ]
        return facts_from_rows(framed, key=key, name=name, labels=labels)
    if isinstance(data, NamedRow):
        cells = {str(column): value for column, value in data.to_dict().items()}
        return facts_from_rows([cells], key=key, name=name, labels=[str(data.name)])
    texts = [item for item in data if isinstance(item, str)]
    rows = [item for item in data if not isinstance(item, str)]
    return facts_from_rows(rows, key=key, name=name) + texts if rows else Facts(tuple(texts))


def facts_from_rows(
    rows: Sequence[Mapping[str, object]],
    *,
    key: str | None = None,
    name: str = "",
    labels: Sequence[str] = (),
) -> Facts:
    """Return the facts of rows.

    Args:
        rows: One mapping a case, columns to values.
        key: Column that names the case.
        name: What the data is called.
        labels: What the rows are called; 1, 2, 3 if not given.

    Raises:
        DataError: A cell holds neither a text, a number nor a truth value; or there is no such key.
    """
    sources: dict[str, FactSource] = {}
    texts: list[str] = []
    truths = _yes_no_columns(rows)
    named: dict[str, object] = {}
    for number, row in enumerate(rows, 1):
        source = FactSource(labels[number - 1] if labels else str(number), name)
        case = _case(row, key, source, alone=len(rows) == 1)
        if key is not None and named.setdefault(case, row[key]) != row[key]:
            raise DataError(
                f"{source}: {row[key]} and {named[case]} are both called {case} in the rules; "
                f"give cases names in {key} that differ in more than signs and capital letters"
            )
        for column, value in row.items():
            if column == key:
                continue
            text = _fact(column, value, case, source, column in truths)
            if text is not None:
                texts.append(text)
                sources[text] = source
    return Facts(tuple(texts), sources)


def facts_of_case(case: Case, vocabulary: Vocabulary, constant: str = "case") -> Facts:
    r"""Return what a case of a pack says, as the pack's rules write it.

    A state that a variable is in holds, and its other states do not.

    Args:
        case: The case.
        vocabulary: The pack's variables.
        constant: The constant that stands for the case.

    Example:
        >>> from neurosym.cases import Finding, Variable
        >>> xray = Variable("Xray", ("Normal", "Oligaemic"))
        >>> case = Case((Finding("Xray", "Normal"),))
        >>> list(facts_of_case(case, Vocabulary((xray,))))
        ['xray(case, normal)', '\\+ xray(case, oligaemic)']
    """
    texts: list[str] = []
    sources: dict[str, FactSource] = {}
    for finding in case.findings:
        variable = vocabulary[vocabulary.index(finding.variable)]
        if finding.value is not None:
            own = [variable.atom(repr(finding.value), constant)]
        else:
            own = [
                atom if variable.states[state] == finding.state else f"\\+ {atom}"
                for atom, state in variable.atoms(constant)
            ]
        texts += own
        if isinstance(finding.source, CellSpan):
            source = FactSource(str(finding.source.row), finding.source.source)
            sources |= dict.fromkeys(own, source)
    return Facts(tuple(texts), sources)


def read_rows(path: Path) -> tuple[list[dict[str, object]], list[str]]:
    """Return the rows of a CSV file and their numbers; the header is row 1.

    A cell that reads as a number is one.

    Raises:
        DataError: The file cannot be read.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            lines = list(csv.DictReader(file, strict=True))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise DataError(f"{path}: cannot be read as UTF-8 CSV ({error})") from None
    rows = [{str(k): _read(v) for k, v in line.items() if k is not None} for line in lines]
    return rows, [str(number) for number in range(FIRST_ROW, FIRST_ROW + len(rows))]


def _read(cell: str | None) -> object:
    try:
        return float(cell) if cell and not cell.strip().lstrip("-").isdigit() else int(cell or "")
    except ValueError:
        return cell


def _case(row: Mapping[str, object], key: str | None, source: FactSource, *, alone: bool) -> str:
    if key is None:
        return "case" if alone else state_atom(source.row)
    value = _plain(row.get(key))
    if value is None:
        raise DataError(f"{source}: has no value for {key}, which names the case; give one")
    return _term(value, key, source)


def _yes_no_columns(rows: Sequence[Mapping[str, object]]) -> frozenset[str]:
    """Return the columns in which every cell says yes or no."""
    values: dict[str, list[object]] = {}
    for row in rows:
        for column, value in row.items():
            plain = _plain(value)
            if plain is not None:
                values.setdefault(column, []).append(plain)
    return frozenset(
        column for column, found in values.items() if all(_truth(v) is not None for v in found)
    )


def _truth(value: object) -> bool | None:
    if isinstance(value, bool):
        return value
    word = value.strip().lower() if isinstance(value, str) else ""
    return True if word in _YES else False if word in _NO else None


def _fact(column: str, value: object, case: str, source: FactSource, yes_no: bool) -> str | None:
    plain = _plain(value)
    if plain is None:
        return None
    predicate = functor_name(column)
    if yes_no:
        return f"{predicate}({case})" if _truth(plain) else f"\\+ {predicate}({case})"
    return f"{predicate}({case},{_term(plain, column, source)})"


def _plain(value: object) -> object:
    """Return a cell as Python's own value; None where it is empty."""
    item = getattr(value, "item", None)
    plain: object = item() if callable(item) else value
    missing = plain is None or plain == "" or type(plain).__name__ in ("NAType", "NaTType")
    if missing or (isinstance(plain, float) and math.isnan(plain)):
        return None
    return plain


def _term(value: object, column: str, source: FactSource) -> str:
    if isinstance(value, str):
        return state_atom(value)
    if isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value):
        return repr(value)
    raise DataError(
        f"{source}, column {column}: {value!r} is neither a text nor a number; leave the column "
        "out, or write it as one of them"
    )
