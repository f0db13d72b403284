"""Graphs learned from data: right on known ones, true to knowledge, honest about the rest."""

import subprocess
import sys

import numpy as np
import pytest
from jaxtyping import Float64, Int16

from neurosym.bayes.discovery.discover import (
    DiscoveryOptions,
    discover,
    discover_continuous,
)
from neurosym.bayes.discovery.knowledge import Knowledge, Tier
from neurosym.bayes.network.graph import CausalGraph
from neurosym.errors import DataError, KnowledgeError

NAMES = ("rain", "sprinkler", "grass", "shoes")
CARDS = (2, 2, 2, 2)


def lawn(cases: int, seed: int = 0) -> Int16[np.ndarray, "case variable"]:
    """Rain and sprinkler wet the grass, the grass wets the shoes."""
    rng = np.random.default_rng(seed)
    rain, sprinkler = rng.random((2, cases)) < 0.5
    grass = rng.random(cases) < np.where(
        rain & sprinkler, 0.95, np.where(rain | sprinkler, 0.7, 0.05)
    )
    shoes = rng.random(cases) < np.where(grass, 0.9, 0.1)
    return np.stack([rain, sprinkler, grass, shoes], 1).astype(np.int16)


def arrows(graph: CausalGraph) -> set[tuple[str, str]]:
    return {(edge.cause, edge.effect) for edge in graph.edges}


TRUE = {("rain", "grass"), ("sprinkler", "grass"), ("grass", "shoes")}


def test_finds_the_graph_and_directs_it_by_data() -> None:
    seen: list[tuple[int, int]] = []
    options = DiscoveryOptions(bootstraps=6)
    graph = discover(
        lawn(2_000), NAMES, CARDS, None, options, lambda done, of: seen.append((done, of))
    )
    assert arrows(graph) == TRUE
    assert {edge.direction for edge in graph.edges} == {"data"}
    assert all(edge.confidence == 1.0 for edge in graph.edges)
    assert seen == [(k, 6) for k in range(1, 7)]
    assert graph.notes == ()
    assert discover(lawn(2_000), NAMES, CARDS, None, options) == graph


def test_what_data_cannot_direct_is_unknown_until_knowledge_says() -> None:
    codes = lawn(2_000)[:, [0, 2]]
    names, cards = ("rain", "grass"), (2, 2)
    blind = discover(codes, names, cards, None, DiscoveryOptions(bootstraps=3))
    assert [edge.direction for edge in blind.edges] == ["unknown"]
    tiers = Knowledge((Tier(("grass",)), Tier(("rain",))))
    told = discover(codes, names, cards, tiers, DiscoveryOptions(bootstraps=3))
    assert arrows(told) == {("grass", "rain")}
    assert [edge.direction for edge in told.edges] == ["knowledge"]


def test_knowledge_spreads_by_what_follows_from_it() -> None:
    """In a chain, one known arrow directs the next: the reverse would make a collider."""
    rng = np.random.default_rng(1)
    a = rng.random(3_000) < 0.5
    b = np.where(rng.random(3_000) < 0.8, a, ~a)
    c = np.where(rng.random(3_000) < 0.8, b, ~b)
    codes = np.stack([a, b, c], 1).astype(np.int16)
    knowledge = Knowledge(required=frozenset({("a", "b")}))
    graph = discover(codes, "abc", (2, 2, 2), knowledge, DiscoveryOptions(bootstraps=3))
    assert arrows(graph) == {("a", "b"), ("b", "c")}
    assert {edge.direction for edge in graph.edges} == {"knowledge"}


def test_knowledge_is_kept_against_the_data() -> None:
    knowledge = Knowledge(
        forbidden=frozenset({("rain", "grass"), ("grass", "rain")}),
        required=frozenset({("shoes", "rain")}),
    )
    graph = discover(lawn(1_000), NAMES, CARDS, knowledge, DiscoveryOptions(bootstraps=2))
    assert ("shoes", "rain") in arrows(graph)
    assert not {("rain", "grass"), ("grass", "rain")} & arrows(graph)
    required = graph.edge("shoes", "rain")
    assert required is not None
    assert (required.confidence, required.direction) == (1.0, "knowledge")


