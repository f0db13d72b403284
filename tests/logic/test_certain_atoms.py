"""Atoms that hold in every world or in none, by hand."""

from neurosym.logic.certain_atoms import certain_values, mentions


def test_what_follows_from_facts_holds() -> None:
    rules = [(1, (), 0), (2, (1,), 1), (3, (2, 4), 2)]
    assert certain_values(4, {4: 0}, rules) == {1: True, 2: True}


def test_what_has_no_rule_and_is_no_leaf_does_not_hold() -> None:
    rules = [(2, (1,), 0), (3, (-1,), 1), (4, (-3,), 2)]
    assert certain_values(4, {}, rules) == {1: False, 2: False, 3: True, 4: False}


def test_one_rule_of_two_that_is_left_decides_nothing() -> None:
    rules = [(2, (1,), 0), (2, (3,), 1)]
    assert certain_values(3, {3: 0}, rules) == {1: False}


def test_a_leaf_with_a_rule_that_fails_stays_open() -> None:
    assert certain_values(2, {2: 0}, [(2, (1,), 0)]) == {1: False}


def test_a_loop_is_left_open() -> None:
    assert certain_values(2, {}, [(1, (2,), 0), (2, (1,), 1)]) == {}


def test_a_body_mentions_either_sign() -> None:
    assert mentions((5, -3), {3: True})
    assert not mentions((5, -3), {4: True})
    assert not mentions((), {4: True})
