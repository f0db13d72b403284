"""Tables of cases from data frames, rows of records and CSV files.

Nothing is guessed: a column that no variable knows, a column that is missing and a cell in an
unknown state are errors that name the row and the column. ``None`` is a state like any other in
text (a variable of ``child`` has it); a cell is missing when it is Python's ``None``, NaN, or one
of the variable's codes for "missing", the empty text by default.
"""

import csv
import math
from collections.abc import Callable, Collection, Hashable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Protocol, runtime_checkable

import numpy as np
from jaxtyping import Float64, Int16

from neurosym.cases.names import near
from neurosym.cases.parsing import Value, read_finding, value_text
from neurosym.cases.table import MISSING, CaseTable
from neurosym.cases.variable import Role, Variable
from neurosym.cases.vocabulary import Vocabulary
from neurosym.errors import CaseError, DataError

FIRST_ROW = 2
"""The row of the first case: the header is row 1."""


@runtime_checkable
class Frame(Protocol):
    """What is asked of a data frame; pandas' is one."""

    @property
    def columns(self) -> Iterable[object]:
        """The names of the columns."""
        ...

    def __len__(self) -> int:
        """Return the number of rows."""
        ...

    def __getitem__(self, name: str, /) -> Iterable[object]:
        """Return a column."""
        ...


def table_from_frame(
    frame: Frame,
    vocabulary: Vocabulary,
    *,
    source: str = "data",
    partial: bool = False,
    ignore: Collection[str] = (),
) -> CaseTable:
    """Return a data frame as a table of cases.

    Args:
        frame: A pandas data frame, or anything like it.
        vocabulary: The variables; columns may be written in any usual way.
        source: What messages call the data, such as the file's name.
        partial: Whether columns may be absent, as unobserved variables.
        ignore: Columns to leave out.

    Raises:
        DataError: When a column is unknown, absent or there twice, or a cell's state is unknown.

    Example:
        >>> import pandas
        >>> words = Vocabulary((Variable("LVH", ("yes", "no")),))
        >>> table_from_frame(pandas.DataFrame({"lvh": ["no", None]}), words).codes.tolist()
        [[1], [-1]]
    """
    names = [name for name in map(str, frame.columns) if name not in ignore]
    columns = _columns(names, vocabulary, source, partial)

    def cells(name: str) -> Iterable[object]:
        return frame[name]

    return _table(len(frame), columns, cells, vocabulary, source)


def table_from_rows(
    rows: Sequence[Mapping[str, Value]],
    vocabulary: Vocabulary,
    *,
    source: str = "data",
    ignore: Collection[str] = (),
) -> CaseTable:
    """Return records as a table of cases; what a record leaves out is missing.

    Args:
        rows: One mapping a case, names to states or numbers.
        vocabulary: The variables.
        source: What messages call the data.
        ignore: Names to leave out.

    Raises:
        DataError: When a name or a state is unknown.

    Example:
        >>> words = Vocabulary((Variable("LVH", ("yes", "no")), Variable("Age", numeric=True)))
        >>> table_from_rows([{"age": 3}, {"LVH": "NO"}], words).codes.tolist()
        [[-1, 0], [1, -1]]
    """
    names = list(dict.fromkeys(key for row in rows for key in row))
    columns = _columns([n for n in names if n not in ignore], vocabulary, source, partial=True)

    def cells(name: str) -> Iterable[object]:
        return (row.get(name) for row in rows)

    return _table(len(rows), columns, cells, vocabulary, source)


def read_csv(
    path: Path,
    vocabulary: Vocabulary,
    *,
    delimiter: str = ",",
    partial: bool = False,
    ignore: Collection[str] = (),
) -> CaseTable:
    """Return the cases of a CSV file (UTF-8, its first row the header).

    Args:
        path: The file.
        vocabulary: The variables.
        delimiter: What separates cells.
        partial: Whether columns may be absent, as unobserved variables.
        ignore: Columns to leave out.

    Raises:
        DataError: When the file cannot be read, and as in :func:`table_from_frame`.
    """
    source = str(path)
    header, body = _lines(path, delimiter)
    columns = _columns([name for name in header if name not in ignore], vocabulary, source, partial)
    place = {name: i for i, name in enumerate(header)}
    numbers = [number for number, _ in body]

    def cells(name: str) -> Iterable[object]:
        return (line[place[name]] for _, line in body)

    return _table(len(body), columns, cells, vocabulary, source, numbers)


def _lines(path: Path, delimiter: str) -> tuple[list[str], list[tuple[int, list[str]]]]:
    """Return the header of a CSV file and its rows with their numbers, blank rows left out."""
    source = str(path)
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            lines = list(csv.reader(file, delimiter=delimiter, strict=True))
    except FileNotFoundError:
        raise DataError(f"{source}: there is no such file; check the path") from None
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise DataError(f"{source}: cannot be read as UTF-8 CSV ({error})") from None
    if not lines:
        raise DataError(f"{source}: is empty; its first row must name the columns")
    header, body = lines[0], [(n, line) for n, line in enumerate(lines[1:], FIRST_ROW) if line]
    for number, line in body:
        if len(line) != len(header):
            raise DataError(
                f"{source}:row {number}: has {len(line)} cells where the header has "
                f"{len(header)}; quote cells that hold {delimiter!r}"
            )
    return header, body


