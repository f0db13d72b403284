"""Prolog rules, causal graphs and a sparse mixture of experts, joined.

The public names are imported when they are first used, so that ``import neurosym`` is quick and a
machine without SWI-Prolog or torch can still ask ``neurosym doctor``.

Example:
    >>> import neurosym as ns
    >>> ns.__version__
    '0.1.0'
    >>> "Reasoner" in dir(ns)
    True
"""

import importlib

__version__ = "0.1.0"

_HOMES = {
    "Answer": "neurosym.explanation.answer",
    "BeliefPenalty": "neurosym.logic.belief_penalty",
    "CausalGraph": "neurosym.bayes.network.graph",
    "Decider": "neurosym.logic.deciding",
    "DiscoveryOptions": "neurosym.bayes.discovery.discover",
    "FitOptions": "neurosym.reasoner.options",
    "FuzzyLoss": "neurosym.logic.fuzzy",
    "FuzzyTheory": "neurosym.logic.fuzzy_theory",
    "Knowledge": "neurosym.bayes.discovery.knowledge",
    "Network": "neurosym.logic.neural.networks",
    "NeuralProgram": "neurosym.logic.neural.program",
    "NeurosymError": "neurosym.errors",
    "Output": "neurosym.logic.neural.networks",
    "Pack": "neurosym.packs",
    "Program": "neurosym.logic.program",
    "Reasoner": "neurosym.reasoner.reasoner",
    "SoftTests": "neurosym.logic.soft_tests",
    "TorchQuery": "neurosym.logic.torch_query",
    "Variable": "neurosym.cases",
    "Vocabulary": "neurosym.cases",
    "discover": "neurosym.reasoner.discovering",
    "facts_of": "neurosym.cases",
    "find_pack": "neurosym.packs",
    "graph_svg": "neurosym.reasoner.pictures",
    "list_packs": "neurosym.packs",
    "load_data": "neurosym.packs",
    "new_pack": "neurosym.packs",
}

__all__ = [
    "Answer",
    "BeliefPenalty",
    "CausalGraph",
    "Decider",
    "DiscoveryOptions",
    "FitOptions",
    "FuzzyLoss",
    "FuzzyTheory",
    "Knowledge",
    "Network",
    "NeuralProgram",
    "NeurosymError",
    "Output",
    "Pack",
    "Program",
    "Reasoner",
    "SoftTests",
    "TorchQuery",
    "Variable",
    "Vocabulary",
    "__version__",
    "discover",
    "facts_of",
    "find_pack",
    "graph_svg",
    "list_packs",
    "load_data",
    "new_pack",
]


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module 'neurosym' has no attribute {name!r}")
    found: object = getattr(importlib.import_module(_HOMES[name]), name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return sorted(__all__)
