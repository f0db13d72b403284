"""Graphs as values: order, paths, CSV, and every way in which one can be wrong."""

from pathlib import Path

import networkx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from neurosym.bayes.network.graph import CausalGraph, Edge, cycle_in
from neurosym.errors import DataError, KnowledgeError

DIAMOND = CausalGraph(
    ("d", "c", "b", "a"),
    (
        Edge("a", "b", 0.5, "unknown"),
        Edge("a", "c"),
        Edge("b", "d"),
        Edge("c", "d", 1.0, "knowledge"),
    ),
)


def test_relations_follow_the_nodes_order() -> None:
    assert DIAMOND.parents("d") == ("c", "b")
    assert DIAMOND.children("a") == ("c", "b")
    assert DIAMOND.parent_indices() == ((1, 2), (3,), (3,), ())
    assert DIAMOND.causal_order() == ("a", "c", "b", "d")
    assert DIAMOND.ancestors("d") == {"a", "b", "c"}
    assert DIAMOND.descendants("b") == {"d"}
    assert DIAMOND.edge("a", "b") == Edge("a", "b", 0.5, "unknown")
    assert DIAMOND.edge("b", "a") is None


def test_paths_are_the_directed_ones_shortest_first() -> None:
    graph = CausalGraph(("a", "b", "c"), (Edge("a", "b"), Edge("b", "c"), Edge("a", "c")))
    assert graph.paths("a", "c") == [("a", "c"), ("a", "b", "c")]
    assert graph.paths("c", "a") == []


@settings(max_examples=40, deadline=None, derandomize=True)
@given(seed=st.integers(0, 10**6))
def test_paths_and_order_agree_with_networkx(seed: int) -> None:
    rng = np.random.default_rng(seed)
    names = tuple("abcdefg")
    rank = rng.permutation(7)
    edges = tuple(
        Edge(a, b)
        for i, a in enumerate(names)
        for j, b in enumerate(names)
        if rank[i] < rank[j] and rng.random() < 0.4
    )
    graph = CausalGraph(names, edges)
    oracle = graph.to_networkx()
    assert isinstance(oracle, networkx.DiGraph)
    expected = {tuple(path) for path in networkx.all_simple_paths(oracle, "a", "g")}
    assert set(graph.paths("a", "g")) == expected
    assert graph.ancestors("d") == networkx.ancestors(oracle, "d")
    order = graph.causal_order()
    assert all(order.index(e.cause) < order.index(e.effect) for e in edges)


def test_csv_round_trip(tmp_path: Path) -> None:
    path = tmp_path / "edges.csv"
    DIAMOND.to_csv(path)
    assert path.read_text().startswith("cause,effect,confidence,direction\na,b,0.5,unknown\n")
    assert CausalGraph.from_csv(path, DIAMOND.nodes) == DIAMOND
    assert CausalGraph.from_csv(path).nodes == ("a", "b", "c", "d")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a,b\n", "edges.csv:1: the first line must be cause,effect,confidence,direction"),
        ("{h}\na,b,1\n", "edges.csv:2: 3 cells instead of cause,effect,confidence,direction"),
        ("{h}\na,b,high,data\n", "edges.csv:2: confidence 'high' is no number"),
        ("{h}\na,b,1,sure\n", "edges.csv:2: direction 'sure' is none of data, knowledge, unknown"),
        ("{h}\na,b,1.5,data\n", r"edges.csv:2: the confidence of a -> b is 1.5, not 0..1"),
    ],
)
def test_a_faulty_file_is_named_by_line(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "edges.csv"
    path.write_text(text.format(h="cause,effect,confidence,direction"))
    with pytest.raises(DataError, match=message):
        CausalGraph.from_csv(path)


def test_a_cycle_in_a_file_names_file_and_arrows(tmp_path: Path) -> None:
    path = tmp_path / "edges.csv"
    path.write_text("cause,effect,confidence,direction\na,b,1,data\nb,c,1,data\nc,a,1,data\n")
    with pytest.raises(
        KnowledgeError, match=r"edges.csv: the arrows a -> b -> c -> a form a cycle"
    ):
        CausalGraph.from_csv(path)


def test_wrong_graphs_are_refused() -> None:
    with pytest.raises(KnowledgeError, match="variable a occurs twice in the graph"):
        CausalGraph(("a", "a"), ())
    with pytest.raises(KnowledgeError, match="a -> c names c, which is no variable"):
        CausalGraph(("a", "b"), (Edge("a", "c"),))
    with pytest.raises(KnowledgeError, match="b and a are joined twice; keep one of the arrows"):
        CausalGraph(("a", "b"), (Edge("a", "b"), Edge("b", "a")))
    with pytest.raises(KnowledgeError, match="the arrows a -> a form a cycle"):
        CausalGraph(("a",), (Edge("a", "a"),))


def test_cycle_in_finds_a_loop_behind_a_tail() -> None:
    assert cycle_in([("a", "b"), ("b", "c"), ("c", "b")]) == ("b", "c", "b")
    assert cycle_in([("a", "b"), ("a", "c"), ("b", "c")]) == ()
