"""Orders of atoms for compilation."""

import itertools

from neurosym.logic.ground_program import TRUE, GroundProgram, GroundRule
from neurosym.logic.variable_orders import cuthill_mckee, depth_first


def chain(size: int, step: int) -> GroundProgram:
    """Atoms 1..size in a chain whose numbers jump by ``step`` modulo ``size``."""
    place = [1 + (i * step) % size for i in range(size)]
    rules = [GroundRule(a, (b,), 0) for a, b in itertools.pairwise(place)]
    return GroundProgram(tuple(f"a{i}" for i in range(size)), {}, tuple(rules))


def test_a_walk_puts_atoms_after_those_they_rest_on() -> None:
    rules = (GroundRule(1, (-2, 3, TRUE), 0), GroundRule(3, (4, 1), 0), GroundRule(5, (2,), 0))
    ground = GroundProgram(tuple("abcde"), {}, rules)
    assert depth_first(ground, [TRUE, -1, 5]) == [2, 4, 3, 1, 5]
    assert depth_first(ground, [5, 5]) == [2, 5]


def test_neighbours_in_a_chain_stay_neighbours() -> None:
    ground = chain(11, 4)
    order = cuthill_mckee(ground, range(1, 12))
    place = {atom: position for position, atom in enumerate(order)}
    assert sorted(order) == list(range(1, 12))
    gaps = [abs(place[rule.head] - place[rule.body[0]]) for rule in ground.rules]
    assert gaps == [1] * 10


def test_only_the_given_atoms_are_ordered() -> None:
    assert sorted(cuthill_mckee(chain(11, 4), [1, 5, 9])) == [1, 5, 9]
