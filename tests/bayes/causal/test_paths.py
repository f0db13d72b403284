"""Paths by hand, against networkx's d-separation, and by strength."""

import networkx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from neurosym.bayes.causal.paths import CausalPath, active_paths, causal_paths, reasoning_steps
from neurosym.bayes.network.graph import CausalGraph, Edge
from neurosym.errors import DataError

# disease -> duct -> oxygen -> report, disease -> lungs -> xray, lungs -> oxygen
HEART = CausalGraph(
    ("disease", "duct", "lungs", "oxygen", "report", "xray", "age"),
    (
        Edge("disease", "duct"),
        Edge("duct", "oxygen"),
        Edge("oxygen", "report"),
        Edge("disease", "lungs"),
        Edge("lungs", "xray"),
        Edge("lungs", "oxygen"),
        Edge("disease", "age"),
    ),
)
STRENGTHS = {(e.cause, e.effect): 0.5 for e in HEART.edges} | {("lungs", "oxygen"): 0.9}


def nodes(paths: list[CausalPath]) -> list[tuple[str, ...]]:
    return [path.nodes for path in paths]


def test_directed_paths_come_strongest_first() -> None:
    found = causal_paths(HEART, ["disease"], "report", STRENGTHS)
    assert nodes(found) == [
        ("disease", "lungs", "oxygen", "report"),
        ("disease", "duct", "oxygen", "report"),
    ]
    assert found[0].strength == pytest.approx(0.5 * 0.9 * 0.5)
    assert found[0].arrows[1] == ("lungs", "oxygen")
    assert found[0].directed
    assert causal_paths(HEART, ["report"], "disease") == []
    assert len(causal_paths(HEART, ["disease"], "report", count=1)) == 1


def test_evidence_below_the_query_is_told_in_causal_direction() -> None:
    found = active_paths(HEART, ["report"], "disease", STRENGTHS)
    assert found[0].nodes == ("report", "oxygen", "lungs", "disease")
    assert found[0].causal_nodes == ("disease", "lungs", "oxygen", "report")
    assert found[0].directed


def test_observed_mediators_block_and_observed_effects_open() -> None:
    assert nodes(active_paths(HEART, ["report", "oxygen"], "disease", count=99)) == [
        ("oxygen", "duct", "disease"),
        ("oxygen", "lungs", "disease"),
    ]
    opened = active_paths(HEART, ["xray", "report"], "duct", count=99)
    assert ("xray", "lungs", "oxygen", "duct") in nodes(opened)
    alone = active_paths(HEART, ["xray"], "duct", count=99)
    assert nodes(alone) == [("xray", "lungs", "disease", "duct")]
    assert not alone[0].directed
    assert alone[0].causal_nodes == alone[0].nodes


@settings(max_examples=80, deadline=None, derandomize=True)
@given(seed=st.integers(0, 10**6))
def test_active_paths_exist_where_networkx_finds_dependence(seed: int) -> None:
    rng = np.random.default_rng(seed)
    names = tuple("abcdefg")
    rank = rng.permutation(7)
    edges = tuple(
        Edge(a, b)
        for i, a in enumerate(names)
        for j, b in enumerate(names)
        if rank[i] < rank[j] and rng.random() < 0.35
    )
    graph = CausalGraph(names, edges)
    oracle = networkx.DiGraph([(e.cause, e.effect) for e in edges])
    oracle.add_nodes_from(names)
    chosen = [str(n) for n in rng.permutation(names)[: rng.integers(2, 6)]]
    query, evidence = chosen[0], chosen[1:]
    found = active_paths(graph, evidence, query, count=10_000)
    for source in evidence:
        apart = networkx.is_d_separator(oracle, {source}, {query}, set(evidence) - {source})
        assert apart == (not [path for path in found if path.nodes[0] == source])


def test_dense_graphs_end_in_time() -> None:
    names = tuple(f"v{i}" for i in range(25))
    edges = tuple(Edge(a, b) for i, a in enumerate(names) for b in names[i + 1 :])
    graph = CausalGraph(names, edges)
    strengths = {(e.cause, e.effect): 0.5 for e in edges}
    found = active_paths(graph, ["v24"], "v0", strengths, count=3)
    assert found[0].nodes == ("v24", "v0")
    assert len(found) == 3


def test_steps_run_from_far_to_the_query() -> None:
    assert reasoning_steps(HEART, "disease") == (
        ("report",),
        ("oxygen", "xray"),
        ("duct", "lungs", "age"),
        ("disease",),
    )
    assert reasoning_steps(HEART, "disease", ["report"]) == (
        ("oxygen",),
        ("duct", "lungs"),
        ("disease",),
    )
    assert reasoning_steps(HEART, "disease", []) == (("disease",),)


def test_bad_names_are_named() -> None:
    with pytest.raises(DataError, match="the graph has no variable heart; it has disease, duct"):
        active_paths(HEART, ["heart"], "disease")
    with pytest.raises(DataError, match="disease is both evidence and query; leave it out of one"):
        active_paths(HEART, ["disease"], "disease")
