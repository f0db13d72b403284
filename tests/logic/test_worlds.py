"""Truth of atoms in given worlds, and the enumeration of all worlds."""

import numpy as np
import pytest

from neurosym.errors import InconsistentEvidenceError, ResourceLimitError, UnsupportedRuleError
from neurosym.logic.ground_program import (
    FALSE,
    TRUE,
    Clause,
    ClauseKind,
    GroundConstraint,
    GroundProgram,
    GroundRule,
    Leaf,
    LeafKind,
    Position,
)
from neurosym.logic.worlds import brute_force, truth


def fact(text: str, probability: float, group: int = -1) -> Leaf:
    return Leaf(LeafKind.FACT, text, probability, group)


def program(
    leaves: list[Leaf],
    heads: str,
    rules: list[tuple[int, tuple[int, ...]]],
    queries: list[int] | None = None,
    **rest: object,
) -> GroundProgram:
    """Atoms: the leaves first, then one for each letter of ``heads``."""
    atoms = (*(leaf.text for leaf in leaves), *heads)
    given: dict[str, tuple[object, ...]] = {"constraints": (), "evidence": (), "clauses": ()}
    given |= {name: tuple(value) for name, value in rest.items() if isinstance(value, list)}
    return GroundProgram(
        atoms,
        dict(enumerate(leaves, start=1)),
        tuple(GroundRule(head, body, 0) for head, body in rules),
        queries=tuple((f"q{literal}", literal) for literal in queries or []),
        **given,  # type: ignore[arg-type]
    )


ALL4 = np.array([[False, True, False, True], [False, False, True, True]])


def test_rules_of_one_head_are_alternatives_and_bodies_are_conjunctions() -> None:
    ground = program([fact("x", 0.5), fact("y", 0.5)], "abc", [(3, (1,)), (3, (2,)), (4, (1, -2))])
    atoms = truth(ground, [1, 2], ALL4)
    assert atoms[2].tolist() == [False, True, True, True]
    assert atoms[3].tolist() == [False, True, False, False]
    assert not atoms[4].any(), "an atom without rule and leaf is false"


def test_a_positive_cycle_supports_nothing_by_itself() -> None:
    ground = program([fact("x", 0.5)], "ab", [(2, (3,)), (3, (2,)), (3, (1,))])
    atoms = truth(ground, [1], np.array([[False, True]]))
    assert atoms[1:].tolist() == [[False, True], [False, True]]


def test_a_negative_loop_that_the_leaves_decide_has_a_total_model() -> None:
    # a :- \+ b.  b :- \+ a, x.   without x: a; with x: undefined.   c :- \+ c, y: undefined with y.
    rules = [(3, (-4,)), (4, (-3, 1)), (5, (-5, 2))]
    ground = program([fact("x", 0.5), fact("y", 0.5)], "abc", rules)
    atoms = truth(ground, [1, 2], np.zeros((2, 3), dtype=np.bool_))
    assert atoms[2:].tolist() == [[True] * 3, [False] * 3, [False] * 3]
    with pytest.raises(UnsupportedRuleError, match=r"loop through negation leaves a, b neither"):
        truth(ground, [1, 2], ALL4[:, :2])
    with pytest.raises(UnsupportedRuleError, match="leaves c neither true nor false"):
        truth(ground, [1, 2], ALL4[:, 2:3])


def test_the_loop_message_says_where() -> None:
    where = Clause("a :- \\+ a", Position("loop.pl", 3, 1), ClauseKind.RULE)
    ground = program([], "a", [(1, (-1,))], clauses=[where])
    with pytest.raises(UnsupportedRuleError, match=r"^loop.pl:3:1: a loop through negation"):
        truth(ground, [], np.zeros((0, 1), dtype=np.bool_))


