import itertools
import math
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from neurosym.errors import InconsistentEvidenceError
from neurosym.questions.acquisition import (
    Answering,
    first_left,
    fixed_order,
    information_gain,
    next_questions,
    survey,
    value_of_asking,
)
from neurosym.questions.candidates import about, about_group

CARDS = (3, 2, 3, 2)
LN2 = math.log(2)


class Joint:
    """Exact posteriors of a joint table by enumeration; counts how often it is called."""

    def __init__(self, table: np.ndarray) -> None:
        self.table = table / table.sum()
        self.calls = 0

    def __call__(self, codes: np.ndarray, values: np.ndarray) -> Sequence[np.ndarray]:
        self.calls += 1
        rows = []
        for code in codes:
            kept = np.zeros_like(self.table)
            place = tuple(slice(None) if c < 0 else slice(c, c + 1) for c in code)
            kept[place] = self.table[place]
            rows.append(kept / kept.sum() if kept.sum() > 0 else kept)
        joint = np.stack(rows)
        axes = range(1, joint.ndim)
        return [joint.sum(axis=tuple(a for a in axes if a != axis)) for axis in axes]


def random_joint(seed: int) -> Joint:
    return Joint(np.random.default_rng(seed).dirichlet(np.full(36, 0.4)).reshape(CARDS))


def silent(*known: tuple[int, int], variables: int = 4) -> np.ndarray:
    codes = np.full(variables, -1, np.int16)
    for variable, state in known:
        codes[variable] = state
    return codes


def nothing(variables: int = 4) -> np.ndarray:
    return np.full(variables, np.nan)


def entropy(p: np.ndarray) -> float:
    positive = p[p > 0]
    return float(-(positive * np.log(positive)).sum())


ALL = [about(v, CARDS[v]) for v in range(1, 4)]


def test_a_copy_of_a_fair_target_is_worth_one_bit() -> None:
    table = np.zeros((2, 2, 2))
    table[0, 0, :] = table[1, 1, :] = 0.25
    copy, coin = next_questions(
        silent(variables=3), nothing(3), Joint(table), 0, [about(2, 2), about(1, 2)]
    )
    assert copy.variable == 1
    assert copy.gain == pytest.approx(LN2)
    assert copy.value == pytest.approx(0.5)
    assert coin.gain == pytest.approx(0.0, abs=1e-12)
    outcome = copy.outcomes[1]
    assert [(v, s) for v, s, _ in outcome.findings] == [(1, 1)]
    assert (outcome.probability, outcome.answer, outcome.answer_probability) == (0.5, 1, 1.0)


@pytest.mark.parametrize("seed", range(5))
def test_gains_agree_with_mutual_information_from_the_joint(seed: int) -> None:
    answering = random_joint(seed)
    questions = next_questions(silent((2, 1)), nothing(), answering, 0, ALL)
    given_two = answering.table[:, :, 1, :] / answering.table[:, :, 1, :].sum()
    target = given_two.sum(axis=(1, 2))
    assert {q.variable for q in questions} == {1, 3}
    for question in questions:
        both = given_two.sum(axis=2 if question.variable == 1 else 1)
        expected = entropy(target) + entropy(both.sum(axis=0)) - entropy(both.ravel())
        assert question.gain == pytest.approx(expected, abs=1e-12)
        rise = both.max(axis=0).sum() - target.max()
        assert question.value == pytest.approx(rise, abs=1e-12)


def test_all_replies_are_put_in_one_call() -> None:
    answering = random_joint(0)
    next_questions(silent(), nothing(), answering, 0, ALL)
    assert answering.calls == 1


def test_the_present_answer_comes_with_the_questions() -> None:
    answering = random_joint(1)
    found = survey(silent((1, 0)), nothing(), answering, 0, ALL)
    expected = answering.table[:, 0].sum(axis=(1, 2))
    assert found.answer == pytest.approx(expected / expected.sum())


def test_questions_are_ranked_by_gain_per_cost_and_mandatory_ones_come_first() -> None:
    answering = random_joint(2)
    plain = next_questions(silent(), nothing(), answering, 0, ALL)
    gains = {q.variable: q.gain for q in plain}
    assert [q.gain for q in plain] == sorted(gains.values(), reverse=True)
    best, worst = plain[0].variable, plain[-1].variable
    dear = [about(v, CARDS[v], cost=1e4 if v == best else 2.0) for v in range(1, 4)]
    ranked = next_questions(silent(), nothing(), answering, 0, dear)
    assert ranked[-1].variable == best
    assert ranked[-1].gain_per_cost == pytest.approx(gains[best] / 1e4)
    must = [about(v, CARDS[v], mandatory=v == worst) for v in range(1, 4)]
    assert next_questions(silent(), nothing(), answering, 0, must)[0].variable == worst


def test_a_free_question_has_a_finite_gain_per_cost() -> None:
    free, _, _ = next_questions(
        silent(), nothing(), random_joint(3), 0, [about(1, 2, cost=0.0), *ALL[1:]]
    )
    assert free.variable == 1
    assert free.gain_per_cost == pytest.approx(free.gain * 1000)


def test_known_findings_and_the_target_are_not_asked() -> None:
    questions = next_questions(
        silent((1, 0), (3, 1)), nothing(), random_joint(4), 0, [about(0, 3), *ALL]
    )
    assert [q.variable for q in questions] == [2]


