"""Names of the axes that tensor signatures use, each with its meaning.

Signatures are written with jaxtyping, ``Float[Tensor, "batch state"]``, and use these names
only; ``tests/test_architecture.py`` holds them to it. A single axis is written with a leading
blank, ``" batch"``.
"""

AXES: dict[str, str] = {
    "batch": "cases evaluated together",
    "case": "cases of a data set",
    "token": "facts of a case, as the model reads them",
    "query": "tokens that read",
    "key": "tokens that are read",
    "block": "runs of tokens",
    "head": "attention heads",
    "feature": "coordinates of an embedding",
    "expert": "experts of a layer",
    "group": "groups of experts",
    "slot": "experts chosen for one token",
    "step": "reasoning steps",
    "atom": "ground atoms of a program",
    "literal": "weighted literals of a circuit",
    "node": "nodes of a circuit or a graph",
    "edge": "wires of a circuit or arrows of a graph",
    "world": "possible worlds",
    "rule": "rules of a program",
    "fact": "leaves of a ground program",
    "variable": "variables of a case",
    "state": "states of one variable",
    "parent": "joint states of a variable's parents",
    "draw": "draws from a posterior distribution",
    "path": "causal paths",
    "bin": "bins of a diagram",
    "level": "levels of a threshold",
    "label": "any axis of results asked for together",
    "row": "rows of a table",
    "fold": "parts of the data in cross-fitting",
}
