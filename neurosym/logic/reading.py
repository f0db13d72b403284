"""Read rule files: clauses with their places, declarations, and every fault in one go."""

import functools
import itertools
import re
import weakref
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import cast

from neurosym.errors import PackPermissionError, RuleSyntaxError
from neurosym.logic import engine
from neurosym.logic.collecting import uncollected
from neurosym.logic.engine import Limits
from neurosym.logic.ground_program import Clause, ClauseKind
from neurosym.logic.rule_errors import no_collector
from neurosym.logic.source_files import LinkedFiles, library, read_source, read_untrusted
from neurosym.logic.subqueries import PROGRAMS, probabilities
from neurosym.logic.syntax import Declarations, Fault, Reading, Severity, Source, SourceProgram
from neurosym.logic.syntax_places import syntax_fault

_NUMBERS = itertools.count(1)
_KINDS = (
    ClauseKind.RULE,
    ClauseKind.FACT,
    ClauseKind.PROBABILISTIC,
    ClauseKind.DISJUNCTION,
    ClauseKind.CONSTRAINT,
    ClauseKind.FACT,
    ClauseKind.FACT,
)
_ROW = 4
_AGGREGATE = re.compile(r"\b([a-z]\w*)<([A-Z_]\w*)>(?=\s*[,)])")


def read_sources(sources: Sequence[Source], untrusted: Limits | None = None) -> SourceProgram:
    """Read texts as one program, with every fault noted.

    Args:
        sources: The texts; clauses are numbered through them in order. Those that come from a
            file may load others: ``:- consult('more.pl').``
        untrusted: What a stranger's program may use, in a process of its own; None for a program
            that runs in this one.

    Returns:
        The program; SWI-Prolog forgets it when this value is gone.

    Raises:
        ResourceLimitError: A stranger's program reached a limit.
    """
    number = next(_NUMBERS)
    if untrusted is not None:
        from neurosym.logic.confinement import ConfinedEngine  # noqa: PLC0415 - few need it

        answer = functools.partial(probabilities, number)
        engine.confine(number, ConfinedEngine(untrusted, answer))
    try:
        return _read(number, sources, untrusted)
    except BaseException:
        engine.forget(number)
        raise


def _read(number: int, sources: Sequence[Source], untrusted: Limits | None) -> SourceProgram:
    files = LinkedFiles(sources, untrusted=untrusted is not None)
    out = _load(number, files)
    while files.add(
        (int(cast(int, row[0])), int(cast(int, row[1])), str(row[2])) for row in out["files"]
    ):
        out = _load(number, files)
    if out["library"]:
        files.sources.append(library())
    sources = files.sources
    strengths = {int(cast(int, row[0])): float(cast(float, row[1])) for row in out["strengths"]}
    faults = sorted([*_faults(out["faults"], sources), *_nul_faults(sources), *files.faults])
    program = SourceProgram(
        number=number,
        sources=tuple(sources),
        clauses=_clauses(cast("list[int]", out["items"]), sources, strengths),
        declarations=_declarations(out["declared"], out["readings"]),
        faults=tuple(faults),
        predicates=frozenset(cast("list[str]", out["heads"])),
        strengths=strengths,
        learnable=frozenset(int(cast(int, row[0])) for row in out["strengths"] if row[2]),
        untrusted=untrusted,
    )
    weakref.finalize(program, _drop, number)
    PROGRAMS[number] = program
    return program


def _load(number: int, files: LinkedFiles) -> dict[str, list[list[object]]]:
    out = engine.call(
        "neurosym_read:load_sources(Number, Texts, Roots, Links, Library, Out)",
        {
            "Number": number,
            "Texts": [_readable(source.text) for source in files.sources],
            "Roots": files.roots,
            "Links": [[*link, target] for link, target in files.links.items()],
            "Library": library().text,
        },
    )
    return cast("dict[str, list[list[object]]]", out)


def _readable(text: str) -> str:
    """Return a text with ProbLog's ``avg<Pay>`` as a term of the same length, ``avg^Pay``."""
    if "library(aggregate)" not in text:
        return text
    return _AGGREGATE.sub(r"\1^\2 ", text)


def read_paths(paths: Iterable[Path], untrusted: Limits | None = None) -> SourceProgram:
    """Read rule files as one program.

    Args:
        paths: The files.
        untrusted: What a stranger's program may use; see :func:`read_sources`.

    Raises:
        RuleSyntaxError: If a file is missing or is no UTF-8 text.
        PackPermissionError: A stranger's file is a link out of its folder, or no plain file.
        ResourceLimitError: A stranger's program reached a limit.
    """
    if untrusted is not None:
        return read_sources(read_untrusted(paths), untrusted)
    return read_sources([read_source(path) for path in paths])


def raise_errors(faults: Iterable[Fault]) -> None:
    """Raise all faults that keep a program from running, as one error.

    Args:
        faults: The faults; warnings are let through.

    Raises:
        PackPermissionError: If a rule reaches outside.
        RuleSyntaxError: If there are other faults.
    """
    errors = [fault for fault in faults if fault.severity is Severity.ERROR]
    if not errors:
        return
    text = "\n".join(str(fault) for fault in errors)
    if any(fault.code == "permission" for fault in errors):
        raise PackPermissionError(text)
    raise RuleSyntaxError(text)


def _drop(number: int) -> None:
    engine.forget(number)


