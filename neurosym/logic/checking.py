"""List every fault of rule files in one go, with file, line, column, and what to do."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import cast

from neurosym.logic import engine
from neurosym.logic.engine import Limits
from neurosym.logic.fault_sentences import describe
from neurosym.logic.ground_program import EMPTY_SCHEMA, AtomSchema, Position
from neurosym.logic.program import rule_files
from neurosym.logic.reading import read_paths, read_sources
from neurosym.logic.source_files import library
from neurosym.logic.syntax import Fault, Severity, Source, SourceProgram

__all__ = [
    "CaseKnowledge",
    "Fault",
    "Severity",
    "advice_on_program",
    "faults",
    "faults_of_program",
    "faults_of_text",
]

_ABOUT_ANOTHER = frozenset(
    {
        "duplicate",
        "duplicate_answer",
        "duplicate_cause",
        "duplicate_constraint",
        "subsumed",
        "contradiction",
        "redefined",
    }
)
"""Codes of faults that name the place of another clause."""


@dataclass(frozen=True, slots=True)
class CaseKnowledge:
    """What is known of the cases beside their atoms; variables are those of the schema.

    Attributes:
        ranges: Least and greatest usual value of a numeric column, by its variable.
        missing: Name, and share of cases (from 0 to 1) without it, of each variable that is often
            missing.
    """

    ranges: Mapping[int, tuple[float, float]] = field(default_factory=dict)
    missing: Mapping[int, tuple[str, float]] = field(default_factory=dict)


NOTHING_KNOWN = CaseKnowledge()


def faults(
    path: str | Path | Sequence[str | Path],
    *,
    schema: AtomSchema = EMPTY_SCHEMA,
    known: CaseKnowledge = NOTHING_KNOWN,
    untrusted: Limits | None = None,
) -> list[Fault]:
    """Return the faults of a rule file, of a folder's files, or of several files as one program.

    Args:
        path: The files.
        schema: The atoms that a case decides: with it, unknown states are found as well.
        known: What is known of the cases' numbers and gaps.
        untrusted: What reading a stranger's files may use, in a process of its own.

    Returns:
        Faults in the order of their places, warnings and notes included; none if all is well.

    Raises:
        RuleSyntaxError: If a file cannot be read at all.
        PackPermissionError: A stranger's file is a link out of its folder, or no plain file.
        ResourceLimitError: A stranger's files reached a limit.
    """
    return _all_faults(read_paths(rule_files(path), untrusted), schema, known)


def faults_of_text(
    text: str,
    *,
    name: str = "program.pl",
    schema: AtomSchema = EMPTY_SCHEMA,
    known: CaseKnowledge = NOTHING_KNOWN,
    untrusted: Limits | None = None,
) -> list[Fault]:
    """Return the faults of a program given as text; ``name`` stands for its file."""
    return _all_faults(read_sources([Source(name, text)], untrusted), schema, known)


def _all_faults(program: SourceProgram, schema: AtomSchema, known: CaseKnowledge) -> list[Fault]:
    found = faults_of_program(program, schema)
    told = {(fault.position, fault.code) for fault in found}
    for fault in advice_on_program(program, schema, known):
        if (fault.position, fault.code) not in told:
            told.add((fault.position, fault.code))
            found.append(fault)
    return sorted(found)


def faults_of_program(program: SourceProgram, schema: AtomSchema = EMPTY_SCHEMA) -> list[Fault]:
    """Return the faults that keep a program from running, under the atoms that a case decides.

    Scattered clauses and lonely variables, which are plain to see, are among them;
    :func:`advice_on_program` looks closer.
    """
    rows = cast(
        "list[list[object]]",
        engine.call(
            "neurosym_check:check_program(Number, States, Columns, Out)",
            {
                "Number": program.number,
                "States": _states(schema),
                "Columns": [[text, variable] for text, variable in schema.columns],
            },
        ),
    )
    lost = _lost_names(program)
    found = list(program.faults)
    refused = {fault.position for fault in found if fault.code == "permission"}
    for fault in _described(rows, program):
        name = fault.sentence.removeprefix("unknown predicate ").partition("/")[0]
        if fault.code == "unknown_predicate" and (fault.position in refused or name in lost):
            continue
        found.append(fault)
    return sorted(found)


def advice_on_program(
    program: SourceProgram, schema: AtomSchema = EMPTY_SCHEMA, known: CaseKnowledge = NOTHING_KNOWN
) -> list[Fault]:
    """Return what runs and is likely not meant: rules that say nothing, never fire, contradict.

    Args:
        program: The program as it was read.
        schema: The atoms that a case decides.
        known: What is known of the cases' numbers and gaps.
    """
    own = [source for source in program.sources if source is not library()]
    given = {
        "files": len(own),
        "states": _states(schema),
        "columns": [
            [text, variable, *known.ranges.get(variable, ())] for text, variable in schema.columns
        ],
        "missing": [[variable, name, share] for variable, (name, share) in known.missing.items()],
    }
    rows = cast(
        "list[list[object]]",
        engine.call(
            "neurosym_check:advise_program(Number, Given, Out)",
            {"Number": program.number, "Given": given},
        ),
    )
    return sorted(_described(rows, program))


def _states(schema: AtomSchema) -> list[list[object]]:
    return [[text, variable, state] for text, variable, state in schema.states]


def _described(rows: list[list[object]], program: SourceProgram) -> list[Fault]:
    found = []
    for file, offset, code, *arguments in rows:
        texts = [str(argument) for argument in arguments]
        if code in _ABOUT_ANOTHER:
            place = _position(program, arguments[0], arguments[1])
            texts[:2] = [f"{place.file}:{place.line}"]
        severity, sentence = describe(str(code), texts, program.predicates)
        found.append(Fault(_position(program, file, offset), severity, str(code), sentence))
    return found


def _position(program: SourceProgram, file: object, offset: object) -> Position:
    return program.sources[int(cast(int, file))].position(int(cast(int, offset)))


def _lost_names(program: SourceProgram) -> set[str]:
    """Return names at line starts in clauses that could not be read: they may define predicates."""
    names: set[str] = set()
    for fault in program.faults:
        if fault.code == "syntax":
            source = next(s for s in program.sources if s.name == fault.position.file)
            names |= source.names_near(fault.position.line)
    return names
