from xml.etree import ElementTree

from neurosym.bayes.network.graph import CausalGraph, Edge
from neurosym.cases.variable import Role, Variable
from neurosym.cases.vocabulary import Vocabulary
from neurosym.reasoner.pictures import graph_svg

SVG = "{http://www.w3.org/2000/svg}"
GRAPH = CausalGraph(("rain", "wet"), (Edge("rain", "wet", 0.75, "unknown"),))
WORDS = Vocabulary(
    (
        Variable("rain", ("no", "yes"), reading="rain at night"),
        Variable("wet", ("no", "yes"), role=Role.TARGET),
    )
)


def groups(svg: str) -> dict[str, str]:
    """Classes of the drawn nodes and arrows, by name."""
    found = {}
    for group in ElementTree.fromstring(svg).iter(f"{SVG}g"):
        name = group.get("data-node") or group.get("data-cause")
        if name is not None:
            found[group.get("data-node") or f"{name}->{group.get('data-effect')}"] = group.get(
                "class", ""
            )
    return found


def test_draws_every_variable_and_arrow() -> None:
    drawn = groups(graph_svg(GRAPH))
    assert drawn == {
        "rain": "node evidence",
        "wet": "node evidence",
        "rain->wet": "edge undirected",
    }


def test_says_confidence_and_what_the_direction_rests_on() -> None:
    assert "confidence 0.75; direction: unknown" in graph_svg(GRAPH)


def test_a_vocabulary_gives_readings_and_roles() -> None:
    svg = graph_svg(GRAPH, WORDS)
    assert ">rain at night</text>" in svg
    assert ">wet</text>" in svg
    assert groups(svg)["wet"] == "node target"


def test_a_surer_arrow_is_darker() -> None:
    sure = CausalGraph(("rain", "wet"), (Edge("rain", "wet", 1.0, "unknown"),))
    assert 'opacity="1.00"' in graph_svg(sure)
    assert 'opacity="1.00"' not in graph_svg(GRAPH)
