"""The hostile rule files: those of tests/hostile, and those that no text file can hold.

A text file's first line says of what kind it is and what is tried: ``% kind: what``.
"""

import os
import random
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parents[1] / "tests" / "hostile"
_RULES = 5_000
_BYTES = 20_000


@dataclass(frozen=True, slots=True)
class HostileFile:
    """One attack.

    Attributes:
        name: Its short name.
        kind: What it is after.
        tried: How.
        write: Writes it into a folder; returns the file to load.
    """

    name: str
    kind: str
    tried: str
    write: Callable[[Path], Path]


def hostile_files() -> list[HostileFile]:
    """Return all of them, in the order of their kinds and names."""
    return sorted([*_texts(), *_MADE], key=lambda item: (item.kind, item.name))


def _texts() -> list[HostileFile]:
    found = []
    for path in sorted(FOLDER.glob("*.pl")):
        head = path.read_text(encoding="utf-8").splitlines()[0]
        kind, _, tried = head.removeprefix("%").strip().partition(": ")
        found.append(HostileFile(path.stem, kind, tried, _copier(path)))
    return found


def _copier(path: Path) -> Callable[[Path], Path]:
    def write(folder: Path) -> Path:
        return Path(shutil.copy(path, folder / "hostile.pl"))

    return write


def _made(name: str, kind: str, tried: str, content: Callable[[], bytes]) -> HostileFile:
    def write(folder: Path) -> Path:
        path = folder / "hostile.pl"
        path.write_bytes(content())
        return path

    return HostileFile(name, kind, tried, write)


def _link(target: str) -> Callable[[Path], Path]:
    def write(folder: Path) -> Path:
        path = folder / "hostile.pl"
        path.symlink_to(target)
        return path

    return write


def _consulted_link(folder: Path) -> Path:
    (folder / "more.pl").symlink_to("/etc/passwd")
    path = folder / "hostile.pl"
    path.write_text(":- consult(more).\na.\nquery(a).\n", encoding="utf-8")
    return path


def _pipe(folder: Path) -> Path:
    path = folder / "hostile.pl"
    os.mkfifo(path)
    return path


def _random_bytes() -> bytes:
    return random.Random(5).randbytes(_BYTES)


def _random_text() -> bytes:
    draw = random.Random(5)
    letters = [chr(n) for n in range(1, 0x250)] + ["\u2028", "\ufeff", "\U0001f600", ":- ", ".\n"]
    return "".join(draw.choices(letters, k=_BYTES)).encode()


def _deep_chain() -> bytes:
    rules = "".join(f"p{i} :- p{i + 1}.\n" for i in range(_RULES))
    return f"{rules}0.5::p{_RULES}.\nquery(p0).\n".encode()


_CLAUSES = b"% a\n" * 50_000 + b"a. " * 100_000 + b"query(a)."
_FILES, _SYNTAX, _TEXT = "files", "syntax", "text"
_MADE = (
    HostileFile("symlink", _FILES, "the file is a link to /etc/passwd", _link("/etc/passwd")),
    HostileFile("device", _FILES, "the file is a link to /dev/zero", _link("/dev/zero")),
    HostileFile("link_consulted", _FILES, "consult of a link to /etc/passwd", _consulted_link),
    HostileFile("named_pipe", _FILES, "the file is a pipe on which nobody writes", _pipe),
    _made("not_utf8", _SYNTAX, "random bytes", _random_bytes),
    _made("garbage", _SYNTAX, "random characters", _random_text),
    _made("nul", _SYNTAX, "zero characters", lambda: b"a.\nb\0c :- halt.\nquery(a)."),
    _made(
        "deep_brackets", _SYNTAX, "400,000 brackets", lambda: b"a(" + b"(" * 400_000 + b"x" + b")."
    ),
    _made(
        "balanced_brackets",
        _SYNTAX,
        "a term 200,000 brackets deep",
        lambda: b"a(" + b"[" * 200_000 + b"]" * 200_000 + b").\nquery(a(_)).",
    ),
    _made(
        "long_clause",
        _SYNTAX,
        "one clause of 200,000 goals",
        lambda: b"0.5::z.\na :- " + b"z, " * 200_000 + b"z.\nquery(a).",
    ),
    _made(
        "prefix_operators",
        _SYNTAX,
        "200,000 minus signs",
        lambda: b"a(X) :- X is " + b"- " * 200_000 + b"1.\nquery(a(_)).",
    ),
    _made(
        "deep_chain",
        "time",
        "a proof five thousand rules deep",
        _deep_chain,
    ),
    _made("open_quotes", _SYNTAX, "200,000 open quotes", lambda: b"a :- b'.\nc :- /* \n" * 100_000),
    _made("many_faults", _SYNTAX, "100,000 faults", lambda: b"a :- shell(X) y.\n" * 100_000),
    _made("many_refused", _SYNTAX, "80,000 refused goals", lambda: b"a :- shell(ls).\n" * 80_000),
    _made("many_clauses", _SYNTAX, "100,000 clauses under a long comment", lambda: _CLAUSES),
    _made(
        "many_unknown",
        _SYNTAX,
        "50,000 unknown predicates beside 50,000 known ones",
        lambda: b"".join(b"p%d :- q%d.\n" % (n, n) for n in range(50_000)),
    ),
    _made(
        "long_name",
        _TEXT,
        "an unknown predicate whose name is a megabyte long",
        lambda: b"a :- " + b"b" * 1_000_000 + b".\nquery(a).",
    ),
    _made("too_long", _SYNTAX, "three megabytes of facts", lambda: b"fact(1). " * 350_000),
)
