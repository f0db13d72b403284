"""Ground a program in SWI-Prolog: its rules without variables.

The Prolog side returns every clause instance that came up, as flat lists; recording.py tidies them.
"""

from dataclasses import dataclass, replace
from enum import IntEnum, StrEnum
from typing import cast

from neurosym.logic import engine
from neurosym.logic.collecting import uncollected
from neurosym.logic.engine import DEFAULT_LIMITS, Limits, PrologValue
from neurosym.logic.ground_program import EMPTY_SCHEMA, AtomSchema, GroundProgram
from neurosym.logic.recording import Recording
from neurosym.logic.rule_errors import grounding_error
from neurosym.logic.syntax import SourceProgram


class Detail(IntEnum):
    """What a grounding keeps beside the rules.

    Attributes:
        STEPS: Certain goals, and instances of clauses that nearly held.
        KNOWN: The same; atoms of the predicates in ``changes`` are leaves as far as they are facts
            or asked for one by one.
    """

    STEPS = 2
    KNOWN = 3


class Changeable(StrEnum):
    """Which predicates' facts may be otherwise.

    Attributes:
        NONE: None.
        SILENT: Those that are declared observed and not closed.
        OBSERVED: Those that are declared observed or closed, or that the case has facts of.
        ALL: These, and all others that have nothing but facts.
    """

    NONE = "none"
    SILENT = "silent"
    OBSERVED = "observed"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class GroundingRequest:
    r"""What to ground a program for.

    Attributes:
        queries: Goals as text; None for the program's own ``query/1``.
        evidence: Literals as text, beside the program's own evidence.
        facts: Facts as text that hold; ``\+ fact`` for one that does not.
        schema: The atoms that a case decides.
        explain: Whether certain facts and rules stay in the result, as proofs need them.
        detail: What stays beside the rules, as proofs and reasons why not need it.
        changes: Predicates, as ``name/arity``, whose facts may be otherwise: their atoms become
            leaves; or which they are.
        limits: Bounds on the work.
        own_evidence: Whether the program's own evidence and constraints count.
    """

    queries: tuple[str, ...] | None = None
    evidence: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()
    schema: AtomSchema = EMPTY_SCHEMA
    explain: bool = False
    detail: Detail | None = None
    changes: tuple[str, ...] | Changeable = Changeable.NONE
    limits: Limits = DEFAULT_LIMITS
    own_evidence: bool = True


_ROUNDING = 1e-6
"""How much above one the probabilities of an annotated disjunction may add up to."""


def ground_program(program: SourceProgram, request: GroundingRequest) -> GroundProgram:
    """Ground a program.

    Args:
        program: The program as it was read.
        request: What to ground it for.

    Returns:
        The rules without variables that matter to queries, evidence and constraints.

    Raises:
        UnknownPredicateError: A goal that was reached names an unknown predicate.
        RuleEvaluationError: A rule failed with a Prolog error, or the probabilities of an
            annotated disjunction add up to more than one.
        UnsupportedRuleError: A rule uses a construct that the engine leaves out.
        ResourceLimitError: A limit was reached.
    """
    out = _call(program, request, guarded=False)
    if "error" in out:
        error = cast("list[PrologValue]", out["error"])
        if error[0] == "error" and error[1] == -1:
            guarded = _call(program, request, guarded=True)
            error = cast("list[PrologValue]", guarded.get("error", error))
        raise grounding_error(program, str(error[0]), int(cast(int, error[1])), str(error[2]))
    with uncollected():
        ground = _tidied(out, program, request)
    if program.untrusted is not None:
        ground = replace(ground, compile_seconds=program.untrusted.seconds)
    _check_totals(program, ground)
    return ground


def _check_totals(program: SourceProgram, ground: GroundProgram) -> None:
    """Refuse an annotated disjunction whose given probabilities add up to more than one."""
    totals: dict[int, float] = {}
    for leaf in ground.leaves.values():
        if leaf.group >= 0 and leaf.probability is not None and not leaf.learnable:
            total = totals.get(leaf.group, 0.0) + leaf.probability
            if total > 1.0 + _ROUNDING:
                raise grounding_error(program, "total", leaf.clause, f"{total:.6g}")
            totals[leaf.group] = total


def _tidied(
    out: dict[str, PrologValue], program: SourceProgram, request: GroundingRequest
) -> GroundProgram:
    detailed = request.detail is not None
    recording = Recording.of(out, program, detailed=detailed)
    return recording.tidied(simplify=not (request.explain or detailed))


def _call(
    program: SourceProgram, request: GroundingRequest, *, guarded: bool
) -> dict[str, PrologValue]:
    schema = request.schema
    asked: PrologValue = "own" if request.queries is None else list(request.queries)
    changes: PrologValue = list(request.changes)
    given: dict[str, PrologValue] = {
        "queries": asked,
        "evidence": list(request.evidence),
        "facts": list(request.facts),
        "states": [[text, variable, state] for text, variable, state in schema.states],
        "columns": [[text, variable] for text, variable in schema.columns],
        "explain": int(request.explain) if request.detail is None else int(request.detail),
        "changes": request.changes.value if isinstance(request.changes, Changeable) else changes,
        "own_evidence": int(request.own_evidence),
        "guarded": int(guarded),
        "inferences": request.limits.inferences,
        "seconds": request.limits.seconds,
    }
    out = engine.call(
        "neurosym_ground:ground_program(Number, In, Out)",
        {"Number": program.number, "In": given},
        request.limits,
    )
    return cast("dict[str, PrologValue]", out)