def test_only_the_atoms_asked_for_need_leaves() -> None:
    ground = program([fact("x", 0.5), fact("y", 0.5)], "ab", [(3, (1,)), (4, (2,))])
    assert truth(ground, [1], np.array([[True, False]]), [3, 1]).tolist() == [[True, False]] * 2
    with pytest.raises(ValueError, match=r"the leaf y \(atom 2\) is given no value"):
        truth(ground, [1], np.array([[True, False]]), [4])
    with pytest.raises(ValueError, match="2 rows for 1 leaves"):
        truth(ground, [1], ALL4)


def test_enumeration_by_hand() -> None:
    # P(x or y | not both) with x = .5, y = .4: (.5*.6 + .5*.4) / (1 - .2) = .5/.8
    ground = program(
        [fact("x", 0.5), fact("y", 0.4)],
        "a",
        [(3, (1,)), (3, (2,))],
        [3, -1, TRUE, FALSE],
        constraints=[GroundConstraint((1, 2), 1.0, 0)],
    )
    found = brute_force(ground)
    assert found["q3"] == pytest.approx(0.5 / 0.8, abs=1e-12)
    assert found["q-1"] == pytest.approx((0.5 * 0.6 + 0.5 * 0.4) / 0.8, abs=1e-12)
    assert found[f"q{TRUE}"] == 1.0
    assert found[f"q{FALSE}"] == 0.0


def test_a_disjunction_excludes_and_leaves_a_remainder() -> None:
    leaves = [fact("x", 0.2, 7), fact("y", 0.5, 7)]
    ground = program(leaves, "ab", [(3, (1, 2)), (4, (-1, -2))], [3, 4])
    found = brute_force(ground)
    assert found["q3"] == 0.0
    assert found["q4"] == pytest.approx(0.3, abs=1e-12)


def test_bodies_of_one_instance_lower_the_weight_once() -> None:
    # 0.9::false over x; y with one instance: broken worlds keep .1 once, not .01.
    shared = [GroundConstraint((1,), 0.9, 0, ("d",)), GroundConstraint((2,), 0.9, 0, ("d",))]
    ground = program([fact("x", 0.5), fact("y", 0.5)], "", [], [1], constraints=shared)
    assert brute_force(ground)["q1"] == pytest.approx(0.05 / (0.25 + 0.075), abs=1e-12)
    apart = [GroundConstraint((1,), 0.9, 0, ("d",)), GroundConstraint((2,), 0.9, 0, ("e",))]
    ground = program([fact("x", 0.5), fact("y", 0.5)], "", [], [1], constraints=apart)
    assert brute_force(ground)["q1"] == pytest.approx(0.05 / 0.55, abs=1e-12)


def test_states_of_a_variable_exclude_each_other_and_tests_are_given() -> None:
    leaves = [Leaf(LeafKind.STATE, f"v({s})", variable=3, state=s) for s in (0, 2)]
    leaves.append(Leaf(LeafKind.TEST, "n > 1"))
    ground = program(leaves, "a", [(4, (-1, 3)), (4, (1, 2))], [4])
    found = brute_force(ground, beliefs={3: [0.2, 0.3, 0.5]}, tests={3: True})
    assert found["q4"] == pytest.approx(0.8, abs=1e-12)


def test_impossible_evidence_and_too_many_worlds_are_errors() -> None:
    ground = program([fact("x", 0.5)], "", [], [1], evidence=[1, -1])
    with pytest.raises(InconsistentEvidenceError, match="no possible world agrees"):
        brute_force(ground)
    ground = program([fact(f"x{i}", 0.5) for i in range(30)], "", [], [1])
    with pytest.raises(ResourceLimitError, match="1073741824 possible worlds"):
        brute_force(ground)


def test_an_impossible_world_may_be_undefined() -> None:
    ground = program([fact("x", 0.0), fact("y", 0.5)], "a", [(3, (-3, 1)), (3, (2,))], [3])
    assert brute_force(ground)["q3"] == pytest.approx(0.5)