def test_missing_cells_are_completed_and_said() -> None:
    codes = lawn(2_000)
    codes[np.random.default_rng(5).random(codes.shape) < 0.15] = -1
    graph = discover(codes, NAMES, CARDS, None, DiscoveryOptions(bootstraps=3))
    assert arrows(graph) == TRUE
    missing = int((codes < 0).sum())
    note = f"{missing:,} of 8,000 cells are missing; they were completed by draws from a network "
    assert graph.notes == (note + "fitted to the others, and no row was dropped",)


def test_parallel_jobs_give_the_same_graph() -> None:
    code = (
        "import sys; sys.path.insert(0, sys.argv[1]);"
        "from test_discover import *;"
        "run = lambda jobs: discover(lawn(500), NAMES, CARDS, None,"
        " DiscoveryOptions(bootstraps=4, jobs=jobs)); assert run(2) == run(1); print('same')"
    )
    folder = __file__.rsplit("/", 1)[0]
    done = subprocess.run(
        [sys.executable, "-c", code, folder], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "same"


def test_an_interrupt_returns_the_best_so_far_with_a_note() -> None:
    def press_ctrl_c(done: int, _of: int) -> None:
        if done == 2:
            raise KeyboardInterrupt

    options = DiscoveryOptions(bootstraps=5)
    graph = discover(lawn(1_000), NAMES, CARDS, None, options, press_ctrl_c)
    assert arrows(graph) == TRUE
    assert graph.notes == ("interrupted after 2 of 5 resamples: this is the best so far",)


def test_three_rows_and_a_constant_column_are_no_obstacle() -> None:
    codes = np.array([[0, 0, 0, 0], [0, 1, 1, 0], [0, 0, 1, 0]], np.int16)
    graph = discover(codes, NAMES, CARDS, None, DiscoveryOptions(bootstraps=2))
    assert graph.nodes == NAMES
    assert not [e for e in graph.edges if {"rain", "shoes"} & {e.cause, e.effect}]
    assert graph.notes == tuple(
        f"{name} has the same state in every case: the data say nothing about its arrows"
        for name in ("rain", "shoes")
    )


def test_misfits_are_named() -> None:
    codes = lawn(10)
    with pytest.raises(DataError, match="the column rain occurs twice; rename one"):
        discover(codes[:, :2], ("rain", "rain"), (2, 2))
    with pytest.raises(DataError, match="the codes do not fit the numbers of states of rain, spr"):
        discover(codes, NAMES, (2, 2, 2, 1))
    with pytest.raises(DataError, match="there are no cases to learn a graph from"):
        discover(codes[:0], NAMES, CARDS)
    knowledge = Knowledge(required=frozenset({("snow", "rain")}))
    with pytest.raises(KnowledgeError, match="arrow snow -> rain names snow, which is no column"):
        discover(codes, NAMES, CARDS, knowledge)


def line(cases: int) -> Float64[np.ndarray, "case variable"]:
    """Two causes of one effect, which causes another, all linear."""
    rng = np.random.default_rng(7)
    a, b, noise, more = rng.normal(size=(4, cases))
    c = a - b + 0.5 * noise
    return np.stack([a, b, c, 2 * c + more], 1)


def test_numeric_columns_by_gaussian_scores() -> None:
    graph = discover_continuous(line(500), "abcd", None, DiscoveryOptions(bootstraps=4))
    assert arrows(graph) == {("a", "c"), ("b", "c"), ("c", "d")}
    assert {edge.direction for edge in graph.edges} == {"data"}


def test_numeric_missing_cells_enter_by_expected_moments() -> None:
    values = line(1_000)
    values[np.random.default_rng(3).random(values.shape) < 0.2] = np.nan
    graph = discover_continuous(values, "abcd", None, DiscoveryOptions(bootstraps=3))
    assert arrows(graph) == {("a", "c"), ("b", "c"), ("c", "d")}
    assert graph.notes[0].startswith(f"{int(np.isnan(values).sum()):,} of 4,000 cells are missing")


def test_numeric_misfits_are_named() -> None:
    values = line(20)
    values[:, 1] = np.nan
    with pytest.raises(DataError, match="the column b has no number; leave it out"):
        discover_continuous(values, "abcd")
    with pytest.raises(DataError, match="4 columns of values for 3 names"):
        discover_continuous(values, "abc")
