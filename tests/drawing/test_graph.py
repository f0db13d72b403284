import re
from itertools import combinations
from xml.etree import ElementTree as ET

import pytest

from neurosym.drawing.graph import GraphView, draw_graph
from neurosym.drawing.placement import Direction, GraphEdge, GraphNode, NodeRole

SVG = "{http://www.w3.org/2000/svg}"
CHILD = [
    ("BirthAsphyxia", "Disease"), ("CO2", "CO2Report"), ("CardiacMixing", "HypDistrib"),
    ("CardiacMixing", "HypoxiaInO2"), ("ChestXray", "XrayReport"), ("Disease", "Age"),
    ("Disease", "CardiacMixing"), ("Disease", "DuctFlow"), ("Disease", "LVH"),
    ("Disease", "LungFlow"), ("Disease", "LungParench"), ("Disease", "Sick"),
    ("DuctFlow", "HypDistrib"), ("Grunting", "GruntingReport"), ("HypDistrib", "LowerBodyO2"),
    ("HypoxiaInO2", "LowerBodyO2"), ("HypoxiaInO2", "RUQO2"), ("LVH", "LVHreport"),
    ("LungFlow", "ChestXray"), ("LungParench", "CO2"), ("LungParench", "ChestXray"),
    ("LungParench", "Grunting"), ("LungParench", "HypoxiaInO2"), ("Sick", "Age"),
    ("Sick", "Grunting"),
]  # fmt: skip
STAR = [("Diagnosis", f"a measurement with a long name, number {k}") for k in range(30)]


def view(links: list[tuple[str, str]]) -> GraphView:
    names = sorted({name for link in links for name in link})
    nodes = [GraphNode(n, value="60%", share=0.6, observed=n.endswith("O2")) for n in names]
    return GraphView(tuple(nodes), tuple(GraphEdge(a, b, 0.5) for a, b in links))


def parts(svg: str, attribute: str) -> list[ET.Element]:
    return [g for g in ET.fromstring(svg).iter(f"{SVG}g") if attribute in g.attrib]


def box(group: ET.Element) -> tuple[float, float, float, float]:
    rect = next(group.iter(f"{SVG}rect"))
    x, y, width, height = (float(rect.attrib[k]) for k in ("x", "y", "width", "height"))
    return x, y, x + width, y + height


@pytest.mark.parametrize("links", [CHILD, STAR, CHILD[:1]])
@pytest.mark.parametrize("direction", ["down", "right", "auto"])
def test_everything_is_there_apart_and_inside(
    links: list[tuple[str, str]], direction: Direction
) -> None:
    svg = draw_graph(view(links), direction=direction)
    nodes, edges = parts(svg, "data-node"), parts(svg, "data-cause")
    assert sorted(n.attrib["data-node"] for n in nodes) == sorted({n for e in links for n in e})
    assert {(e.attrib["data-cause"], e.attrib["data-effect"]) for e in edges} == set(links)
    _, _, width, height = map(float, ET.fromstring(svg).attrib["viewBox"].split())
    boxes = [box(node) for node in nodes]
    for left, top, right, bottom in boxes:
        assert 0 <= left < right <= width
        assert 0 <= top < bottom <= height
    for a, b in combinations(boxes, 2):
        assert a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] or b[3] <= a[1]


def test_the_same_graph_gives_the_same_picture() -> None:
    assert draw_graph(view(CHILD)) == draw_graph(view(CHILD))


def test_a_highlighted_path_is_strong_and_labelled_and_the_rest_faint() -> None:
    edges = (GraphEdge("a", "b", label="0.62"), GraphEdge("b", "c", label="0.30"))
    nodes = tuple(GraphNode(name) for name in "abc")
    svg = draw_graph(GraphView(nodes, edges, paths=(("a", "b"),)))
    classes = {e.attrib["data-effect"]: e.attrib["class"] for e in parts(svg, "data-cause")}
    assert classes == {"b": "edge strong", "c": "edge"}
    states = {n.attrib["data-node"]: n.attrib["class"].split()[-1] for n in parts(svg, "data-node")}
    assert states == {"a": "strong", "b": "strong", "c": "faint"}
    assert ">0.62<" in svg
    assert ">0.30<" not in svg


def test_an_arrow_without_direction_has_no_head() -> None:
    nodes = (GraphNode("a"), GraphNode("b"))
    svg = draw_graph(GraphView(nodes, (GraphEdge("a", "b", directed=False),)))
    assert "<polygon" not in svg
    assert 'class="edge undirected"' in svg
    assert "direction not known" in svg


def test_width_is_strength() -> None:
    nodes = tuple(GraphNode(name) for name in "abcd")
    edges = tuple(
        GraphEdge(a, b, strength)
        for a, b, strength in (("a", "b", 0.0), ("b", "c", 0.5), ("c", "d", 9.0))
    )
    svg = draw_graph(GraphView(nodes, edges))
    widths = [
        float(next(e.iter(f"{SVG}path")).attrib["stroke-width"]) for e in parts(svg, "data-cause")
    ]
    assert widths == [1.2, 3.0, 4.8]


def test_roles_show_in_shape_and_legend() -> None:
    nodes = tuple(GraphNode(role.value, role=role) for role in NodeRole)
    svg = draw_graph(GraphView(nodes, ()))
    for word in ("outcome asked for", "mediator", "finding", "report", "never observed"):
        assert f">{word}<" in svg
    assert svg.count('class="ring"') == 1


def test_names_are_made_safe() -> None:
    svg = draw_graph(GraphView((GraphNode("<script>", value='"&'),), ()))
    assert "<script>" not in svg
    ET.fromstring(svg)


def test_nothing_is_fetched() -> None:
    svg = draw_graph(view(CHILD))
    assert not re.search(r"url\(|@import|href|https?://(?!www\.w3\.org/2000/svg)", svg)


def test_an_empty_graph_is_a_picture_too() -> None:
    assert draw_graph(GraphView((), ())).startswith("<svg")


def test_names_must_be_unique() -> None:
    with pytest.raises(ValueError, match="two nodes have the name 'a'; give every node its own"):
        draw_graph(GraphView((GraphNode("a"), GraphNode("a")), ()))


def test_arrows_must_name_nodes() -> None:
    with pytest.raises(ValueError, match="arrow a -> b names no node 'b'"):
        draw_graph(GraphView((GraphNode("a"),), (GraphEdge("a", "b"),)))
