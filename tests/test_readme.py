"""Every example of the README and of the guides: the cheap ones run, the others are there."""

import ast
import doctest
import re
import shlex
from dataclasses import dataclass
from pathlib import Path

import pytest

import neurosym as ns
from neurosym.cli import COMMANDS, build_parser, main

ROOT = Path(__file__).resolve().parent.parent
DOCS = ("language", "proofs", "checking", "untrusted")
PAGES = [ROOT / "README.md", *(ROOT / "docs" / f"{name}.md" for name in DOCS)]
README = "\n".join(page.read_text(encoding="utf-8") for page in PAGES)
BLOCK = re.compile(r"(<!-- runs -->\n)?```(\w+)\n(.*?)```", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Block:
    """A fenced block: its language, its text, and whether it is marked to run."""

    language: str
    text: str
    runs: bool


BLOCKS = [Block(language, text, bool(mark)) for mark, language, text in BLOCK.findall(README)]


def blocks(language: str, *, runs: bool) -> list[Block]:
    return [block for block in BLOCKS if (block.language, block.runs) == (language, runs)]


def steps(block: Block) -> list[tuple[str, str]]:
    """The commands of a console block, each with its output."""
    parts = re.split(r"^\$ ", block.text, flags=re.MULTILINE)[1:]
    return [(command, output) for command, _, output in (part.partition("\n") for part in parts)]


def neurosym_commands() -> list[str]:
    commands = [command for b in BLOCKS if b.language == "console" for command, _ in steps(b)]
    return [command for command in commands if command.startswith("neurosym ")]


def test_the_readme_has_examples_of_each_kind() -> None:
    assert blocks("console", runs=True)
    assert blocks("python", runs=True)
    assert blocks("python", runs=False)


@pytest.mark.parametrize("block", blocks("python", runs=True), ids=lambda block: "block")
def test_python_examples_run(block: Block) -> None:
    example = doctest.DocTestParser().get_doctest(block.text, {}, "README.md", "README.md", 0)
    result = doctest.DocTestRunner().run(example)
    assert result.attempted > 0
    assert result.failed == 0


@pytest.mark.parametrize("block", blocks("console", runs=True), ids=lambda block: "block")
def test_console_examples_print_what_they_say(
    block: Block,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    for rules in blocks("prolog", runs=False):
        named = re.match(r"% (\w+\.pl)", rules.text)
        assert named is not None
        (tmp_path / named[1]).write_text(rules.text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    for command, output in steps(block):
        main(shlex.split(command)[1:])
        shown = capfd.readouterr()
        assert shown.out + shown.err == output


@pytest.mark.parametrize("command", neurosym_commands())
def test_commands_and_options_exist(command: str) -> None:
    words = shlex.split(command, comments=True)[1:]
    assert build_parser(words[0]).parse_args(words).command == words[0]


def test_all_commands_are_listed() -> None:
    listed = re.search(r"^All commands: (.*?);", README, re.MULTILINE)
    assert listed is not None
    assert re.findall(r"`([\w-]+)`", listed[1]) == list(COMMANDS)


@pytest.mark.parametrize("block", blocks("python", runs=False), ids=lambda block: "block")
def test_names_in_longer_examples_exist(block: Block) -> None:
    owners = {
        "ns": ns,
        "reasoner": ns.Reasoner,
        "answer": ns.Answer,
        "reasoner.graph": ns.CausalGraph,
    }
    seen = 0
    for node in ast.walk(ast.parse(block.text)):
        if isinstance(node, ast.Attribute) and ast.unparse(node.value) in owners:
            owner = owners[ast.unparse(node.value)]
            known = {*dir(owner), *getattr(owner, "__dataclass_fields__", {}), "pack"}
            assert node.attr in known, f"{ast.unparse(node)} is not there"
            seen += 1
    assert seen > 0


def test_files_and_pictures_that_it_names_are_there() -> None:
    linked = re.findall(r"\]\(([^)#:]+)\)", README)
    named = re.findall(r"`((?:rules|causal|notebooks|docs)/[\w./]+\.\w+|[A-Z]+(?:\.md)?)`", README)
    files = [*linked, *(name for name in named if "/" in name or (ROOT / name).exists())]
    own = [name for name in files if "my_domain" not in name]
    assert own
    assert [name for name in own if not (ROOT / name).exists()] == []


def test_the_changelog_starts_with_this_version() -> None:
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    versions = re.findall(r"^## (\S+) - \d{4}-\d\d-\d\d$", text, re.MULTILINE)
    assert versions[0] == ns.__version__


def test_contributing_is_short() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 45
