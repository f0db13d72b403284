import math

import numpy as np
import pytest

from neurosym.cases.variable import Role, Variable
from neurosym.cases.vocabulary import Vocabulary
from neurosym.questions.candidates import about, about_group, candidates_of

NAN = math.nan
YES_NO = ("yes", "no")


def supposed(reply: tuple[tuple[int, int, float], ...]) -> list[tuple[int, int]]:
    return [(variable, state) for variable, state, _ in reply]


def test_one_variable_has_a_reply_for_each_state() -> None:
    question = about(3, 2, numbers=(1.5, 7.0))
    assert question.replies == (((3, 0, 1.5),), ((3, 1, 7.0),))
    assert math.isnan(about(3, 2).replies[0][0][2])


def test_a_group_has_a_reply_for_each_finding_and_one_for_none() -> None:
    question = about_group([1, 2], [0, 1])
    assert [supposed(reply) for reply in question.replies] == [
        [(1, 0), (2, 0)],
        [(2, 1), (1, 1)],
        [(1, 1), (2, 0)],
    ]


def test_what_is_known_is_not_asked() -> None:
    question = about(1, 3)
    assert question.left(np.array([0, -1])) == question
    assert question.left(np.array([-1, 2])) is None


def test_a_group_is_settled_by_a_finding_that_is_present_and_narrowed_by_an_absent_one() -> None:
    question = about_group([0, 1, 2], [0, 0, 0])
    assert question.left(np.array([0, -1, -1])) is None
    left = question.left(np.array([1, -1, -1]))
    assert left is not None
    assert [supposed(reply)[0] for reply in left.replies] == [(1, 0), (2, 0), (0, 1)]


def test_a_domain_asks_for_evidence_and_mediators_with_states() -> None:
    vocabulary = Vocabulary(
        (
            Variable("Disease", ("a", "b", "c"), Role.TARGET),
            Variable("Cause", YES_NO, Role.LATENT),
            Variable("Flow", ("low", "high"), Role.MEDIATOR, cost=8.0),
            Variable("Fever", YES_NO, mandatory=True, cost=0.0),
            Variable("Amount", numeric=True),
        )
    )
    found = candidates_of(vocabulary)
    assert [(q.variables, q.cost, q.mandatory) for q in found] == [
        ((2,), 8.0, False),
        ((3,), 0.0, True),
    ]


def test_groups_of_yes_no_findings_become_one_question() -> None:
    vocabulary = Vocabulary(
        (
            Variable("Measles", ("no", "yes"), group="rash", cost=2.0),
            Variable("Age", ("young", "old"), group="rash"),
            Variable("Rubella", YES_NO, group="rash", mandatory=True),
            Variable("Lonely", YES_NO, group="other"),
        )
    )
    found = candidates_of(vocabulary)
    assert [(q.variables, q.cost, q.mandatory) for q in found] == [
        ((0, 2), 2.0, True),
        ((1,), 1.0, False),
        ((3,), 1.0, False),
    ]
    assert supposed(found[0].replies[0]) == [(0, 1), (2, 1)]


def test_a_bin_is_supposed_at_its_middle_or_at_a_given_number() -> None:
    states = ("a", "b", "c")
    plain = Variable("x", states, numeric=True, cuts=(1.0, 3.0))
    ranged = Variable("y", states, numeric=True, cuts=(1.0, 3.0), range=(0.0, 9.0))
    single = Variable("z", ("a", "b"), numeric=True, cuts=(10.0,))
    found = candidates_of(Vocabulary((plain, ranged, single)), {0: (0.5, 1.5, 4.5)})
    assert [reply[0][2] for reply in found[0].replies] == [0.5, 1.5, 4.5]
    assert [reply[0][2] for reply in found[1].replies] == pytest.approx([0.5, 2.0, 6.0])
    assert [reply[0][2] for reply in found[2].replies] == pytest.approx([5.0, 15.0])
    (unranged,) = candidates_of(Vocabulary((plain,)))
    assert [reply[0][2] for reply in unranged.replies] == pytest.approx([0.0, 2.0, 4.0])
    for variable, question in zip((plain, ranged, single), found, strict=True):
        bins = [variable.bin_of(reply[0][2]) for reply in question.replies]
        assert bins == list(range(len(variable.states)))
