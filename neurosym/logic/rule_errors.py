"""Errors of running rules, each as one sentence with its file and line."""

import re
from collections.abc import Iterable

from neurosym.errors import (
    CaseError,
    NeurosymError,
    ResourceLimitError,
    RuleEvaluationError,
    UnknownPredicateError,
    UnsupportedRuleError,
)
from neurosym.logic.source_files import library
from neurosym.logic.syntax import SourceProgram

_OPEN = re.compile(r"(?<![\w'])_")
_COLLECTS = re.compile(r"\b(findall|all|bagof|setof)\(")
_UNSUPPORTED = {
    "collects_itself": (
        "{text} is collected by findall, all/3 or a condition on which it depends itself; "
        "write the recursion without collecting its own answers"
    ),
    "not_ground": (
        "the probabilistic clause leaves variables of {text} unbound; bind them in its body"
    ),
    "cut": (
        "!/0 over something uncertain is not supported; write ( Condition -> Then ; Else ), which "
        "takes the first solution in each world, or number the clauses for cut/1"
    ),
    "unsupported": (
        "{text} over something uncertain is not supported; use findall/3, all/3, aggregate_all/3, "
        "call/N, maplist/N, foldl/N or \\+"
    ),
    "column_operation": (
        "{text} over a numeric column is not supported; use + - * / min max abs and comparisons"
    ),
    "unbound_predicted": (
        "the predicted atom {text} has unbound variables and no case gives its states; "
        "bind them, or ground the rules with a case's variables"
    ),
}
_EVALUATION = {
    "probability": "the probability {text} is not between 0 and 1; correct it",
    "total": (
        "the probabilities of an annotated disjunction add up to {text}, which is above 1; "
        "correct them"
    ),
    "no_number": "the probability {text} is no number; write one from 0 to 1, such as 0.3",
    "error": "{text}",
    "raised": "the rules stop with an error of their own: {text}",
    "subquery": "{text}",
    "subquery_limit": "{text}",
    "nested_subquery": (
        "the subquery {text} asks for subqueries more than five deep; end the recursion"
    ),
    "semiring": 'subquery/5 has no semiring {text}; write "prob" or "logprob"',
    "format": (
        "the format {text} is not allowed: it calls a goal or writes to a file; write plain text"
    ),
    "evidence": "the value {text} of evidence/2 is neither true nor false; write one of them",
    "query": "the query {text} is no goal; write an atom such as fever(ann)",
    "denied": (
        "the fact \\+ {text} denies what is not observed; declare its predicate :- observed, or "
        "give \\+ {text} as evidence"
    ),
    "fact": "the fact {text} is not ground; give atoms without variables",
    "goal_syntax": "{text} cannot be read as a goal; write it as in a rule file",
    "no_facts": "{text} is not decided by facts alone, so that its facts cannot be changed",
    "no_indicator": "{text} names no predicate; write name/arity, such as fever/1",
    "column_atom": "the column atom {text} needs exactly one variable, its number",
}

_TOLD_BY_SUBQUERY = frozenset({"subquery", "subquery_limit"})
"""Errors within a subquery, which name their place; one that asks for itself adds no other."""


def grounding_error(program: SourceProgram, kind: str, clause: int, text: str) -> NeurosymError:
    """Return the error for what the Prolog side reports.

    Args:
        program: The program that ran.
        kind: What happened.
        clause: Index of the clause, or -1.
        text: The goal, predicate or message.
    """
    known = 0 <= clause < len(program.clauses)
    place = f"{program.clauses[clause].position}: " if known else ""
    if kind in _TOLD_BY_SUBQUERY and place in text:
        place = ""
    if kind == "unknown":
        return _unknown(program, clause, place, text)
    if kind == "silent" and _OPEN.search(text):
        name = text.partition("(")[0]
        return CaseError(
            f"{place}the facts say nothing about {text}, which is observed; give its instances as "
            f"facts, or declare it :- closed {name}/{text.count(',') + 1}. if there may be none"
        )
    if kind == "silent":
        return CaseError(
            f"{place}the facts say nothing about {text}, which is observed; give it or "
            f"\\+ {text} as a fact, a prior such as 0.1::{text}., or declare it :- closed"
        )
    if kind in {"inferences", "time", "resource"}:
        limits = {"inferences": "number of inferences", "time": "time limit"}
        what = limits.get(kind, f"{text.replace('_', ' ')} limit")
        return ResourceLimitError(
            f"{place}grounding reached its {what}; look for a rule that builds ever larger terms"
            f"{_collecting(program)}, or raise the limit"
        )
    if kind == "unsupported" and text == "!/0":
        kind = "cut"
    if kind in _UNSUPPORTED:
        return UnsupportedRuleError(place + _UNSUPPORTED[kind].format(text=text))
    error = ResourceLimitError if kind == "subquery_limit" else RuleEvaluationError
    return error(place + _EVALUATION[kind].format(text=text))


def _unknown(program: SourceProgram, clause: int, place: str, text: str) -> NeurosymError:
    if text.startswith("collect_") and _in_library(program, clause):
        name = text.removeprefix("collect_").rpartition("/")[0]
        return UnknownPredicateError(no_collector(name))
    return UnknownPredicateError(f"{place}{unknown_predicate(text, program.predicates)}")


def no_collector(name: str) -> str:
    """Return the sentence for what stands behind ``=>`` and cannot collect answers."""
    return (
        f"=> collects answers, and {name} is no collector; write >= to compare, or collect with "
        "Goal => list(Value, Values)"
    )


def _in_library(program: SourceProgram, clause: int) -> bool:
    if not 0 <= clause < len(program.clauses):
        return False
    return program.clauses[clause].position.file == library().name


def _collecting(program: SourceProgram) -> str:
    """Return what to look for beside larger terms, where the program collects answers."""
    for clause in program.clauses:
        if _COLLECTS.search(clause.text):
            return (
                f", or for answers collected at {clause.position}: of n uncertain ones there are "
                "2^n lists; count or sum them with aggregate_all/3"
            )
    return ""


def network_error(atom: str, network: str) -> UnsupportedRuleError:
    """Return the error for an atom that a network decides, where there are no networks."""
    return UnsupportedRuleError(
        f"{atom} is decided by the network {network}; ask the program through NeuralProgram, which "
        "is given the networks"
    )


def unknown_predicate(indicator: str, known: frozenset[str]) -> str:
    """Return the sentence for an unknown predicate, with the nearest known name."""
    name = indicator.rpartition("/")[0]
    other = sorted(item for item in known - {indicator} if item.rpartition("/")[0] == name)
    near = other[0] if other else nearest(indicator, known - {indicator})
    if near:
        return f"unknown predicate {indicator}; did you mean {near}?"
    return f"unknown predicate {indicator}; define it, or declare it :- observed {indicator}."


def nearest(text: str, known: Iterable[str]) -> str | None:
    """Return the known name that is spelled most like a text, or None if none is near."""
    import difflib  # noqa: PLC0415 - only where something is wrong

    near = difflib.get_close_matches(text, sorted(known), n=1, cutoff=0.7)
    return near[0] if near else None
