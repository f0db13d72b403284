"""The same search by pgmpy's hill climbing, with our score plugged in: the peer to compare with."""

import warnings

import numpy as np

from neurosym.bayes.discovery.scores import FamilyScore
from neurosym.bayes.discovery.search import Parents, SearchLimits, greedy_search


def pgmpy_search(score: FamilyScore, limits: SearchLimits) -> Parents:
    """Run ``pgmpy.causal_discovery.HillClimbSearch`` under the same limits.

    pgmpy looks at every pair with a path search for each step, which costs more than the scores;
    ``greedy_search`` finds graphs of at least its score in a fraction of the time.

    Args:
        score: The score of each family.
        limits: Allowed and required arrows, and the most parents.

    Returns:
        For each variable its direct causes.
    """
    import pandas as pd  # noqa: PLC0415

    columns = range(score.count)
    frame = pd.DataFrame(np.tile(["a", "b"], (score.count, 1)).T, columns=columns)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # pgmpy 1.1.2 warns on import
        from pgmpy.causal_discovery import ExpertKnowledge, HillClimbSearch  # noqa: PLC0415
        from pgmpy.structure_score import BaseStructureScore  # noqa: PLC0415

    class PluggedScore(BaseStructureScore):  # type: ignore[misc]
        """Our family score behind pgmpy's interface."""

        def __init__(self) -> None:
            super().__init__(frame)

        def _local_score(self, variable: int, parents: tuple[int, ...]) -> float:
            return score.family(variable, frozenset(parents))

    arrows = [
        [(int(cause), int(effect)) for cause, effect in np.argwhere(matrix) if cause != effect]
        for matrix in (~limits.allowed, limits.required)
    ]
    search = HillClimbSearch(
        scoring_method=PluggedScore(),
        max_indegree=limits.max_parents,
        expert_knowledge=ExpertKnowledge(forbidden_edges=arrows[0], required_edges=arrows[1]),
        return_type="dag",
        show_progress=False,
    )
    found = search.fit(frame)
    return tuple(frozenset(found.causal_graph_.predecessors(node)) for node in columns)


def search_graph(score: FamilyScore, limits: SearchLimits) -> tuple[Parents, bool]:
    """Search by the engine that the limits name.

    Args:
        score: The score of each family.
        limits: What the search may do, and by which engine.

    Returns:
        For each variable its direct causes, and whether the search was interrupted.
    """
    if limits.engine == "pgmpy":
        return pgmpy_search(score, limits), False
    return greedy_search(score, limits)
