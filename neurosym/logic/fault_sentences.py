"""What each fault of a whole program says: its severity, and a sentence with what to do."""

from collections.abc import Callable, Sequence

from neurosym.logic.rule_errors import nearest, unknown_predicate
from neurosym.logic.syntax import Severity

Sentence = Callable[[Sequence[str]], str]
"""The sentence of a fault, from the texts that Prolog gives it."""

_SHOWN = 8
"""Most values that a sentence lists."""


def describe(code: str, texts: Sequence[str], known: frozenset[str]) -> tuple[Severity, str]:
    """Return how grave a fault is, and its sentence.

    Args:
        code: What is wrong.
        texts: The goal, names and values that it is about; for clauses that concern another one,
            the other's place comes first.
        known: Every ``name/arity`` of the program.
    """
    if code == "unknown_predicate":
        return Severity.ERROR, unknown_predicate(texts[0], known | frozenset(texts[1:]))
    if code == "no_such_predicate":
        return Severity.WARNING, _no_such_predicate(texts, known)
    severity, sentence = _FAULTS[code]
    if code == "left_recursion" and texts[-1] == "pack":
        severity = Severity.WARNING
    if code == "unbound_head" and texts[-1] == "unused":
        severity = Severity.WARNING
    return severity, sentence(texts)


def _listed(values: Sequence[str]) -> str:
    shown = ", ".join(values[:_SHOWN])
    return f"{shown}, and {len(values) - _SHOWN} more" if len(values) > _SHOWN else shown


def _unknown_state(texts: Sequence[str]) -> str:
    goal, state, *states = texts
    near = nearest(state, states)
    hint = f"did you mean {near}? " if near else ""
    return f"unknown state {state} in {goal}; {hint}states are {', '.join(states)}"


def _no_such_predicate(texts: Sequence[str], known: frozenset[str]) -> str:
    what, indicator, *case = texts
    near = nearest(indicator, known | frozenset(case))
    told = f"did you mean {near}?" if near else "correct the name, or remove it"
    kind = "this reading" if what == "reading" else f":- {what}"
    return f"{kind} is of {indicator}, which has no clause and is never asked for; {told}"


def _not_a_number(texts: Sequence[str]) -> str:
    leaf, goal, *values = texts
    if not values:
        return f"{leaf} in {goal} is no number; write a number, or compare with = or \\="
    return (
        f"{leaf} in {goal} is never a number: it is {_listed(values)}; compare it with = or \\=, "
        "or use a numeric column"
    )


def _never_fires(texts: Sequence[str]) -> str:
    return _NEVER[texts[0]](texts[1:])


_NEVER: dict[str, Sentence] = {
    "denied": lambda t: (
        f"this can never hold: the rule asks for {t[0]} and for its negation; remove one of them"
    ),
    "exclusive": lambda t: (
        f"this can never hold: {t[0]} and {t[1]} are two states of one variable; keep one of "
        "them, or write ( ... ; ... )"
    ),
    "out_of_range": lambda t: (
        f"{t[0]} can never hold: the value lies between {float(t[1]):g} and {float(t[2]):g}; "
        "correct the number, or the range in variables.toml"
    ),
    "out_of_values": lambda t: (
        f"{t[0]} can never hold: the clauses give values from {t[1]} to {t[2]}; correct the "
        "number, or the clauses"
    ),
    "clash": lambda t: (
        f"{t[0]} can never hold together with {t[1]}; correct one of the numbers or signs"
    ),
    "false": lambda t: f"{t[0]} is false in every case; correct it, or remove the rule",
    "no_clause": lambda t: (
        f"{t[0]} can never hold: no clause has "
        f"{t[1] if t[1] != t[0] else 'these arguments together'}; correct it, or add the clause"
    ),
    "no_common_value": lambda t: (
        f"{t[1]} can never hold together with {t[2]}: no value of {t[0]} is in both; correct the "
        "argument, or the clauses of the two"
    ),
}

