"""A Bayesian network whose tables are known up to a Dirichlet posterior.

Each row of a conditional table, the child's distribution in one joint state of its parents, has a
Dirichlet posterior with pseudo-counts ``counts``. Its mean is the table used for answers, draws
from it carry what the data left open into every figure that follows [1].

References:
    [1] D. Heckerman, D. Geiger, D. Chickering, "Learning Bayesian networks: the combination of
        knowledge and statistical data", 1995.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float64, Int16

from neurosym.bayes.network.graph import CausalGraph, Edge, cycle_in
from neurosym.errors import DataError, SavedFileError

_FORMAT = "neurosym bayesian network 1"


@dataclass(frozen=True, slots=True, eq=False)
class BayesianNetwork:
    """A discrete Bayesian network with Dirichlet pseudo-counts.

    Attributes:
        names: Names of the variables, in the order of the codes' columns.
        states: The states of each variable; a code is a position in them.
        parents: For each variable the positions of its direct causes.
        counts: For each variable its pseudo-counts, axes ``[parents..., state]``; a row of
            one-hot counts is a certain one and stays so in every draw.
    """

    names: tuple[str, ...]
    states: tuple[tuple[str, ...], ...]
    parents: tuple[tuple[int, ...], ...]
    counts: tuple[Float64[np.ndarray, "..."], ...]

    def __post_init__(self) -> None:
        if not len(self.names) == len(self.states) == len(self.parents) == len(self.counts):
            msg = "names, states, parents and counts of a network differ in length"
            raise DataError(msg)
        for i, name in enumerate(self.names):
            expected = tuple(len(self.states[v]) for v in (*self.parents[i], i))
            if self.counts[i].shape != expected:
                msg = f"the table of {name} has shape {self.counts[i].shape}, not {expected}"
                raise DataError(msg)
            if (self.counts[i] < 0).any() or (self.counts[i].sum(-1) <= 0).any():
                msg = f"the table of {name} has a negative count or a row without any"
                raise DataError(msg)
        loop = cycle_in(
            (self.names[p], self.names[v]) for v, own in enumerate(self.parents) for p in own
        )
        if loop:
            msg = f"the arrows {' -> '.join(loop)} form a cycle"
            raise DataError(msg)

    @property
    def cards(self) -> tuple[int, ...]:
        """Number of states of each variable."""
        return tuple(len(states) for states in self.states)

    @property
    def scopes(self) -> tuple[tuple[int, ...], ...]:
        """For each variable its parents and itself: the axes of its table."""
        return tuple((*own, v) for v, own in enumerate(self.parents))

    @property
    def tables(self) -> tuple[Float64[np.ndarray, "..."], ...]:
        """Posterior means of the conditional tables, axes ``[parents..., state]``."""
        return tuple(count / count.sum(-1, keepdims=True) for count in self.counts)

    def index(self, name: str) -> int:
        """The position of a variable.

        Raises:
            DataError: The network has no such variable.
        """
        if name not in self.names:
            msg = f"the network has no variable {name}; it has {', '.join(self.names)}"
            raise DataError(msg)
        return self.names.index(name)

    def state_index(self, name: str, state: str) -> int:
        """The position of a state among a variable's states.

        Raises:
            DataError: The variable has no such state.
        """
        states = self.states[self.index(name)]
        if state not in states:
            msg = f"{name} has no state {state}; its states are {', '.join(states)}"
            raise DataError(msg)
        return states.index(state)

    def graph(self) -> CausalGraph:
        """The network's arrows as a causal graph, each taken as certain."""
        edges = [
            Edge(self.names[p], self.names[v]) for v, own in enumerate(self.parents) for p in own
        ]
        return CausalGraph(self.names, tuple(edges))

    def causal_order(self) -> tuple[int, ...]:
        """Positions of the variables, causes before effects."""
        done: list[int] = []
        while len(done) < len(self.names):
            done.extend(
                v
                for v, own in enumerate(self.parents)
                if v not in done and all(p in done for p in own)
            )
        return tuple(done)

    def draw(
        self, count: int, generator: np.random.Generator
    ) -> tuple[Float64[np.ndarray, "draw ..."], ...]:
        """Draw tables from their posterior.

        Args:
            count: Number of draws.
            generator: Source of randomness.

        Returns:
            For each variable ``[draw, parents..., state]``.
        """
        drawn = []
        for counts in self.counts:
            gamma = generator.standard_gamma(counts, size=(count, *counts.shape))
            total = gamma.sum(-1, keepdims=True)
            mean = np.broadcast_to(counts / counts.sum(-1, keepdims=True), gamma.shape)
            drawn.append(np.where(total > 0, gamma / np.where(total > 0, total, 1.0), mean))
        return tuple(drawn)

    def sample(
        self, count: int, generator: np.random.Generator
    ) -> Int16[np.ndarray, "case variable"]:
        """Sample complete cases from the posterior mean tables.

        Args:
            count: Number of cases.
            generator: Source of randomness.

        Returns:
            Codes, one row a case.
        """
        codes = np.zeros((count, len(self.names)), np.int16)
        tables = self.tables
        for variable in self.causal_order():
            own = tuple(codes[:, parent] for parent in self.parents[variable])
            cumulative = np.cumsum(tables[variable], axis=-1)
            bounds = cumulative[own][..., :-1]
            codes[:, variable] = (bounds < generator.random((count, 1))).sum(-1)
        return codes

    def header(self) -> dict[str, str]:
        """Everything but the arrays, as text that may travel with them in one file."""
        content = {"names": self.names, "states": self.states, "parents": self.parents}
        return {"format": _FORMAT, "network": json.dumps(content, ensure_ascii=False)}

    def arrays(self) -> dict[str, Float64[np.ndarray, "..."]]:
        """The pseudo-counts by key ``counts.<position>``."""
        return {f"counts.{i}": counts for i, counts in enumerate(self.counts)}

    def to_json(self) -> str:
        """The whole network as one JSON text."""
        counts = [count.tolist() for count in self.counts]
        return json.dumps({**self.header(), "counts": counts}, ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> "BayesianNetwork":
        """Read what ``to_json`` wrote.

        Raises:
            SavedFileError: The text is no network, or one of another format.
        """
        try:
            content = json.loads(text)
            counts = content["counts"]
            arrays = {f"counts.{i}": np.array(c, np.float64) for i, c in enumerate(counts)}
        except (ValueError, KeyError, TypeError) as error:
            msg = f"this is no saved network: {error}"
            raise SavedFileError(msg) from error
        return network_from_parts(content, arrays)


def network_from_parts(
    header: Mapping[str, object], arrays: Mapping[str, Float64[np.ndarray, "..."]]
) -> BayesianNetwork:
    """Join what ``header`` and ``arrays`` gave.

    Args:
        header: The text parts; other keys are ignored.
        arrays: The arrays by key; other keys are ignored.

    Returns:
        The network.

    Raises:
        SavedFileError: A part is missing, damaged or of another format.
    """
    if header.get("format") != _FORMAT:
        msg = f"the saved network has format {header.get('format')!r}, not {_FORMAT!r}; fit again"
        raise SavedFileError(msg)
    try:
        content = json.loads(str(header["network"]))
        names: Sequence[str] = content["names"]
        return BayesianNetwork(
            tuple(names),
            tuple(tuple(states) for states in content["states"]),
            tuple(tuple(own) for own in content["parents"]),
            tuple(np.asarray(arrays[f"counts.{i}"], np.float64) for i in range(len(names))),
        )
    except (ValueError, KeyError, TypeError, DataError) as error:
        msg = f"the saved network is damaged: {error}"
        raise SavedFileError(msg) from error
