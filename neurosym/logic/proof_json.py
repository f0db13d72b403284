"""Proofs and reasons why not as plain values and as networkx graphs."""

from collections import deque
from collections.abc import Sequence

import networkx as nx

from neurosym.drawing.text import printable
from neurosym.logic.ground_program import Clause
from neurosym.logic.proof_results import FactChange, Json, Proofs, WhyNot
from neurosym.logic.proof_steps import PLAIN_LEVELS, Shown, shown_trees
from neurosym.logic.proof_tree import Proof


def proofs_json(proofs: Proofs) -> Json:
    """Return proofs as a value that ``json.dumps`` writes."""
    return {
        "goal": proofs.goal,
        "proofs": [proof_json(proof) for proof in proofs],
        "complete": proofs.complete,
    }


def why_not_json(found: WhyNot) -> Json:
    """Return an explanation as a value that ``json.dumps`` writes."""
    return {
        "goal": found.goal,
        "probability": found.probability,
        "proved": found.proved,
        "attempts": [
            {
                "failing": [_row(step) for step in attempt.failing],
                "proof": proof_json(attempt.proof),
            }
            for attempt in found.attempts
        ],
        "changes": [_change_json(change) for change in found.changes],
        "complete": found.complete,
        "changeable": list(found.changeable),
    }


def proof_json(proof: Proof) -> Json:
    """Return a proof as a value that ``json.dumps`` writes.

    A step that is unfolded elsewhere says so as its ``see``: ``above``, or ``below``, where it is
    too deep and one of those that the root has as ``continued``.
    """
    first, *others = map(_tree_json, shown_trees(proof, PLAIN_LEVELS))
    return {**first, "continued": others}


def _tree_json(shown: Shown) -> Json:
    see = None if shown.see is None else shown.see.value
    return {**_row(shown.step), "see": see, "children": list(map(_tree_json, shown.children))}


def graph_of(proofs: Sequence[Proof]) -> "nx.DiGraph[str]":
    """Return proofs as a graph: an arrow leads from each step to each that it rests on.

    Nodes are named by their place, ``1.2`` for the second step below the first proof's goal. A step
    that several others rest on is one node, named by the first of its places.
    """
    graph: nx.DiGraph[str] = nx.DiGraph()
    for number, proof in enumerate(proofs, 1):
        _add(graph, proof, str(number))
    return graph


def _add(graph: "nx.DiGraph[str]", root: Proof, name: str) -> None:
    names = {_key(root): name}
    waiting = deque([root])
    _add_step(graph, root, name)
    while waiting:
        proof = waiting.popleft()
        above = names[_key(proof)]
        for number, child in enumerate(proof.children, 1):
            key = _key(child)
            if key not in names:
                names[key] = f"{above}.{number}"
                _add_step(graph, child, names[key])
                waiting.append(child)
            graph.add_edge(above, names[key])


def _key(proof: Proof) -> tuple[int, Clause | None, bool]:
    """Return what tells the steps of one proof apart."""
    return proof.literal, proof.refutes, bool(proof.children)


def _add_step(graph: "nx.DiGraph[str]", proof: Proof, name: str) -> None:
    clause = proof.clause or proof.refutes
    graph.add_node(
        name,
        text=proof.text,
        reading=proof.reading or proof.text,
        kind=proof.kind.value,
        probability=proof.probability,
        holds=proof.holds,
        file="" if clause is None else clause.position.file,
        line=0 if clause is None else clause.position.line,
        source="" if proof.source is None else str(proof.source),
    )


def _change_json(change: FactChange) -> Json:
    return {
        "added": list(change.added),
        "removed": list(change.removed),
        "replaced": [{"fact": new, "instead_of": old} for new, old in change.replaced],
        "probability": change.probability,
        "proof": proof_json(change.proof),
    }


def _row(proof: Proof) -> Json:
    """Return a step alone."""
    source = proof.source
    return {
        "text": proof.text,
        "reading": printable(proof.reading or proof.text),
        "kind": proof.kind.value,
        "probability": proof.probability,
        "holds": proof.holds,
        "clause": _clause_json(proof.clause),
        "refutes": _clause_json(proof.refutes),
        "source": None if source is None else {"row": source.row, "data": source.data},
    }


def _clause_json(clause: Clause | None) -> Json | None:
    if clause is None:
        return None
    position = clause.position
    return {
        "text": clause.text,
        "file": position.file,
        "line": position.line,
        "column": position.column,
        "kind": clause.kind.value,
        "comment": clause.comment,
    }