def test_replies_that_cannot_come_are_left_out() -> None:
    table = np.random.default_rng(0).random((2, 3))
    table[:, 2] = 0.0
    (question,) = next_questions(silent(variables=2), nothing(2), Joint(table), 0, [about(1, 3)])
    assert [outcome.findings[0][1] for outcome in question.outcomes] == [0, 1]
    assert sum(outcome.probability for outcome in question.outcomes) == pytest.approx(1.0)


def test_replies_that_leave_no_world_are_no_replies() -> None:
    def answering(codes: np.ndarray, values: np.ndarray) -> Sequence[np.ndarray]:
        target = np.full((len(codes), 2), 0.5)
        target[codes[:, 1] == 1] = [0.9, 0.1]
        target[codes[:, 1] == 2] = 0.0  # a rule excludes what the marginal thought possible
        return [target, np.full((len(codes), 3), 1 / 3)]

    (question,) = next_questions(silent(variables=2), nothing(2), answering, 0, [about(1, 3)])
    assert [outcome.probability for outcome in question.outcomes] == pytest.approx([0.5, 0.5])


def test_a_case_without_a_world_is_an_error() -> None:
    table = np.ones((2, 2, 2))
    table[:, 0, 0] = 0.0
    with pytest.raises(InconsistentEvidenceError, match="no world agrees with the case; withdraw"):
        next_questions(silent((1, 0), (2, 0), variables=3), nothing(3), Joint(table), 0, [])


def exclusive(seed: int) -> Joint:
    """A target and three findings of which at most one is present (state 0 is yes)."""
    table = np.zeros((3, 2, 2, 2))
    generator = np.random.default_rng(seed)
    for place in itertools.product(range(2), repeat=3):
        if place.count(0) <= 1:
            table[:, place[0], place[1], place[2]] = generator.random(3)
    return Joint(table)


@pytest.mark.parametrize("known", [(), ((1, 1),)])
def test_a_group_is_worth_what_its_joint_state_tells(known: tuple[tuple[int, int], ...]) -> None:
    answering = exclusive(0)
    (question,) = next_questions(
        silent(*known), nothing(), answering, 0, [about_group([1, 2, 3], [0, 0, 0])]
    )
    table = answering.table[:, 1:] if known else answering.table
    both = table.reshape(3, -1) / table.sum()
    expected = entropy(both.sum(1)) + entropy(both.sum(0)) - entropy(both.ravel())
    assert question.gain == pytest.approx(expected, abs=1e-12)
    assert len(question.outcomes) == 4 - len(known)


def test_a_supposed_number_reaches_the_answering_function() -> None:
    seen: list[np.ndarray] = []

    def answering(codes: np.ndarray, values: np.ndarray) -> Sequence[np.ndarray]:
        seen.append(values)
        high = np.where(np.isnan(values[:, 1]), 0.5, values[:, 1] / 10)
        return [np.stack([high, 1 - high], axis=1), np.full((len(codes), 2), 0.5)]

    (question,) = next_questions(
        silent(variables=2), nothing(2), answering, 0, [about(1, 2, numbers=(2.0, 8.0))]
    )
    assert seen[0][1:, 1].tolist() == [2.0, 8.0]
    assert question.value == pytest.approx(0.3)


@settings(deadline=None, derandomize=True)
@given(st.integers(0, 10_000), st.integers(2, 4), st.integers(2, 4))
def test_worth_is_never_negative_and_none_where_no_reply_matters(
    seed: int, replies: int, states: int
) -> None:
    generator = np.random.default_rng(seed)
    chances = generator.dirichlet(np.ones(replies))
    answers = generator.dirichlet(np.full(states, 0.3), replies)  # need not mix to any answer
    loss = generator.random((states, states))
    mixture = chances @ answers
    assert 0.0 <= information_gain(chances, answers) <= entropy(mixture) + 1e-12
    assert information_gain(chances, answers) <= entropy(chances) + 1e-12
    assert 0.0 <= value_of_asking(chances, answers) <= 1.0
    assert value_of_asking(chances, answers, loss) >= 0.0
    same = np.repeat(answers[:1], replies, axis=0)
    assert information_gain(chances, same) == pytest.approx(0.0, abs=1e-12)
    assert value_of_asking(chances, same, loss) == pytest.approx(0.0, abs=1e-12)


def test_a_loss_changes_what_is_worth_asking() -> None:
    chances = np.array([0.5, 0.5])
    answers = np.array([[0.9, 0.1], [0.7, 0.3]])
    assert value_of_asking(chances, answers) == pytest.approx(0.0)
    missed = np.array([[0.0, 1.0], [4.0, 0.0]])  # missing state 1 costs four
    # Before: answer 0 costs 4 * .2 = .8, answer 1 .8. After: min(.4, .9), min(1.2, .7).
    assert value_of_asking(chances, answers, missed) == pytest.approx(0.8 - 0.55)


def test_the_fixed_order_is_that_of_the_empty_case() -> None:
    answering: Answering = random_joint(6)
    order = fixed_order(4, answering, 0, ALL)
    ranked = next_questions(silent(), nothing(), answering, 0, ALL)
    assert [c.variables for c in order] == [q.variables for q in ranked]
    first, second = order[0].variables[0], order[1].variables[0]
    following = first_left(order, silent((first, 0)))
    assert following is not None
    assert following.variables == (second,)
    assert first_left(order, silent((1, 0), (2, 0), (3, 0))) is None
