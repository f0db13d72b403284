import re

from neurosym.drawing.comparison import (
    Difference,
    GraphComparison,
    differences,
    draw_comparison,
    draw_side_by_side,
)
from neurosym.drawing.placement import GraphEdge, GraphNode

COMPARISON = GraphComparison(
    nodes=tuple(GraphNode(name) for name in "abcde"),
    learned=(
        GraphEdge("a", "b"),
        GraphEdge("c", "b"),
        GraphEdge("a", "d"),
        GraphEdge("e", "d", directed=False),
    ),
    published=(GraphEdge("a", "b"), GraphEdge("b", "c"), GraphEdge("c", "e"), GraphEdge("d", "e")),
)


def test_each_arrow_has_its_difference() -> None:
    found = {(e.cause, e.effect): kind for e, kind in differences(COMPARISON)}
    assert found == {
        ("a", "b"): Difference.BOTH,
        ("c", "b"): Difference.REVERSED,
        ("a", "d"): Difference.LEARNED,
        ("e", "d"): Difference.BOTH,
        ("c", "e"): Difference.PUBLISHED,
    }


def test_differences_are_drawn_and_explained() -> None:
    svg = draw_comparison(COMPARISON)
    for kind in Difference:
        assert f'class="edge {kind.value}' in svg
    for word in ("in both", "learned only", "published only", "reversed", "direction not known"):
        assert f">{word}<" in svg


def test_boxes_stand_at_the_same_places_in_all_pictures() -> None:
    pictures = (draw_comparison(COMPARISON), *draw_side_by_side(COMPARISON))
    boxes = [re.findall(r"data-node.*?<rect[^>]*>", svg) for svg in pictures]
    assert len(boxes[0]) == len(COMPARISON.nodes)
    assert boxes[0] == boxes[1] == boxes[2]


def test_side_by_side_shows_each_graph_and_no_other_arrow() -> None:
    for svg, edges in zip(
        draw_side_by_side(COMPARISON), (COMPARISON.learned, COMPARISON.published), strict=True
    ):
        drawn = re.findall(r'data-cause="(.)" data-effect="(.)"', svg)
        assert sorted(drawn) == sorted((e.cause, e.effect) for e in edges)