def _clauses(
    items: Sequence[int], sources: Sequence[Source], strengths: dict[int, float]
) -> tuple[Clause, ...]:
    clauses = []
    rows = zip(*(items[column::_ROW] for column in range(_ROW)), strict=True)
    line = ("", 0)
    with uncollected():
        for index, (file, start, end, kind) in enumerate(rows):
            source = sources[file]
            place = source.position(start)
            # A comment belongs to the first clause of the line below it.
            comment = "" if line == (place.file, place.line) else source.comment_above(start)
            line = (place.file, place.line)
            clauses.append(
                Clause(
                    source.text[start:end], place, _KINDS[kind], strengths.get(index, 1.0), comment
                )
            )
    return tuple(clauses)


def _declarations(declared: list[list[object]], readings: list[list[object]]) -> Declarations:
    roles: dict[str, set[str]] = {"observed": set(), "predicted": set(), "closed": set()}
    for role, indicator in declared:
        roles[str(role)].add(str(indicator))
    by_predicate: dict[str, list[Reading]] = {}
    for name, arguments, sentence in readings:
        texts = tuple(str(argument) for argument in cast("list[str]", arguments))
        reading = Reading(str(name), texts, str(sentence))
        by_predicate.setdefault(f"{name}/{len(texts)}", []).append(reading)
    return Declarations(
        observed=frozenset(roles["observed"]),
        predicted=frozenset(roles["predicted"]),
        closed=frozenset(roles["closed"]),
        readings={key: tuple(value) for key, value in by_predicate.items()},
    )


def _nul_faults(sources: Sequence[Source]) -> list[Fault]:
    return [
        Fault(
            source.position(source.text.index("\0")),
            Severity.ERROR,
            "syntax",
            "the file holds a zero character; save it as plain text",
        )
        for source in sources
        if "\0" in source.text
    ]


def _faults(rows: list[list[object]], sources: Sequence[Source]) -> list[Fault]:
    faults = []
    for row in rows:
        file, offset, code = int(cast(int, row[0])), int(cast(int, row[1])), str(row[2])
        arguments = [str(argument) for argument in row[3:]]
        source = sources[file]
        if code == "syntax":
            offset, sentence = syntax_fault(arguments[0], source, offset)
        else:
            sentence = _SENTENCES[code](*arguments)
        position = source.position(offset)
        severity = Severity.WARNING if code in _WARNINGS else Severity.ERROR
        name = "permission" if code == "refused" else code
        faults.append(Fault(position, severity, name, sentence))
    return faults


_WARNINGS = frozenset({"singleton", "reading_variable"})
_SENTENCES: dict[str, Callable[..., str]] = {
    "singleton": lambda name: (
        f"variable {name} occurs only once; write _{name} if that is meant, or correct its name"
    ),
    "directive": lambda text: (
        f"the directive {text} is not allowed in rules; remove it (allowed: observed, predicted, "
        "closed, pred, table, consult, use_module)"
    ),
    "library": lambda name: (
        f"library({name}) is not available to rules; remove the line, or write the predicates in "
        "the rules"
    ),
    "file_name": lambda text: f"{text} names no file; write its path, such as consult('more.pl')",
    "refused": lambda text: f"{text} {_refusal(text)}",
    "goal": lambda text: f"{text} is no goal; write a predicate with its arguments",
    "collector": no_collector,
    "head": lambda text: f"{text} cannot be the head of a clause; write a predicate there",
    "empty_arguments": lambda name: f"{name}() has no arguments; write {name}",
    "redefine": lambda name: f"{name} is built in and cannot be defined; choose another name",
    "unconditional": lambda: (
        "a constraint needs a body; write false :- body. with what must not hold"
    ),
    "neural": lambda: (
        "a neural predicate has one of the forms nn(net, [X], Y, [label, ...])::atom(X, Y), "
        "nn(net, [X])::atom(X) and nn(net, [X], Y)::atom(X, Y), alone before its head; correct it"
    ),
    "disjunction": lambda: (
        "each part of an annotated disjunction needs a probability; write 0.3::a; 0.7::b"
    ),
    "reading": lambda: (
        "a reading is written :- pred fever(P) :: '@(P:patient) has fever'; give atom and text"
    ),
    "reading_variable": lambda name: (
        f"the reading has a place for {name}, which is no variable of its atom; write one that is"
    ),
    "indicator": lambda text: f"{text} names no predicate; write name/arity, such as fever/1",
    "predicted_head": lambda name: (
        f"{name} is predicted, so the model gives its probability; write false :- body, \\+ head. "
        "(hard, also written head :- body.) or 0.9::false :- body, \\+ head. (soft)"
    ),
    "strength": lambda text: (
        f"the strength {text} of a constraint is no number between 0 and 1; write 0.9::false :- ..."
    ),
}


_CHANGES = re.compile(r"(assert[az]?|retract(all)?|abolish|record.*|erase|n?b_.*val|flag)/\d")
_DRAWS = re.compile(r"(random.*|set_random|sample)/\d")
_CONTROLS = re.compile(
    r"(catch|throw|limit|offset|order_by|call_nth|distinct|freeze|when|dif|tnot|call_cleanup"
    r"|setup_call_cleanup|max_member|min_member|foreach)/\d"
)


def _refusal(text: str) -> str:
    """Return why a goal that SWI-Prolog has is refused, and what to write instead."""
    if _CHANGES.fullmatch(text):
        return (
            "is not allowed in rules: a program stays as it is while it runs; write what it adds "
            "as clauses, or pass it on as an argument"
        )
    if _DRAWS.fullmatch(text):
        return (
            "is not allowed in rules: chance is declared, not drawn; write a probability, such as "
            "0.5::heads, or select_uniform/4"
        )
    if _CONTROLS.fullmatch(text):
        return (
            "is not available to rules; write it with conditions, findall/3, sort/4 or "
            "aggregate_all/3"
        )
    return "is not allowed in rules: it reaches outside the program; remove the goal"
