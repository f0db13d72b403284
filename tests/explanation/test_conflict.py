import itertools

import numpy as np
import pytest

from neurosym.explanation.conflict import Conflict, find_conflict

SILENT = np.full(5, np.nan)


def world_check(rules: list[dict[int, int]]):  # type: ignore[no-untyped-def]
    """Binary variables; each rule forbids that all its variables have the given states."""

    def possible(
        codes: np.ndarray, values: np.ndarray, active: np.ndarray | None = None
    ) -> np.ndarray:
        on = [rule for i, rule in enumerate(rules) if active is None or active[i]]
        found = []
        for row in codes:
            open_ = [(code,) if code >= 0 else (0, 1) for code in row]
            worlds = itertools.product(*open_)
            found.append(
                any(not any(all(w[v] == s for v, s in r.items()) for r in on) for w in worlds)
            )
        return np.array(found)

    return possible


def test_the_two_facts_of_one_rule_are_named() -> None:
    rules = [{0: 1, 1: 1}, {2: 0, 3: 0, 4: 0}]
    codes = np.array([1, 1, 0, 1, 1], dtype=np.int16)
    found = find_conflict(codes, SILENT, world_check(rules), [(0, 1), (2, 3, 4)])
    assert found == Conflict((0, 1), (0,))


def test_a_conflict_through_a_silent_variable_needs_both_rules() -> None:
    rules = [{0: 1, 2: 1}, {1: 1, 2: 0}, {3: 1}]
    codes = np.array([1, 1, -1, 0, 1], dtype=np.int16)
    found = find_conflict(codes, SILENT, world_check(rules), [(0, 2), (1, 2), (3,)])
    assert found == Conflict((0, 1), (0, 1))


def test_the_smaller_of_two_conflicts_is_named() -> None:
    rules = [{0: 1, 1: 1, 2: 1}, {3: 1}]
    codes = np.array([1, 1, 1, 1, -1], dtype=np.int16)
    found = find_conflict(codes, SILENT, world_check(rules), [(0, 1, 2), (3,)])
    assert found == Conflict((3,), (1,))


def test_rules_that_contradict_each_other_need_no_fact() -> None:
    rules = [{0: 1}, {0: 0}]
    codes = np.array([-1, 1, 1, 1, 1], dtype=np.int16)
    found = find_conflict(codes, SILENT, world_check(rules), [(0,), (0,)])
    assert found == Conflict((), (0, 1))


def test_random_conflicts_are_as_small_as_brute_force_finds() -> None:
    random = np.random.default_rng(0)
    checked = 0
    while checked < 40:
        rules = [
            {
                int(v): int(random.integers(2))
                for v in random.choice(5, random.integers(1, 4), False)
            }
            for _ in range(4)
        ]
        possible = world_check(rules)
        codes = random.integers(-1, 2, 5).astype(np.int16)
        if possible(codes[None], SILENT[None])[0]:
            continue
        found = find_conflict(codes, SILENT, possible, [tuple(rule) for rule in rules])
        seen = np.flatnonzero(codes >= 0)
        sizes = [
            size
            for size in range(len(seen) + 1)
            for subset in itertools.combinations(seen, size)
            if not possible(np.where(np.isin(np.arange(5), subset), codes, -1)[None], SILENT[None])[
                0
            ]
        ]
        assert len(found.facts) == min(sizes)
        active = np.isin(np.arange(4), found.rules)
        reduced = np.where(np.isin(np.arange(5), found.facts), codes, -1)[None]
        assert not possible(reduced, SILENT[None], active)[0]
        checked += 1


def test_a_possible_case_is_refused() -> None:
    codes = np.array([1, -1, -1, -1, -1], dtype=np.int16)
    with pytest.raises(ValueError, match="there is no conflict to name"):
        find_conflict(codes, SILENT, world_check([{0: 0}]), [(0,)])
