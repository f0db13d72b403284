"""``--untrusted``: every command that loads rules takes it, and answers the same."""

import json
from pathlib import Path

import pytest

from neurosym.cli import build_parser, main

COMMANDS = (
    "query",
    "mpe",
    "sample",
    "dt",
    "lfi",
    "check",
    "ask",
    "fit",
    "demo",
    "prove",
    "why-not",
)
PROGRAM = "0.4::a. 0.5::b.\nc :- a ; b.\nquery(c).\n"


@pytest.mark.parametrize("command", COMMANDS)
def test_commands_that_load_rules_have_the_option(command: str) -> None:
    words = {"lfi": ["f.pl", "e.pl"], "ask": ["--pack", "child"], "fit": ["--pack", "child"]}
    words |= {name: ["f.pl", "a"] for name in ("prove", "why-not")}
    given = words.get(command, [] if command == "demo" else ["f.pl"])
    assert build_parser(command).parse_args([command, *given, "--untrusted"]).untrusted


def test_answers_are_the_same(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "p.pl"
    file.write_text(PROGRAM)
    for command in ("query", "mpe"):
        shown = []
        for option in ([], ["--untrusted"]):
            assert main([command, str(file), "--json", *option]) == 0
            shown.append(json.loads(capsys.readouterr().out))
        assert shown[0] == shown[1]


def test_what_is_refused_has_its_place(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "p.pl"
    file.write_text("a.\nb :- a, shell(ls).\n")
    assert main(["query", str(file), "--untrusted"]) == 2
    assert f"{file}:2:9: shell/1 is not allowed in rules" in capsys.readouterr().err
    assert main(["check", str(file), "--untrusted"]) == 2
    assert f"{file}:2:9: error permission shell/1 is not" in capsys.readouterr().out
