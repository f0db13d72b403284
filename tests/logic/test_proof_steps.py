"""Shared and deep proofs: each step is made and unfolded once, and trees stay shallow."""

import json

import networkx as nx
import pytest

from neurosym.logic.program import Program
from neurosym.logic.proof_results import Proofs, WhyNot
from neurosym.logic.proof_steps import See, distinct_steps, shown_trees
from neurosym.logic.proof_tree import Proof, ProofKind

LEVELS = 22
DEEP = 1_500


def doubling(levels: int) -> str:
    """A program whose proof as a tree has two to the power of ``levels`` steps."""
    rules = [f"p{i} :- p{i + 1}, q{i + 1}.\nq{i} :- p{i + 1}, q{i + 1}." for i in range(levels)]
    return "\n".join([*rules, f"p{levels}.", f"q{levels}."])


@pytest.mark.parametrize("untrusted", [False, True])
def test_what_two_steps_rest_on_is_made_and_shown_once(untrusted: bool) -> None:
    found = Program.from_text(doubling(LEVELS), untrusted=untrusted).prove("p0")
    (proof,) = found
    assert len(distinct_steps(proof)) == 2 * LEVELS + 1
    lines = str(found).splitlines()[3:]
    assert len(lines) < 5 * LEVELS
    english, chinese = found.to_text(), found.to_text("zh")
    assert "; see above" in english
    assert "见上文" in chinese
    page, plain = found.to_html(), json.dumps(found.to_json())
    assert len(repr(proof)) < len(plain)
    assert page.count("; see above") == 2 * (LEVELS - 2)
    assert plain.count('"see": "above"') == 2 * (LEVELS - 2)
    graph = found.to_graph()
    assert isinstance(graph, nx.DiGraph)
    assert (len(graph), nx.is_directed_acyclic_graph(graph)) == (2 * LEVELS + 1, True)


def test_negated_atoms_that_are_false_together_are_written_once_each() -> None:
    names = range(12)
    rules = [f"a{i} :- {', '.join(f'a{j}' for j in names if j != i)}." for i in names]
    rules += [f"a{i} :- a{j}." for i in names for j in names if i != j]
    ground = Program.from_text("\n".join([*rules, "0.5::f.", "b :- f, \\+ a0."]))
    (proof,) = ground.prove("b", 1)
    kinds = {step.literal for step in distinct_steps(proof) if step.kind is ProofKind.NEGATION}
    assert len(kinds) == len(names)
    assert len(distinct_steps(proof)) < 3 * len(names) ** 2


def test_a_deep_step_is_continued_in_a_tree_of_its_own() -> None:
    leaf = Proof("c", 3, ProofKind.FACT, 1.0)
    low = Proof("b", 2, ProofKind.RULE, 1.0, children=(leaf, leaf))
    root = Proof("a", 1, ProofKind.RULE, 1.0, children=(low, low))
    first, second = shown_trees(root, 2)
    assert [(shown.see, shown.children) for shown in first.children] == [(See.BELOW, ())] * 2
    assert (second.step, len(second.children)) == (low, 2)
    (tree,) = shown_trees(root, 3)
    assert [shown.see for shown in tree.children] == [None, See.ABOVE]


@pytest.mark.parametrize("kind", ["proved", "unlikely", "fails"])
def test_deep_proofs_are_found_and_shown(kind: str) -> None:
    chain = "".join(f"p{i} :- p{i + 1}.\n" for i in range(DEEP))
    last = f"p{DEEP} :- f. f :- fail." if kind == "fails" else f"0.25::p{DEEP}."
    program = Program.from_text(chain + last)
    found: Proofs | WhyNot = program.prove("p0") if kind == "proved" else program.why_not("p0")
    proof = found[0] if isinstance(found, Proofs) else found.attempts[0].proof
    assert len(distinct_steps(proof)) > DEEP
    assert "see below" in found.to_text()
    assert "see below" in found.to_html()
    assert len(json.dumps(found.to_json())) > DEEP
    graph = found.to_graph()
    assert isinstance(graph, nx.DiGraph)
    assert len(graph) > DEEP
