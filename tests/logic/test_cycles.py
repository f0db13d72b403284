"""Components of a program and what depends on what."""

from neurosym.logic.cycles import Component, components, relevant_atoms, rules_by_head
from neurosym.logic.ground_program import TRUE, GroundProgram, GroundRule

RULES = ((1, (2,)), (2, (1,)), (2, (3,)), (4, (-5,)), (5, (4,)), (6, (1, -4, TRUE)), (7, (7,)))


def test_components_come_after_those_they_need() -> None:
    by_head = rules_by_head(GroundRule(head, body, 0) for head, body in RULES)
    found = components(by_head, [6, 7])
    assert set(found) == {
        Component((1, 2), recursive=True, negative=False),
        Component((3,), recursive=False, negative=False),
        Component((4, 5), recursive=True, negative=True),
        Component((6,), recursive=False, negative=False),
        Component((7,), recursive=True, negative=False),
    }
    place = {component.atoms: position for position, component in enumerate(found)}
    assert place[3,] < place[1, 2] < place[6,]
    assert place[4, 5] < place[6,]


def test_only_what_the_roots_need_is_relevant() -> None:
    rules = tuple(GroundRule(head, body, 0) for head, body in RULES)
    ground = GroundProgram(tuple("abcdefg"), {}, rules)
    assert relevant_atoms(ground, (-4, TRUE)) == {4, 5}
    assert relevant_atoms(ground, (1,)) == {1, 2, 3}
    assert relevant_atoms(ground, ()) == set()


def test_a_chain_of_ten_thousand_needs_no_deep_stack() -> None:
    size = 10_000
    by_head = rules_by_head(GroundRule(i, (i + 1,), 0) for i in range(1, size))
    found = components(by_head, [1])
    assert [component.atoms[0] for component in found] == list(range(size, 0, -1))