_FAULTS: dict[str, tuple[Severity, Sentence]] = {
    "unknown_state": (Severity.ERROR, _unknown_state),
    "decided_by_case": (
        Severity.ERROR,
        lambda t: (
            f"{t[0]} is decided by the case, so no rule can define it; choose another name, "
            "or write what must not hold as false :- body."
        ),
    ),
    "not_a_number": (Severity.ERROR, _not_a_number),
    "unbound_number": (
        Severity.WARNING,
        lambda t: (
            f"{t[0]} in {t[1]} has no value yet when it is computed, and the rule stops there; "
            "bind it in a goal further left"
        ),
    ),
    "probability": (
        Severity.ERROR,
        lambda t: (
            f"the probability {t[0]} is "
            + (
                "not between 0 and 1; correct it"
                if t[1] == "range"
                else "no number; write one from 0 to 1, such as 0.3"
            )
        ),
    ),
    "total": (
        Severity.ERROR,
        lambda t: (
            f"the probabilities of an annotated disjunction add up to {t[0]}, which is above 1; "
            "correct them"
        ),
    ),
    "unbound_head": (
        Severity.ERROR,
        lambda t: (
            f"nothing binds {t[0]} of {t[1]}, which has a probability, and a question that leaves "
            "it open stops; bind it in the body"
        ),
    ),
    "scattered": (
        Severity.WARNING,
        lambda t: f"clauses of {t[0]} are not together; move this one to the others",
    ),
    "redefined": (
        Severity.WARNING,
        lambda t: (
            f"{t[1]} also has clauses at {t[0]}, and plain SWI-Prolog does not join those of two "
            f"files; move them together, or declare :- multifile {t[1]}. in both"
        ),
    ),
    "duplicate": (
        Severity.WARNING,
        lambda t: f"this says the same as the clause at {t[0]}; remove one of the two",
    ),
    "duplicate_answer": (
        Severity.NOTE,
        lambda t: (
            f"this says the same as the clause at {t[0]}, and counts twice where the answers are "
            "collected; remove one of the two if that is not meant"
        ),
    ),
    "duplicate_constraint": (
        Severity.WARNING,
        lambda t: (
            f"this is the constraint at {t[0]} once more, so it weighs twice; remove one of the two"
        ),
    ),
    "duplicate_cause": (
        Severity.NOTE,
        lambda t: (
            f"this is the clause at {t[0]} once more, and counts as a second, independent cause; "
            "remove it if that is not meant"
        ),
    ),
    "subsumed": (
        Severity.WARNING,
        lambda t: (
            f"this adds nothing to the clause at {t[0]}, which says it under fewer conditions; "
            "remove it, or correct one of the two"
        ),
    ),
    "contradiction": (
        Severity.WARNING,
        lambda t: (
            f"this contradicts the clause at {t[0]} on {t[1]} under the same conditions; "
            "correct one of the two"
        ),
    ),
    "never_fires": (Severity.WARNING, _never_fires),
    "no_such_fact": (Severity.NOTE, _never_fires),
    "left_recursion": (
        Severity.NOTE,
        lambda t: (
            f"{t[0]} calls {t[1]} again before anything else: it ends here, where answers are "
            f"kept, and not in plain SWI-Prolog; write :- table {t[1]}. or put another goal first"
        ),
    ),
    "endless_recursion": (
        Severity.WARNING,
        lambda t: (
            f"{t[0]} calls {t[1]} again and makes ever new answers: it never ends; bound it by a "
            "comparison, or go down from a given argument"
        ),
    ),
    "often_missing": (
        Severity.WARNING,
        lambda t: (
            f"\\+ {t[0]} asks for what {float(t[2]):.0%} of the cases leave open ({t[1]}): where "
            "it is missing the estimate decides, not a finding; write the rule on what is mostly "
            "known, or say what missing means"
        ),
    ),
    "per_case": (
        Severity.NOTE,
        lambda t: (
            f"{t[0]} takes its terms from each case, so that this clause is grounded for each "
            "case; give it a variable in variables.toml if its states are known"
        ),
    ),
    "early_negation": (
        Severity.NOTE,
        lambda t: (
            f"{t[0]} is bound only after {t[1]}, which therefore reads: there is none at all; move "
            "the negation behind the goal that binds it if that is not meant"
        ),
    ),
}
