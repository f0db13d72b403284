"""The files of a program: those that are given, and those that they load by a directive.

A name such as ``more.pl`` or ``parts/more`` is looked up beside the file that names it, and must
lie in the folder of a file that was given, or below: rules from a stranger read nothing else.
"""

import functools
import os
import stat
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from neurosym.errors import PackPermissionError, ResourceLimitError, RuleSyntaxError
from neurosym.logic.syntax import Fault, Severity, Source

_MOST_BYTES = 2_000_000
_MOST_FILES = 100
_LIBRARY = Path(__file__).parent / "prolog" / "problog_library.pl"


@functools.cache
def library() -> Source:
    """Return the clauses of ProbLog's library predicates."""
    return Source(_LIBRARY.name, _LIBRARY.read_text(encoding="utf-8"))


def read_source(path: Path) -> Source:
    """Read a rule file.

    Raises:
        RuleSyntaxError: If the file is missing or is no UTF-8 text.
    """
    return _source(path, path.read_bytes)


def read_untrusted(paths: Iterable[Path]) -> list[Source]:
    """Read rule files of a stranger: plain files that lie where they are named, and not too long.

    Raises:
        RuleSyntaxError: If a file is missing or is no UTF-8 text.
        PackPermissionError: A file is a link to another place, or no plain file.
        ResourceLimitError: There are too many files, or they are too long.
    """
    sources: list[Source] = []
    for path in paths:
        target, folder = path.resolve(), path.parent.resolve()
        if target.parent != folder:
            raise PackPermissionError(
                f"{path}: this is a link to {target}, outside the rules' folder; put the file "
                "itself there"
            )
        sources.append(_source(path, functools.partial(_plain_bytes, path)))
        check_size(sources)
    return sources


def check_size(sources: Sequence[Source]) -> None:
    """Refuse a stranger's program that is too long.

    Raises:
        ResourceLimitError: There are too many files, or they are too long.
    """
    if len(sources) > _MOST_FILES or sum(len(source.text) for source in sources) > _MOST_BYTES:
        raise ResourceLimitError(
            f"{sources[-1].name}: untrusted rules are limited to {_MOST_FILES} files and "
            f"{_MOST_BYTES // 1_000_000} MB in all; split the program, or load it as trusted"
        )


def _plain_bytes(path: Path) -> bytes:
    """Return the content of a plain file; a pipe or a device would keep us waiting."""
    number = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    with os.fdopen(number, "rb") as file:
        if not stat.S_ISREG(os.fstat(number).st_mode):
            raise PackPermissionError(f"{path}: this is no plain file; put rules there")
        return file.read(_MOST_BYTES + 1)


def _source(path: Path, read: Callable[[], bytes]) -> Source:
    try:
        text = read().decode("utf-8-sig")
    except FileNotFoundError as error:
        raise RuleSyntaxError(f"{path}: there is no such rule file; check the path") from error
    except OSError as error:
        raise RuleSyntaxError(
            f"{path}: cannot be read ({error.strerror}); check the path"
        ) from error
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise RuleSyntaxError(
            f"{path}:{line}:1: this is not UTF-8 text; save the file as UTF-8"
        ) from error
    return Source(str(path), text, path)


class LinkedFiles:
    """The files of a program while it is read.

    Args:
        sources: The files that are given.
        untrusted: Whether they are a stranger's: they load rule files only, and not too many.

    Attributes:
        sources: All files: those given, then those that they load, each once.
        roots: How many were given.
        links: The file that another, by its number, loads by a name.
        faults: Names that lead to no file.
    """

    def __init__(self, sources: Sequence[Source], *, untrusted: bool = False) -> None:
        self.sources = list(sources)
        self.untrusted = untrusted
        self.roots = len(self.sources)
        self.links: dict[tuple[int, str], int] = {}
        self.faults: list[Fault] = []
        self._refused: set[tuple[int, str]] = set()
        given = [source.path.resolve() for source in sources if source.path is not None]
        self._numbers = {path: number for number, path in enumerate(given)}
        self._folders = tuple({path.parent for path in given})

    def add(self, wanted: Iterable[tuple[int, int, str]]) -> bool:
        """Find the files that are newly wanted.

        Args:
            wanted: Number of the file that loads one, offset of the directive, and the name.

        Returns:
            Whether there are new links, so that the program must be read again.
        """
        before = len(self.links)
        for file, offset, name in wanted:
            key = (int(file), str(name))
            if key in self.links or key in self._refused:
                continue
            try:
                self.links[key] = self._number(self._find(self.sources[key[0]], key[1]))
            except RuleSyntaxError as error:
                self._refused.add(key)
                position = self.sources[key[0]].position(int(offset))
                self.faults.append(Fault(position, Severity.ERROR, "consult", str(error)))
        return len(self.links) > before

    def _number(self, path: Path) -> int:
        if path not in self._numbers:
            number = len(self.sources)
            folder = next(folder for folder in self._folders if path.is_relative_to(folder))
            source = self._read(path)
            shown = self.sources[0].path
            if shown is not None and folder == shown.resolve().parent:
                shown = shown.parent / path.relative_to(folder)
                source = Source(str(shown), source.text, path)
            self.sources.append(source)
            self._numbers[path] = number
        return self._numbers[path]

    def _read(self, path: Path) -> Source:
        if not self.untrusted:
            return read_source(path)
        source = _source(path, functools.partial(_plain_bytes, path))
        check_size([*self.sources, source])
        return source

    def _find(self, source: Source, name: str) -> Path:
        if name.endswith(".py"):
            raise RuleSyntaxError(
                f"rules cannot load the Python file {name}; write its predicates as clauses"
            )
        if source.path is None:
            raise RuleSyntaxError(
                f"a program given as text cannot load the file {name}; save it beside {name} and "
                "load that, or give all files to one load"
            )
        start = source.path.resolve().parent
        for candidate in (start / name, start / f"{name}.pl"):
            path = candidate.resolve()
            if not any(path.is_relative_to(folder) for folder in self._folders):
                raise RuleSyntaxError(
                    f"the file {name} lies outside the program's folder; move it there, or give "
                    "both files to one load"
                )
            if path.is_file() and (path.suffix == ".pl" or not self.untrusted):
                return path
        raise RuleSyntaxError(f"there is no file {name} beside this one; correct the path")
