"""Asking back: the most helpful question, the reply, and on, until the answer is sure."""

import sys

import numpy as np

from neurosym.cases.case import Case
from neurosym.cases.parsing import parse_case
from neurosym.cases.table import table_from_cases
from neurosym.errors import CaseError
from neurosym.phrases import percent
from neurosym.questions.session import Interview, Session, Stop, StopRule, declined, heard
from neurosym.reasoner.reasoner import Reasoner
from neurosym.reasoner.viewing import Viewing

_UNKNOWN = ("", "?", "unknown")


def interview(reasoner: Reasoner, case: Case, language: str | None) -> Case:
    """Ask on standard error, read replies from standard input, and return the fuller case.

    Args:
        reasoner: The fitted reasoner.
        case: What is known at the start.
        language: Language of the questions; None for the pack's.
    """
    viewing = reasoner.asked(case, language=language)
    vocabulary = reasoner.fitted.engine.vocabulary
    asking = Interview(
        viewing.asked.marginals,
        viewing.asked.target,
        viewing.candidates,
        StopRule(confidence=reasoner.certificate.threshold),
    )
    table = table_from_cases([case], vocabulary)
    session = Session(table.codes[0], table.values[0])
    while True:
        turn = asking.turn(session)
        if turn.question is None:
            break
        reply = _put(viewing, turn.question.variables, turn.answer)
        if reply is None:
            break
        if reply.strip().lower() in _UNKNOWN:
            session = declined(session, turn.question)
            continue
        try:
            session = heard(session, _found(reasoner, turn.question.variable, reply))
        except CaseError as error:
            print(error, file=sys.stderr)
    if turn.stop is Stop.NOTHING_HELPS:
        outcome = viewing.asked.outcome(int(turn.answer.argmax()))
        print(viewing.asked.phrases.say("question.none", outcome=outcome), file=sys.stderr)
    return _case(reasoner, session)


def _put(viewing: Viewing, variables: tuple[int, ...], answer: np.ndarray) -> str | None:
    """Show where the answer stands, put the question, and return the reply; None at the end."""
    asked = viewing.asked
    variable = asked.variable(variables[0])
    text = variable.question.get(asked.phrases.language) or asked.phrases.say(
        "question.default", finding=asked.name(variables[0])
    )
    best = int(answer.argmax())
    print(f"[{asked.outcome(best)}: {percent(float(answer[best]))}]", file=sys.stderr)
    words = [(state, asked.state(variables[0], i)) for i, state in enumerate(variable.states)]
    states = (s if s.lower() == word.lower() else f"{s} ({word})" for s, word in words)
    choices = "a number" if variable.numeric else ", ".join(states)
    print(f"{text}\n  ({choices}; Enter: unknown)", file=sys.stderr)
    line = sys.stdin.readline()
    return line.strip() if line else None


def _found(reasoner: Reasoner, variable: int, reply: str) -> list[tuple[int, int, float]]:
    vocabulary = reasoner.fitted.engine.vocabulary
    quoted = '"' + reply.replace('"', '""') + '"'
    named = '"' + vocabulary[variable].name.replace('"', '""') + '"'
    table = table_from_cases([parse_case(f"{named}={quoted}", vocabulary)], vocabulary)
    code, value = int(table.codes[0, variable]), float(table.values[0, variable])
    return [(variable, code, value)]


def _case(reasoner: Reasoner, session: Session) -> Case:
    from neurosym.cases.table import CaseTable  # noqa: PLC0415

    vocabulary = reasoner.fitted.engine.vocabulary
    codes = session.codes.astype(np.int16)[None]
    return CaseTable(vocabulary, codes, session.values[None]).case(0)
