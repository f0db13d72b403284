"""TOML files read with types, every fault with its place: ``file:[section] key: sentence``."""

import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from neurosym.cases.names import did_you_mean
from neurosym.errors import PackError


@dataclass(frozen=True, slots=True)
class Section:
    """A table of a TOML file, whose values are asked for by type.

    A value of the wrong type is noted as a fault and read as its default, so that all faults of a
    file are found in one go; :meth:`check` raises them.

    Attributes:
        place: What messages begin with, such as ``variables.toml:[variables.Age]``.
        values: The table.
        faults: The faults of the whole file so far.
    """

    place: str
    values: Mapping[str, object]
    faults: list[str] = field(default_factory=list, compare=False)

    def fault(self, key: str, sentence: str) -> None:
        """Note that something is wrong with the value of ``key``."""
        self.faults.append(f"{self.place} {key}: {sentence}")

    def check(self) -> None:
        """Raise what was noted.

        Raises:
            PackError: When there are faults; one line each.
        """
        if self.faults:
            raise PackError("\n".join(self.faults))

    def only(self, known: Collection[str]) -> None:
        """Note every key that is not one of ``known``."""
        for key in self.values:
            if key not in known:
                hint = did_you_mean(key, sorted(known))
                self.fault(key, f"unknown key; {hint}")

    def section(self, key: str, shown: str | None = None) -> "Section":
        """Return the table under ``key``, empty where it is absent.

        Args:
            key: The key.
            shown: How messages name the table; by default its key.
        """
        value = self.values.get(key, {})
        if not isinstance(value, dict):
            self.fault(key, "must be a table")
            value = {}
        return Section(f"{self.place.split('[', 1)[0]}[{shown or key}]", value, self.faults)

    def text(self, key: str, default: str = "") -> str:
        """Return a text."""
        value = self.values.get(key, default)
        if isinstance(value, str):
            return value
        self.fault(key, f"must be a text in quotes, not {_shown(value)}")
        return default

    def flag(self, key: str, default: bool = False) -> bool:
        """Return true or false."""
        value = self.values.get(key, default)
        if isinstance(value, bool):
            return value
        self.fault(key, f"must be true or false, not {_shown(value)}")
        return default

    def number(self, key: str, default: float = 0.0) -> float:
        """Return a number."""
        value = self.values.get(key, default)
        if _is_number(value):
            return float(str(value))
        self.fault(key, f"must be a number, not {_shown(value)}")
        return default

    def whole(self, key: str, default: int = 0) -> int:
        """Return a whole number from 0."""
        value = self.values.get(key, default)
        if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
            return value
        self.fault(key, f"must be a whole number from 0, not {_shown(value)}")
        return default

    def texts(self, key: str, default: tuple[str, ...] = ()) -> tuple[str, ...]:
        """Return a list of texts."""
        value = self.values.get(key, list(default))
        if isinstance(value, list) and all(isinstance(item, str) for item in value):
            return tuple(value)
        self.fault(key, f"must be a list of texts in quotes, not {_shown(value)}")
        return default

    def numbers(self, key: str) -> tuple[float, ...]:
        """Return a list of numbers."""
        value = self.values.get(key, [])
        if isinstance(value, list) and all(_is_number(item) for item in value):
            return tuple(float(item) for item in value)
        self.fault(key, f"must be a list of numbers, not {_shown(value)}")
        return ()

    def rows(self, key: str) -> tuple[tuple[float, ...], ...]:
        """Return a list of lists of numbers."""
        value = self.values.get(key, [])
        lists = [row for row in value if isinstance(row, list)] if isinstance(value, list) else []
        whole = isinstance(value, list) and len(lists) == len(value)
        if whole and all(_is_number(item) for row in lists for item in row):
            return tuple(tuple(float(item) for item in row) for row in lists)
        self.fault(key, f"must be a list of rows of numbers, not {_shown(value)}")
        return ()

    def words(self, key: str) -> dict[str, str]:
        """Return a table of texts."""
        value = self.values.get(key, {})
        if isinstance(value, dict) and all(isinstance(item, str) for item in value.values()):
            return dict(value)
        self.fault(key, f"must be a table of texts, not {_shown(value)}")
        return {}


def read_toml(path: Path) -> Section:
    """Return a TOML file as a section.

    Raises:
        PackError: When the file is missing or no TOML; the message names line and column.
    """
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise PackError(f"{path}: there is no such file; `neurosym new` writes one") from None
    except tomllib.TOMLDecodeError as error:
        raise PackError(f"{path}: is no valid TOML: {error}; correct it there") from None
    except RecursionError:
        raise PackError(f"{path}: is nested too deeply; write fewer brackets") from None
    except (OSError, UnicodeDecodeError) as error:
        raise PackError(f"{path}: cannot be read as UTF-8 text ({error})") from None
    return Section(f"{path}:", values)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _shown(value: object) -> str:
    text = str(value).lower() if isinstance(value, bool) else repr(value)
    return text if len(text) <= 40 else text[:37] + "..."  # noqa: PLR2004 - one line's worth
