"""Proofs: sound, complete, best first; known cases; readable trees."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from neurosym.errors import ResourceLimitError, UnsupportedRuleError
from neurosym.logic.constraints import gather_constraints
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
from neurosym.logic.proof_tree import Proof, ProofKind
from neurosym.logic.proofs import best_proof, k_best, proof_of_body, proof_of_broken
from neurosym.logic.worlds import truth

Rules = list[tuple[int, tuple[int, ...]]]
LEAVES = 5
"""Three facts and an annotated disjunction of two heads."""


def program(rules: Rules, names: str = "abcd", clauses: int = 0) -> GroundProgram:
    leaves = {i: Leaf(LeafKind.FACT, f"f{i}", p) for i, p in enumerate((0.5, 0.3, 0.9), start=1)}
    leaves |= {i: Leaf(LeafKind.FACT, f"g{i}", 0.4, 0) for i in (4, 5)}
    return GroundProgram(
        (*(leaf.text for leaf in leaves.values()), *names),
        leaves,
        tuple(GroundRule(head, body, i) for i, (head, body) in enumerate(rules)),
        clauses=tuple(
            Clause(f"clause {i}", Position("p.pl", i + 1), ClauseKind.RULE) for i in range(clauses)
        ),
    )


WORLDS = [
    (*bits, first, second)
    for bits in itertools.product([False, True], repeat=3)
    for first, second in ((False, False), (True, False), (False, True))
]


def weight(world: tuple[bool, ...]) -> float:
    facts = [p if holds else 1 - p for p, holds in zip((0.5, 0.3, 0.9), world, strict=False)]
    return float(np.prod(facts)) * (0.4 if any(world[3:]) else 0.2)


def agrees(world: tuple[bool, ...], leaves: frozenset[int]) -> bool:
    return all(world[abs(literal) - 1] == (literal > 0) for literal in leaves)


@st.composite
def rule_lists(draw: st.DrawFn) -> Rules:
    atoms = st.integers(1, LEAVES + 4)
    heads = st.integers(LEAVES + 1, LEAVES + 4)
    literals = st.one_of(atoms, atoms.map(lambda atom: -atom), heads)
    bodies = st.lists(literals, max_size=3).map(tuple)
    return draw(st.lists(st.tuples(heads, bodies), min_size=1, max_size=8))


@settings(deadline=None, derandomize=True, max_examples=120)
@given(rule_lists())
def test_proofs_are_sound_complete_and_ordered(rules: Rules) -> None:
    ground = program(rules)
    try:
        atoms = truth(ground, range(1, LEAVES + 1), np.array(WORLDS).T)
    except UnsupportedRuleError:
        return
    for literal in (LEAVES + 1, LEAVES + 2, -LEAVES - 1, -LEAVES - 2):
        holds = atoms[abs(literal) - 1] == (literal > 0)
        found = k_best(ground, literal, 1000)
        for proof in found:
            chosen = [agrees(world, proof.leaves) for world in WORLDS]
            assert holds[chosen].all(), "a proof holds wherever its leaves do"
            mass = sum(weight(w) for w, here in zip(WORLDS, chosen, strict=True) if here)
            assert proof.probability == pytest.approx(mass, abs=1e-12)
            check_tree(proof)
        covered = [any(agrees(world, proof.leaves) for proof in found) for world in WORLDS]
        assert covered == holds.tolist(), "each world where it holds has a proof"
        probabilities = [proof.probability for proof in found]
        assert probabilities == sorted(probabilities, reverse=True)
        assert found[:1] == k_best(ground, literal, 1)


def check_tree(proof: Proof, above: tuple[int, ...] = ()) -> None:
    """Check that no atom rests on itself, and that steps hold the leaves of their children."""
    assert proof.literal < 0 or proof.literal not in above
    if proof.children:
        joined: frozenset[int] = frozenset().union(*(child.leaves for child in proof.children))
        assert proof.leaves == joined
    for child in proof.children:
        check_tree(child, (*above, proof.literal))


def test_a_tree_by_hand() -> None:
    # a :- f1, b.  b :- f2.  b :- f3, f1.   best: f1 and f3, each once: .45, not f1 f1 f3
    ground = program([(6, (1, 7)), (7, (2,)), (7, (3, 1))], "ab", clauses=3)
    proof = best_proof(ground, 6)
    assert proof is not None
    assert proof.probability == pytest.approx(0.45)
    assert (proof.text, proof.kind, proof.clause) == ("a", ProofKind.RULE, ground.clauses[0])
    fact, inner = proof.children
    assert (fact.text, fact.kind, fact.probability) == ("f1", ProofKind.FACT, 0.5)
    assert (inner.text, inner.clause) == ("b", ground.clauses[2])
    assert [step.text for step in inner.children] == ["f3", "f1"]
    second = k_best(ground, 6, 5)[1]
    assert second.probability == pytest.approx(0.15)


def test_a_negated_atom_is_explained_by_the_failure_of_each_rule() -> None:
    ground = program([(6, (1, 2)), (6, (4,)), (7, (-6,))], "ab", clauses=3)
    proof = best_proof(ground, 7)
    assert proof is not None
    (negation,) = proof.children
    assert (negation.text, negation.kind) == ("\\+ a", ProofKind.NEGATION)
    assert [step.text for step in negation.children] == ["\\+ f2", "\\+ g4"]
    assert [step.refutes for step in negation.children] == list(ground.clauses[:2])
    assert negation.probability == pytest.approx(0.7 * 0.6)
    nothing = best_proof(program([], "a"), -6)
    assert nothing is not None
    assert (nothing.children, nothing.probability) == ((), 1.0)


def test_atoms_that_lean_on_each_other_alone_are_false_together() -> None:
    ground = program([(6, (7,)), (7, (6,)), (7, (1,))], "ab")
    assert [proof.leaves for proof in k_best(ground, 6, 9)] == [frozenset({1})]
    proof = best_proof(ground, -6)
    assert proof is not None
    assert proof.leaves == frozenset({-1})
    (other,) = proof.children
    assert [step.text for step in other.children] == ["\\+ a", "\\+ f1"]
    assert other.children[0].children == ()


def test_a_proof_with_needless_leaves_is_left_out() -> None:
    ground = program([(6, (1,)), (6, (1, 2)), (6, (3, 2))], "a")
    assert [proof.leaves for proof in k_best(ground, 6, 9)] == [{1}, {2, 3}]


def test_a_step_that_leans_up_is_the_same_step_elsewhere() -> None:
    ground = program([(6, (7,)), (7, (6,)), (8, (-6, -7))], "abc")
    proof = best_proof(ground, 8)
    assert proof is not None
    first, second = proof.children
    assert first.children[0].children[0].literal == first.literal
    assert (second.literal, second.children) == (-7, first.children[0].children)


def test_exclusive_leaves_do_not_meet_in_a_proof() -> None:
    ground = program([(6, (4, 5)), (7, (-4, -5)), (7, (4, -5))], "ab")
    assert best_proof(ground, 6) is None
    found = [proof.probability for proof in k_best(ground, 7, 9)]
    assert found == pytest.approx([0.4, 0.2])


def test_constants_and_leaves_prove_themselves() -> None:
    ground = program([], "")
    certain = best_proof(ground, TRUE)
    assert certain is not None
    assert certain.probability == 1.0
    assert best_proof(ground, FALSE) is None
    leaf = best_proof(ground, -2)
    assert leaf is not None
    assert (leaf.text, leaf.kind, leaf.probability) == ("\\+ f2", ProofKind.FACT, 0.7)
    assert k_best(ground, TRUE, 0) == ()


def case_program() -> GroundProgram:
    leaves = {
        1: Leaf(LeafKind.STATE, "disease(case,tga)", variable=0, state=0),
        2: Leaf(LeafKind.STATE, "disease(case,fallot)", variable=0, state=1),
        3: Leaf(LeafKind.STATE, "xray(case,oligaemic)", variable=1, state=2),
        4: Leaf(LeafKind.TEST, "age > 2"),
    }
    names = (*(leaf.text for leaf in leaves.values()), "low_flow(case)")
    rules = (GroundRule(5, (3,), 0), GroundRule(5, (4,), 1))
    clauses = tuple(
        Clause(text, Position("child.pl", line), ClauseKind.CONSTRAINT)
        for line, text in enumerate(("low_flow :- xray", "low_flow :- age", "false :- ..."), 1)
    )
    constraints = (GroundConstraint((1, 5), 1.0, 2, ("disease(case,tga)",)),)
    return GroundProgram(names, leaves, rules, constraints, clauses=clauses)


def test_why_a_rule_excludes_a_state_in_a_case() -> None:
    ground = case_program()
    (constraint,) = gather_constraints(ground)
    known = {1: True, 3: True, 4: False}
    proof = proof_of_broken(ground, constraint, leaf_truth=known, leaf_probability={1: 0.2})
    assert proof is not None
    assert (proof.text, proof.clause) == ("false", ground.clauses[2])
    disease, flow = proof.children
    assert (disease.kind, disease.probability) == (ProofKind.STATE, 0.2)
    assert (flow.clause, flow.children[0].text) == (ground.clauses[0], "xray(case,oligaemic)")
    assert proof_of_broken(ground, constraint, leaf_truth={1: True, 3: False, 4: False}) is None
    assert proof_of_broken(ground, constraint, leaf_truth={2: True, 3: True, 4: True}) is None


def test_a_body_is_proved_together() -> None:
    ground = case_program()
    proof = proof_of_body(ground, (-2, 5), leaf_truth={1: True, 3: False, 4: True})
    assert proof is not None
    assert proof.text == "\\+ disease(case,fallot), low_flow(case)"
    assert [step.kind for step in proof.children] == [ProofKind.STATE, ProofKind.RULE]
    assert proof.children[1].children[0].kind is ProofKind.TEST


def test_a_leaf_without_truth_or_probability_is_named() -> None:
    with pytest.raises(ValueError, match=r"xray\(case,oligaemic\) has neither truth nor prob"):
        best_proof(case_program(), 5)


def test_a_search_that_is_too_wide_says_so() -> None:
    rules = [(6, (7, 8, 9)), *((head, (leaf,)) for head in (7, 8, 9) for leaf in (1, 2, 3))]
    with pytest.raises(ResourceLimitError, match="a proof of a looked at 5 partial proofs"):
        k_best(program(rules), 6, 9, step_limit=5)
