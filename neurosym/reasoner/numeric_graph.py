"""The causal graph of a domain's numbers as they are, beside the one of their bins."""

import numpy as np

from neurosym.bayes.discovery.discover import DiscoveryOptions, discover_continuous
from neurosym.bayes.discovery.knowledge import parse_knowledge
from neurosym.bayes.network.graph import CausalGraph
from neurosym.cases.table import CaseTable
from neurosym.packs import Pack


def graph_of_numbers(pack: Pack, table: CaseTable, bootstraps: int, seed: int) -> CausalGraph:
    """Learn a graph from numbers by linear Gaussian mechanisms; states count as their order.

    It serves comparison: answers come from the graph of the bins, whose mechanisms may bend.

    Args:
        pack: The domain, for its knowledge.
        table: Its cases.
        bootstraps: Resampled searches from which the edges' confidence comes.
        seed: Seed of the resamples.
    """
    names = table.vocabulary.names
    knowledge = parse_knowledge(pack.knowledge_text, names, str(pack.knowledge_path))
    codes = np.where(table.codes < 0, np.nan, table.codes.astype(np.float64))
    numeric = np.array([variable.numeric for variable in table.vocabulary])
    values = np.where(numeric, table.values, codes)
    options = DiscoveryOptions(bootstraps=bootstraps, seed=seed)
    return discover_continuous(values, names, knowledge, options)