def _columns(
    names: Sequence[str], vocabulary: Vocabulary, source: str, partial: bool
) -> dict[int, str]:
    """Return the data's name of each variable's column, by the variable's place."""
    columns: dict[int, str] = {}
    unknown = []
    for name in names:
        try:
            index = vocabulary.index(name)
        except CaseError:
            unknown.append(name)
            continue
        if index in columns:
            raise DataError(
                f"{source}: columns {columns[index]!r} and {name!r} are both the variable "
                f"{vocabulary[index].name}; keep one"
            )
        columns[index] = name
    absent = [
        variable.name
        for i, variable in enumerate(vocabulary)
        if i not in columns and variable.role is not Role.LATENT
    ]
    if unknown:
        raise DataError(_unknown_column(unknown[0], vocabulary.names, absent, source))
    if absent and not partial:
        raise DataError(f"{source}: has no column {absent[0]!r}; add it (empty cells may stand)")
    return columns


def _unknown_column(name: str, known: Sequence[str], absent: Sequence[str], source: str) -> str:
    close = near(name, absent) or near(name, known)
    if close:
        return f"{source}: column {name!r} is no variable; did you mean {close[0]}?"
    return (
        f"{source}: column {name!r} is no variable; remove it, ignore it, or describe it in "
        "variables.toml"
    )


def _table(
    count: int,
    columns: Mapping[int, str],
    cells: Callable[[str], Iterable[object]],
    vocabulary: Vocabulary,
    source: str,
    numbers: Sequence[int] = (),
) -> CaseTable:
    codes = np.full((count, len(vocabulary)), MISSING, dtype=np.int16)
    values = np.full(codes.shape, np.nan)
    for index, name in columns.items():
        variable = vocabulary[index]
        try:
            codes[:, index], values[:, index] = _column(variable, cells(name), count)
        except _CellError as error:
            row = numbers[error.row] if numbers else error.row + FIRST_ROW
            raise DataError(f"{source}:row {row}, column {name}: {error.reason}") from None
    return CaseTable(vocabulary, codes, values)


class _CellError(Exception):
    """A cell that cannot be read, by its place among the cells."""

    def __init__(self, row: int, reason: str) -> None:
        super().__init__(reason)
        self.row = row
        self.reason = reason


class _Reader(dict[object, int]):
    """Cells to places in ``codes`` and ``numbers``; a cell that is not known yet is read."""

    def __init__(self, variable: Variable) -> None:
        super().__init__()
        self.variable = variable
        self.codes = [MISSING]
        self.numbers = [math.nan]
        self.unread: object = None

    def __missing__(self, cell: object) -> int:
        """Return the place of a cell that was not met before; the place of "missing" is 0."""
        if isinstance(cell, float) and math.isnan(cell):
            return 0  # not kept: no two NaN are one key
        self.unread = cell
        self[cell] = 0
        text = _cell_text(self.variable, cell)
        for finding in () if text is None else read_finding(self.variable, text):
            states = self.variable.states
            self.codes.append(states.index(finding.state) if states else 0)
            self.numbers.append(math.nan if finding.value is None else finding.value)
            self[cell] = len(self.codes) - 1
        return self[cell]


def _column(
    variable: Variable, cells: Iterable[object], count: int
) -> tuple[Int16[np.ndarray, " case"], Float64[np.ndarray, " case"]]:
    """Return codes and values of a column; each different cell is read once."""
    if variable.numeric and (numbers := _numbers(cells)) is not None:
        known = ~np.isnan(numbers)
        bins = np.searchsorted(variable.cuts, numbers, side="right")
        return np.where(known, bins, MISSING).astype(np.int16), numbers
    listed = _listed(cells)
    reader = _Reader(variable)
    try:
        places = np.fromiter((reader[cell] for cell in listed), dtype=np.int64, count=count)
    except CaseError as error:
        row = next(i for i, cell in enumerate(listed) if cell is reader.unread)
        raise _CellError(row, str(error).removeprefix(f"{variable.name}: ")) from None
    codes = np.array(reader.codes, dtype=np.int16)
    return codes[places], np.array(reader.numbers, dtype=np.float64)[places]


def _numbers(cells: Iterable[object]) -> Float64[np.ndarray, " case"] | None:
    """Return a column that holds nothing but finite numbers and NaN, ``None`` for any other."""
    kind = getattr(getattr(cells, "dtype", None), "kind", "O")
    if kind not in "iuf":
        return None
    numbers = np.array(cells, dtype=np.float64)
    return None if np.isinf(numbers).any() else numbers


def _listed(cells: Iterable[object]) -> list[object]:
    """Return a column as a list; what cannot be a key, such as a list, as its text."""
    array = np.asarray(cells, dtype=object) if hasattr(cells, "dtype") else None
    listed: list[object] = list(cells) if array is None else array.tolist()
    if all(map(_is_key, set(map(type, listed)))):
        return listed
    return [cell if _is_key(type(cell)) else str(cell) for cell in listed]


def _is_key(kind: type) -> bool:
    return issubclass(kind, Hashable)


def _cell_text(variable: Variable, cell: object) -> str | None:
    """Return the text of a cell, ``None`` where it is Python's or pandas' "missing"."""
    plain = cell.item() if isinstance(cell, np.generic) else cell
    if plain is None or str(plain) == "<NA>":
        return None
    return value_text(variable, plain) if isinstance(plain, str | int | float) else str(plain)
