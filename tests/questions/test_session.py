import numpy as np
import pytest

from neurosym.questions.candidates import about
from neurosym.questions.session import Interview, Session, Stop, StopRule, declined, heard

NAN = float("nan")


def answering(codes: np.ndarray, values: np.ndarray) -> list[np.ndarray]:
    """Two outcomes; variables 1 and 2 multiply the odds by 3 and 9, variable 3 does nothing."""
    odds = np.ones(len(codes))
    for variable, factor in ((1, 3.0), (2, 9.0)):
        odds *= np.where(codes[:, variable] < 0, 1.0, factor ** (2.0 * codes[:, variable] - 1.0))
    target = np.stack([odds, np.ones_like(odds)], axis=1)
    target /= target.sum(axis=1, keepdims=True)
    target[(codes[:, 1] == 0) & (codes[:, 3] == 0)] = 0.0
    return [target, *[np.full((len(codes), 2), 0.5)] * 3]


ASKED = (about(1, 2), about(2, 2), about(3, 2))
EMPTY = Session(np.full(4, -1, np.int16), np.full(4, np.nan))


def test_a_conversation_goes_on_until_it_is_sure() -> None:
    interview = Interview(answering, 0, ASKED, StopRule(confidence=0.95))
    turn = interview.turn(EMPTY)
    assert turn.question is not None
    assert turn.question.variable == 2
    assert turn.confidence == 0.5
    session = heard(EMPTY, turn.question.outcomes[1].findings)
    turn = interview.turn(session)
    assert turn.confidence == pytest.approx(0.9)
    assert turn.question is not None
    assert turn.question.variable == 1
    session = heard(session, [(1, 1, NAN)])
    turn = interview.turn(session)
    assert turn.confidence == pytest.approx(27 / 28)
    assert (turn.question, turn.stop) == (None, Stop.SURE)
    assert session.asked == 2
    assert session.codes.tolist() == [-1, 1, 1, -1]


def test_what_is_not_known_is_not_asked_again() -> None:
    interview = Interview(answering, 0, ASKED)
    turn = interview.turn(EMPTY)
    assert turn.question is not None
    session = declined(EMPTY, turn.question)
    following = interview.turn(session).question
    assert session.asked == 1
    assert following is not None
    assert following.variable == 1
    turn = interview.turn(declined(session, following))
    assert (turn.question, turn.stop) == (None, Stop.NOTHING_HELPS)


def test_it_stops_after_as_many_questions_as_allowed() -> None:
    interview = Interview(answering, 0, ASKED, StopRule(most_questions=0))
    assert interview.turn(EMPTY).stop is Stop.ENOUGH_ASKED


def test_mandatory_findings_are_asked_for_even_when_sure() -> None:
    asked = (*ASKED[:2], about(3, 2, mandatory=True))
    interview = Interview(answering, 0, asked, StopRule(confidence=0.4))
    turn = interview.turn(EMPTY)
    assert turn.question is not None
    assert turn.question.variable == 3
    turn = interview.turn(declined(EMPTY, turn.question))
    assert turn.stop is Stop.SURE


def test_a_reply_that_contradicts_ends_it_with_a_conflict() -> None:
    interview = Interview(answering, 0, ASKED)
    turn = interview.turn(heard(EMPTY, [(1, 0, NAN), (3, 0, NAN)]))
    assert (turn.question, turn.stop) == (None, Stop.CONFLICT)
    assert turn.confidence == 0.0


def test_a_reply_leaves_the_earlier_session_as_it_was() -> None:
    heard(EMPTY, [(1, 0, 2.5)])
    assert EMPTY.codes.tolist() == [-1, -1, -1, -1]
    assert np.isnan(EMPTY.values).all()
