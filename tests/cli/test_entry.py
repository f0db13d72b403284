"""The command as a process: its exit code, its output, and what it leaves alone."""

import os
import subprocess
import sys
from pathlib import Path

PROGRAM = "0.6::heads(a).\n0.5::heads(b).\nboth :- heads(a), heads(b).\nquery(both).\n"
WATCHED = (
    "import os, sys; from neurosym.cli import entry; "
    "leave = os._exit; os._exit = lambda code: (print([n for n in {names!r} if n in sys.modules]), "
    "sys.stdout.flush(), leave(code)); sys.argv = ['neurosym', 'query', {file!r}]; entry.entry()"
)


def command(words: list[str]) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, *words],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "NEUROSYM_CACHE": "off"},
    )


def test_an_answer_ends_with_zero(tmp_path: Path) -> None:
    file = tmp_path / "coins.pl"
    file.write_text(PROGRAM, encoding="utf-8")
    done = command(["-m", "neurosym", "query", str(file)])
    assert (done.returncode, done.stdout, done.stderr) == (0, "both  0.3\n", "")


def test_bad_input_ends_with_two_and_one_line(tmp_path: Path) -> None:
    done = command(["-m", "neurosym", "query", str(tmp_path / "none.pl")])
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.count("\n") == 1


def test_another_command_ends_as_python_does() -> None:
    done = command(["-m", "neurosym", "--version"])
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("neurosym ")


def test_a_query_imports_nothing_heavy(tmp_path: Path) -> None:
    file = tmp_path / "coins.pl"
    file.write_text(PROGRAM, encoding="utf-8")
    names = ["torch", "scipy", "pandas", "pgmpy", "beartype", "jaxtyping._decorator", "unittest"]
    done = command(["-c", WATCHED.format(names=names, file=str(file))])
    assert done.stdout == "both  0.3\n[]\n"
