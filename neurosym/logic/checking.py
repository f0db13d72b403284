"""List every fault of rule files in one go, with file, line, column, and what to do."""

from collections.abc import Sequence
from pathlib import Path
from typing import cast

from neurosym.logic import engine
from neurosym.logic.ground_program import EMPTY_SCHEMA, AtomSchema
from neurosym.logic.program import rule_files
from neurosym.logic.reading import read_paths, read_sources
from neurosym.logic.rule_errors import nearest, unknown_predicate
from neurosym.logic.syntax import Fault, Severity, Source, SourceProgram

__all__ = ["Fault", "Severity", "faults", "faults_of_program", "faults_of_text"]


def faults(
    path: str | Path | Sequence[str | Path], *, schema: AtomSchema = EMPTY_SCHEMA
) -> list[Fault]:
    """Return the faults of a rule file, of a folder's files, or of several files as one program.

    Args:
        path: The files.
        schema: The atoms that a case decides: with it, unknown states are found as well.

    Returns:
        Faults in the order of their places; none if all is well.

    Raises:
        RuleSyntaxError: If a file cannot be read at all.
    """
    return faults_of_program(read_paths(rule_files(path)), schema)


def faults_of_text(
    text: str, *, name: str = "program.pl", schema: AtomSchema = EMPTY_SCHEMA
) -> list[Fault]:
    """Return the faults of a program given as text; ``name`` stands for its file."""
    return faults_of_program(read_sources([Source(name, text)]), schema)


def faults_of_program(program: SourceProgram, schema: AtomSchema = EMPTY_SCHEMA) -> list[Fault]:
    """Return the faults of a program that was read, under the atoms that a case decides."""
    rows = cast(
        "list[list[object]]",
        engine.call(
            "neurosym_check:check_program(Number, States, Columns, Out)",
            {
                "Number": program.number,
                "States": [[text, variable, state] for text, variable, state in schema.states],
                "Columns": [[text, variable] for text, variable in schema.columns],
            },
        ),
    )
    lost = _lost_names(program)
    found = list(program.faults)
    refused = {fault.position for fault in found if fault.code == "permission"}
    for file, offset, code, *arguments in rows:
        texts = [str(argument) for argument in arguments]
        position = program.sources[int(cast(int, file))].position(int(cast(int, offset)))
        if code == "unknown_predicate" and (
            position in refused or texts[0].rpartition("/")[0] in lost
        ):
            continue
        severity, sentence = _described(str(code), texts, program)
        found.append(Fault(position, severity, str(code), sentence))
    return sorted(found)


def _described(code: str, texts: list[str], program: SourceProgram) -> tuple[Severity, str]:
    if code == "unknown_predicate":
        known = program.predicates | frozenset(texts[1:])
        return Severity.ERROR, unknown_predicate(texts[0], known)
    if code == "unknown_state":
        goal, state, *states = texts
        near = nearest(state, states)
        hint = f"did you mean {near}? " if near else ""
        return (
            Severity.ERROR,
            f"unknown state {state} in {goal}; {hint}states are {', '.join(states)}",
        )
    if code == "decided_by_case":
        return Severity.ERROR, (
            f"{texts[0]} is decided by the case, so no rule can define it; choose another name, "
            "or write what must not hold as false :- body."
        )
    return (
        Severity.WARNING,
        f"clauses of {texts[0]} are not together; move this one to the others",
    )


def _lost_names(program: SourceProgram) -> set[str]:
    """Return names at line starts in clauses that could not be read: they may define predicates."""
    names: set[str] = set()
    for fault in program.faults:
        if fault.code == "syntax":
            source = next(s for s in program.sources if s.name == fault.position.file)
            names |= source.names_near(fault.position.line)
    return names
