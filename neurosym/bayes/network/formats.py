"""Exchange with other tools: pgmpy networks in and out, BIF out, pgmpy's published networks in."""

import gzip
import importlib.util
import re
from pathlib import Path
from typing import Protocol, runtime_checkable

import numpy as np
from jaxtyping import Float64

from neurosym.bayes.network.network import BayesianNetwork
from neurosym.errors import DataError

_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


@runtime_checkable
class PgmpyTable(Protocol):
    """What we read of a pgmpy ``TabularCPD``: the child comes first in ``variables``."""

    variables: list[str]
    state_names: dict[str, list[str]]
    values: Float64[np.ndarray, "..."]


@runtime_checkable
class PgmpyNetwork(Protocol):
    """What we read of a pgmpy ``DiscreteBayesianNetwork``."""

    def nodes(self) -> list[str]:
        """Names of the variables."""

    def get_cpds(self, node: str) -> PgmpyTable:
        """The table of one variable."""


def from_pgmpy(model: PgmpyNetwork, cases: float = 1.0) -> BayesianNetwork:
    """Read a pgmpy network.

    Args:
        model: A ``DiscreteBayesianNetwork`` with all its tables.
        cases: How many pseudo-cases each row of a table counts for; draws spread the less, the
            more there are.

    Returns:
        The network, its variables and states in the model's order.
    """
    names = [str(name) for name in model.nodes()]
    states, parents, counts = [], [], []
    for name in names:
        table = model.get_cpds(name)
        own = tuple(names.index(parent) for parent in table.variables[1:])
        values = np.moveaxis(np.asarray(table.values, np.float64), 0, -1)
        states.append(tuple(str(state) for state in table.state_names[name]))
        parents.append(own)
        counts.append(cases * values / values.sum(-1, keepdims=True))
    return BayesianNetwork(tuple(names), tuple(states), tuple(parents), tuple(counts))


def to_pgmpy(network: BayesianNetwork) -> object:
    """The network's mean tables as a pgmpy ``DiscreteBayesianNetwork``.

    Args:
        network: The fitted network.

    Returns:
        The pgmpy model, checked by pgmpy.
    """
    from pgmpy.factors.discrete import TabularCPD  # noqa: PLC0415
    from pgmpy.models import DiscreteBayesianNetwork  # noqa: PLC0415

    model = DiscreteBayesianNetwork()
    model.add_nodes_from(network.names)
    for variable, table in enumerate(network.tables):
        name, own = network.names[variable], network.parents[variable]
        involved = [network.names[p] for p in own]
        model.add_edges_from((parent, name) for parent in involved)
        flat = np.moveaxis(table, -1, 0).reshape(table.shape[-1], -1)
        labels = {network.names[v]: list(network.states[v]) for v in (*own, variable)}
        cards = [len(network.states[p]) for p in own]
        cpd = TabularCPD(name, table.shape[-1], flat, involved, cards, state_names=labels)
        model.add_cpds(cpd)
    model.check_model()
    return model


def published_network(name: str) -> BayesianNetwork:
    """Read one of the published networks that pgmpy carries, for comparison with a learned one.

    Args:
        name: Its name in pgmpy, such as ``child``.

    Returns:
        The network.

    Raises:
        DataError: pgmpy carries no network of this name.
    """
    from pgmpy.readwrite import BIFReader  # noqa: PLC0415

    path = _example_folder() / f"{name}.bif.gz"
    if not path.is_file():
        known = sorted(p.name.removesuffix(".bif.gz") for p in path.parent.glob("*.bif.gz"))
        msg = f"pgmpy carries no network {name}; it has {', '.join(known)}"
        raise DataError(msg)
    text = gzip.decompress(path.read_bytes()).decode("utf-8")
    return from_pgmpy(BIFReader(string=text).get_model())


def _example_folder() -> Path:
    found = importlib.util.find_spec("pgmpy")
    if found is None or not found.submodule_search_locations:
        msg = "pgmpy is not installed; install it to read the published networks"
        raise DataError(msg)
    return Path(found.submodule_search_locations[0]) / "utils" / "example_models"


def bif_text(network: BayesianNetwork, title: str = "neurosym") -> str:
    """The network's mean tables in BIF, the interchange format of Bayesian networks.

    Names that are no plain words are quoted.

    Args:
        network: The fitted network.
        title: The network's name in the file.

    Returns:
        The file's text.
    """
    lines = [f"network {_quoted(title)} {{", "}"]
    for name, states in zip(network.names, network.states, strict=True):
        labels = ", ".join(_quoted(state) for state in states)
        lines += [
            f"variable {_quoted(name)} {{",
            f"  type discrete [ {len(states)} ] {{ {labels} }};",
            "}",
        ]
    for variable, table in enumerate(network.tables):
        lines += _probability_block(network, variable, table)
    return "\n".join(lines) + "\n"


def _probability_block(
    network: BayesianNetwork, variable: int, table: Float64[np.ndarray, "..."]
) -> list[str]:
    own = network.parents[variable]
    name = _quoted(network.names[variable])
    if not own:
        row = ", ".join(repr(float(p)) for p in table)
        return [f"probability ( {name} ) {{", f"  table {row};", "}"]
    given = ", ".join(_quoted(network.names[p]) for p in own)
    lines = [f"probability ( {name} | {given} ) {{"]
    for place in np.ndindex(*table.shape[:-1]):
        labels = ", ".join(_quoted(network.states[p][s]) for p, s in zip(own, place, strict=True))
        row = ", ".join(repr(float(p)) for p in table[place])
        lines.append(f"  ({labels}) {row};")
    return [*lines, "}"]


def _quoted(word: str) -> str:
    return word if _PLAIN.fullmatch(word) else '"' + word.replace('"', "'") + '"'
