import itertools

import networkx as nx
import numpy as np

from neurosym.bayes.network.graph import CausalGraph, Edge
from neurosym.reasoner.ways import evidence_paths, shortest_way


def graph(*arrows: str, nodes: str = "abcdef") -> CausalGraph:
    edges = tuple(Edge(arrow[0], arrow[1], 1.0, "data") for arrow in arrows)
    return CausalGraph(tuple(nodes), edges)


def test_ways_by_hand() -> None:
    chain = graph("ab", "bc", "dc", "de")
    assert shortest_way(chain, "c", "a") == ("c", "b", "a")
    assert shortest_way(chain, "a", "c") == ("a", "b", "c")
    assert shortest_way(chain, "a", "a") == ("a",)
    # c is a common effect of a and d: nothing flows through it while it is silent.
    assert shortest_way(chain, "a", "d") == ()
    # e and c have the common cause d.
    assert shortest_way(chain, "e", "c") == ("e", "d", "c")
    assert shortest_way(chain, "f", "a") == ()


def test_there_is_a_way_just_where_variables_depend_on_each_other() -> None:
    random = np.random.default_rng(0)
    for _ in range(30):
        pairs = [a + b for a, b in itertools.combinations("abcdef", 2) if random.random() < 0.3]
        made = graph(*pairs)
        whole: nx.DiGraph[str] = nx.DiGraph()
        whole.add_nodes_from("abcdef")
        whole.add_edges_from((pair[0], pair[1]) for pair in pairs)
        for source, target in itertools.permutations("abcdef", 2):
            way = shortest_way(made, source, target)
            separated = nx.is_d_separator(whole, {source}, {target}, set())
            assert bool(way) is not separated
            if way:
                undirected = whole.to_undirected()
                assert all(undirected.has_edge(a, b) for a, b in itertools.pairwise(way))
                assert not any(
                    whole.has_edge(a, b) and whole.has_edge(c, b)
                    for a, b, c in zip(way, way[1:], way[2:], strict=False)
                )


def test_paths_of_evidence_end_at_the_target() -> None:
    sources, steps = evidence_paths(graph("ab", "bc"), "abcdef", 0)
    assert sources.tolist() == [1, 2]
    assert steps.tolist() == [[0, -1], [1, 0]]


def test_a_target_that_nothing_bears_on_has_no_paths() -> None:
    sources, steps = evidence_paths(graph("ab"), "abcdef", 5)
    assert sources.tolist() == []
    assert steps.shape == (0, 1)
