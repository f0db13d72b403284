"""The published networks that pgmpy carries in its wheel: read without pgmpy, and sampled.

They are the source of example cases and of comparison pictures. Nothing is ever downloaded, and
``fit`` never reads a network's arrows or tables.

References:
    [1] F. Cozman, "The Interchange Format for Bayesian Networks (BIF)", 1998.
    [2] The Bayesian Network Repository, https://www.bnlearn.com/bnrepository.
"""

import gzip
import importlib.util
import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from jaxtyping import Float64, Int16

from neurosym.cases.names import did_you_mean
from neurosym.errors import DataError, MissingDependencyError

_SUFFIX = ".bif.gz"
_VARIABLE = re.compile(r"variable\s+(\S+)\s*\{\s*type\s+discrete\s*\[\s*\d+\s*\]\s*\{([^}]*)\}")
_PROBABILITY = re.compile(r"probability\s*\(\s*([^)|\s]+)\s*(?:\|([^)]*))?\)\s*\{([^}]*)\}")
_ROW = re.compile(r"(?:\(([^)]*)\)|table)\s*([^;()]*);")


@dataclass(frozen=True, slots=True, eq=False)
class Network:
    """A discrete Bayesian network, as data to sample from and to compare with.

    Attributes:
        names: Its variables.
        states: The states of each.
        parents: The parents of each, as places in ``names``.
        tables: Of each variable its table [parent states ..., state]; rows sum to one.
    """

    names: tuple[str, ...]
    states: tuple[tuple[str, ...], ...]
    parents: tuple[tuple[int, ...], ...]
    tables: tuple[Float64[np.ndarray, "..."], ...]

    @property
    def edges(self) -> tuple[tuple[str, str], ...]:
        """The arrows, as pairs of cause and effect."""
        return tuple(
            (self.names[parent], self.names[child])
            for child, parents in enumerate(self.parents)
            for parent in parents
        )

    def order(self) -> tuple[int, ...]:
        """Return the variables' places, causes before effects.

        Raises:
            DataError: When the arrows form a cycle.
        """
        placed: list[int] = []
        waiting = list(range(len(self.names)))
        while waiting:
            ready = [i for i in waiting if set(self.parents[i]) <= set(placed)]
            if not ready:
                circle = ", ".join(self.names[i] for i in waiting)
                raise DataError(f"the arrows between {circle} form a cycle; remove one")
            placed.extend(ready)
            waiting = [i for i in waiting if i not in ready]
        return tuple(placed)

    def sample(
        self, count: int, generator: np.random.Generator
    ) -> Int16[np.ndarray, "case variable"]:
        """Return cases drawn forward, causes before effects.

        Each variable has a stream of its own, so that the first rows of a longer draw from an
        equally seeded generator are the same.

        Args:
            count: How many cases.
            generator: The source of randomness; streams are spawned from it.

        Returns:
            The index of the state of each variable.
        """
        codes = np.zeros((count, len(self.names)), dtype=np.int16)
        streams = generator.spawn(len(self.names))
        for i in self.order():
            rows = self.tables[i][tuple(codes[:, parent] for parent in self.parents[i])]
            steps = np.cumsum(np.broadcast_to(rows, (count, len(self.states[i]))), axis=1)
            drawn = streams[i].random(count)[:, None] * steps[:, -1:]
            codes[:, i] = (drawn >= steps[:, :-1]).sum(axis=1)
        return codes


def read_network(name: str) -> Network:
    """Return a published network by its name, such as ``child``.

    Raises:
        MissingDependencyError: When pgmpy is not installed.
        DataError: When it carries no such network.
    """
    folder = _example_folder()
    path = folder / f"{name}{_SUFFIX}"
    if not re.fullmatch(r"[\w-]+", name) or not path.is_file():
        known = [found.name.removesuffix(_SUFFIX) for found in folder.glob(f"*{_SUFFIX}")]
        raise DataError(f"pgmpy carries no network {name!r}; {did_you_mean(name, known)}")
    with gzip.open(path, "rt", encoding="utf-8") as file:
        return parse_bif(file.read(), name)


def parse_bif(text: str, source: str) -> Network:
    """Return the network that a text in the interchange format describes [1].

    Args:
        text: The text, as the repository writes it [2]: one row for each joint parent state.
        source: What messages call it.

    Raises:
        DataError: When a part is missing or does not fit.
    """
    states = {
        name: tuple(state.strip() for state in body.split(","))
        for name, body in _VARIABLE.findall(text)
    }
    names = tuple(states)
    parents: dict[str, tuple[int, ...]] = {}
    tables: dict[str, Float64[np.ndarray, ...]] = {}
    for name, given, body in _PROBABILITY.findall(text):
        causes = [cause.strip() for cause in given.split(",")] if given else []
        if unknown := [word for word in (name, *causes) if word not in states]:
            raise DataError(f"{source}: {unknown[0]} has a table but is not declared")
        parents[name] = tuple(names.index(cause) for cause in causes)
        tables[name] = _table([states[cause] for cause in causes], states[name], body, source, name)
    if not states or set(tables) != set(states):
        absent = ", ".join(sorted(set(states) - set(tables))) or "every variable"
        raise DataError(f"{source}: there is no table for {absent}")
    return Network(
        names,
        tuple(states.values()),
        tuple(parents[name] for name in names),
        tuple(tables[name] for name in names),
    )


def normalised(
    table: Float64[np.ndarray, "*parent state"], source: str, name: str
) -> Float64[np.ndarray, "*parent state"]:
    """Return the table with rows that sum to one.

    Raises:
        DataError: When a row is missing, negative, or sums to anything but about one.
    """
    sums = table.sum(axis=-1, keepdims=True)
    if not (np.abs(sums - 1) < 1e-3).all() or (table < 0).any():  # noqa: PLR2004 - printed digits
        raise DataError(f"{source}: {name}: every row of its table must be there and sum to 1")
    scaled: Float64[np.ndarray, "*parent state"] = table / sums
    return scaled


def _table(
    parent_states: list[tuple[str, ...]], states: tuple[str, ...], body: str, source: str, name: str
) -> Float64[np.ndarray, "*parent state"]:
    table = np.full((*map(len, parent_states), len(states)), np.nan)
    for given, numbers in _ROW.findall(body):
        words = [word.strip() for word in given.split(",")] if given else []
        try:
            place = tuple(
                known.index(word) for known, word in zip(parent_states, words, strict=True)
            )
            table[place] = [float(number) for number in numbers.split(",")]
        except ValueError:
            raise DataError(f"{source}: {name}: the row ({given}) {numbers} fits not") from None
    return normalised(table, source, name)


def _example_folder() -> Path:
    """Return the folder of pgmpy's example networks, without importing pgmpy."""
    found = importlib.util.find_spec("pgmpy")
    if found is None or not found.submodule_search_locations:
        raise MissingDependencyError(
            "pgmpy, which carries the example networks, is not installed; "
            "pip install 'pgmpy>=1.1.2,<1.2'"
        )
    return Path(next(iter(found.submodule_search_locations))) / "utils" / "example_models"
