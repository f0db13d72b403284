"""Rule files with one fault each, at a known place: what checking is measured on.

Each kind of fault is an edit of the text of a pack's rules or of a program of tests/programs. The
same seed makes the same files.
"""

import itertools
import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from benchmarks.clause_text import clauses, line_and_column

ROOT = Path(__file__).resolve().parents[1]
PACKS = ("breast", "child", "respiratory")


@dataclass(frozen=True, slots=True)
class RuleSet:
    """Files that are one program.

    Attributes:
        name: The pack, or the program's file.
        files: Their texts by name.
        pack: Whether it is a pack, with variables.
    """

    name: str
    files: Mapping[str, str]
    pack: bool


@dataclass(frozen=True, slots=True)
class Mutant:
    """Rules with one fault.

    Attributes:
        kind: What is wrong.
        rules: The files, one of them changed.
        file: The one that is changed.
        line: Where the fault is, from 1.
        column: Where in the line, from 1.
        first_line: Where the clause with the fault starts.
        codes: What a checker of ours may call it.
        missing: Share of the cases without a variable, by its name.
    """

    kind: str
    rules: RuleSet
    file: str
    line: int
    column: int
    first_line: int
    codes: frozenset[str]
    missing: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Edit:
    """A change of a text: what stands from start to stop becomes something else.

    Attributes:
        start: Where the change begins.
        stop: Behind what is replaced.
        text: What stands there then.
        fault: The place of the fault in the new text.
        missing: Share of the cases without a variable, by its name.
    """

    start: int
    stop: int
    text: str
    fault: int
    missing: Mapping[str, float] = field(default_factory=dict)


Edits = Callable[[RuleSet, str, random.Random], Iterator[Edit]]


def pack_rules(name: str) -> RuleSet:
    """Return the rules of a pack of this checkout."""
    folder = ROOT / "rules" / name
    files = {path.name: path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.pl"))}
    return RuleSet(name, files, pack=True)


def programs() -> list[RuleSet]:
    """Return the programs of tests/programs that are one file each."""
    paths = sorted((ROOT / "tests" / "programs").glob("*.pl"))
    return [RuleSet(p.name, {p.name: p.read_text(encoding="utf-8")}, pack=False) for p in paths]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of fault.

    Attributes:
        name: What is wrong, in words.
        edits: What makes it.
        codes: What a checker of ours may call it.
    """

    name: str
    edits: Edits
    codes: frozenset[str]


def mutants(kinds: Sequence[Kind], each: int, seed: int, rule_sets: list[RuleSet]) -> list[Mutant]:
    """Return rules with one fault each.

    Args:
        kinds: The kinds of faults.
        each: How many of each.
        seed: What the choice depends on.
        rule_sets: The rules to start from; they should be without faults.
    """
    return [
        mutant
        for kind in kinds
        for mutant in itertools.islice(_spread(kind, rule_sets, seed), each)
    ]


def _spread(kind: Kind, rule_sets: list[RuleSet], seed: int) -> Iterator[Mutant]:
    """Yield mutants of one kind, in turn from the packs and from the programs."""
    generator = random.Random(f"{seed} {kind.name}")
    groups: list[list[tuple[RuleSet, str, Edit]]] = [[], []]
    for rules in rule_sets:
        for file in rules.files:
            found = [(rules, file, edit) for edit in kind.edits(rules, file, generator)]
            generator.shuffle(found)
            groups[rules.pack] += found if rules.pack else found[:2]
    for group in groups:
        generator.shuffle(group)
    while any(groups):
        for group in groups:
            if group:
                yield _mutant(kind, *group.pop())


def _mutant(kind: Kind, rules: RuleSet, file: str, edit: Edit) -> Mutant:
    text = rules.files[file]
    changed = text[: edit.start] + edit.text + text[edit.stop :]
    line, column = line_and_column(changed, edit.fault)
    files = {**rules.files, file: changed}
    whole = [c.start for c in clauses(text) if c.start <= edit.start < c.stop]
    first = min(line, line_and_column(text, whole[0])[0]) if whole else line
    changed_rules = replace(rules, files=files)
    return Mutant(
        kind.name, changed_rules, file, line, column, first, kind.codes, dict(edit.missing)
    )
