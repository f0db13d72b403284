"""Variables that a pack adds to a published network, so that its example cases have them.

The file says for each its states, its parents and a table with one row for every joint state of
the parents, the first parent slowest, and one column for every state::

    [variables.fever]
    states = ["yes", "no"]
    parents = ["tub", "bronc"]
    table = [
        [0.80, 0.20],   # tub yes, bronc yes
        [0.65, 0.35],   # tub yes, bronc no
        [0.30, 0.70],   # tub no,  bronc yes
        [0.05, 0.95],   # tub no,  bronc no
    ]

A parent is a variable of the network or one added above. What is added is invented for the
example and said to be so; nothing of it is evidence about the world.
"""

from itertools import product
from pathlib import Path

import numpy as np
from jaxtyping import Float64

from neurosym.packs.network_file import Network
from neurosym.packs.toml import Section, read_toml

TOLERANCE = 1e-9
"""How far a row's sum may be from 1: the rounding of a few decimals."""

_KEYS = ("states", "parents", "table", "reading", "source", "note")


def with_illustrative(network: Network, path: Path) -> Network:
    """Return the network with the variables that a file adds.

    Args:
        network: A published network.
        path: The file of additions.

    Raises:
        PackError: With one line for every fault of the first variable that has any.
    """
    top = read_toml(path)
    top.only(("variables", "note", "source"))
    tables = top.section("variables")
    for name in tables.values:
        table = tables.section(name, f"variables.{name}")
        network = _added(network, name, table)
        top.check()
    return network


def _added(network: Network, name: str, table: Section) -> Network:
    """Return the network with one variable more, or as it is where a fault was noted."""
    before = len(table.faults)
    table.only(_KEYS)
    states, parents = table.texts("states"), table.texts("parents")
    if name in network.names:
        table.fault("states", "the network has a variable of this name; choose another")
    if len(states) < 2:  # noqa: PLR2004 - a choice needs two
        table.fault("states", "there must be two or more")
    for parent in parents:
        if parent not in network.names:
            table.fault("parents", f"{parent!r} is neither of the network nor added above")
    if len(table.faults) > before:
        return network
    places = tuple(network.names.index(parent) for parent in parents)
    return Network(
        (*network.names, name),
        (*network.states, states),
        (*network.parents, places),
        (*network.tables, _filled(table, [network.states[i] for i in places], len(states))),
    )


def _filled(
    table: Section, parent_states: list[tuple[str, ...]], count: int
) -> Float64[np.ndarray, "*parent state"]:
    """Return the table in the shape of the parents' states; a faulty one is noted and made even."""
    joint = list(product(*parent_states))
    shape = (*map(len, parent_states), count)
    rows = table.rows("table")
    if len(rows) != len(joint):
        table.fault("table", f"has {len(rows)} rows; the parents have {len(joint)} joint states")
        return np.full(shape, 1.0 / count)
    for row, states in zip(rows, joint, strict=True):
        if len(row) != count or min(row) < 0 or abs(sum(row) - 1) > TOLERANCE:
            where = f"the row of ({', '.join(states)})"
            table.fault("table", f"{where} must be {count} probabilities that sum to 1")
            return np.full(shape, 1.0 / count)
    return np.array(rows, dtype=np.float64).reshape(shape)
