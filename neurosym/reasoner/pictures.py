"""Pictures of a graph outside of an answer, as a notebook shows them."""

from neurosym.bayes.network.graph import CausalGraph
from neurosym.cases.variable import Role
from neurosym.cases.vocabulary import Vocabulary
from neurosym.drawing.graph import GraphView, draw_graph
from neurosym.drawing.placement import GraphEdge, GraphNode, NodeRole

_ROLES = {
    Role.EVIDENCE: NodeRole.EVIDENCE,
    Role.MEDIATOR: NodeRole.MEDIATOR,
    Role.TARGET: NodeRole.TARGET,
    Role.LATENT: NodeRole.LATENT,
}


def graph_svg(graph: CausalGraph, vocabulary: Vocabulary | None = None) -> str:
    """Draw a causal graph: the surer an arrow the darker, dashed where its direction is unknown.

    Args:
        graph: The graph.
        vocabulary: The variables, for their readings and roles; None for names alone.

    Returns:
        An ``<svg>`` element that needs nothing outside itself.

    Example:
        >>> from neurosym.bayes.network.graph import Edge
        >>> graph_svg(CausalGraph(("rain", "wet"), (Edge("rain", "wet"),)))[:4]
        '<svg'
    """
    nodes = tuple(_node(name, vocabulary) for name in graph.nodes)
    edges = tuple(
        GraphEdge(
            edge.cause,
            edge.effect,
            confidence=edge.confidence,
            directed=edge.direction != "unknown",
            note=f"confidence {edge.confidence:.2f}; direction: {edge.direction}",
        )
        for edge in graph.edges
    )
    return draw_graph(GraphView(nodes, edges))


def _node(name: str, vocabulary: Vocabulary | None) -> GraphNode:
    if vocabulary is None:
        return GraphNode(name)
    variable = vocabulary.find(name)
    return GraphNode(name, variable.reading or name, _ROLES[variable.role])
