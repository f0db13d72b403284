"""The training cases that a pack names: sampled from a published network, scikit-learn's, a CSV.

A draw depends on the seed alone, and the first rows of a longer draw are the rows of a shorter
one. pgmpy is never imported, scikit-learn only where its data are asked for.
"""

from collections.abc import Mapping

import numpy as np
from jaxtyping import Float64, Int16

from neurosym.cases import CaseTable, Role, Variable, Vocabulary, read_csv
from neurosym.cases.names import did_you_mean
from neurosym.cases.table import MISSING
from neurosym.errors import CaseError, DataError, PackError
from neurosym.packs.illustrative import with_illustrative
from neurosym.packs.network_file import Network, read_network
from neurosym.packs.pack import NetworkData, Pack, SklearnData

_SKLEARN = ("breast_cancer", "iris", "wine")


def load_data(pack: Pack, rows: int | None = None, seed: int | None = None) -> CaseTable:
    """Return the training cases of a pack.

    Args:
        pack: The pack; its ``[data]`` says where cases come from.
        rows: How many; by default as many as the pack says, or as the data have. Of given data, a
            random choice in random order.
        seed: The seed of the draw; by default the pack's, or 0 for given data.

    Returns:
        The cases; latent variables are missing throughout, numbers have no bins yet unless the
        pack gives cuts.

    Raises:
        PackError: When the pack names no data, or its variables do not fit them.
        DataError: When the data cannot be read, or have fewer rows.
    """
    source = pack.data
    if source is None:
        raise PackError(
            f"the pack {pack.name} names no data; pass your own, or add [data] to "
            f"{pack.causal_folder / 'pack.toml'}"
        )
    if isinstance(source, NetworkData):
        network = source_network(pack)
        generator = np.random.default_rng(source.seed if seed is None else seed)
        return _fitted(network, network.sample(rows or source.rows, generator), pack)
    if isinstance(source, SklearnData):
        table = _sklearn_table(source.name, pack)
    else:
        table = read_csv(source.path, pack.vocabulary, delimiter=source.delimiter)
    if rows is None and seed is None:
        return table
    if rows is not None and rows > len(table):
        raise DataError(f"the data of {pack.name} have {len(table)} rows; ask for no more")
    order = np.random.default_rng(seed or 0).permutation(len(table))
    return table.rows(order[:rows])


def source_network(pack: Pack) -> Network:
    """Return the network that a pack's cases are sampled from, additions included.

    It is what a benchmark's ceiling is computed from; ``fit`` never reads it.

    Raises:
        PackError: When the pack's data are not sampled from a network.
        DataError: When there is no such network.
    """
    if not isinstance(pack.data, NetworkData):
        raise PackError(f"the data of the pack {pack.name} are not sampled from a network")
    network = read_network(pack.data.network)
    extra = pack.data.illustrative
    return network if extra is None else with_illustrative(network, extra)


def published_network(pack: Pack) -> tuple[tuple[str, str], ...]:
    """Return the arrows of the published network that a pack is compared with.

    Args:
        pack: The pack.

    Returns:
        Pairs of cause and effect under the pack's names, for pictures only; none where the pack
        names no published network.

    Raises:
        DataError: When there is no such network.
    """
    if not pack.hard_case.published:
        return ()
    network = read_network(pack.hard_case.published)
    names = {}
    for name in network.names:
        try:
            names[name] = pack.vocabulary.find(name).name
        except CaseError:
            continue
    return tuple((names[a], names[b]) for a, b in network.edges if a in names and b in names)


def _fitted(network: Network, codes: Int16[np.ndarray, "case variable"], pack: Pack) -> CaseTable:
    """Return sampled codes under the pack's variables and states."""
    place = pack.causal_folder / "variables.toml"
    columns = {pack.vocabulary.find(n).name: i for i, n in _shared(network, pack.vocabulary)}
    fitted = np.full((len(codes), len(pack.vocabulary)), MISSING, dtype=np.int16)
    for i, variable in enumerate(pack.vocabulary):
        if variable.role is Role.LATENT:
            continue
        if variable.name not in columns:
            hint = did_you_mean(variable.name, network.names)
            raise PackError(
                f"{place}:[variables.{variable.name}] the network of the data has no such "
                f"variable; {hint}"
            )
        column = columns[variable.name]
        codes_here = [_state_code(variable, s, str(place)) for s in network.states[column]]
        fitted[:, i] = np.array(codes_here, dtype=np.int16)[codes[:, column]]
    return CaseTable(pack.vocabulary, fitted, np.full(fitted.shape, np.nan))


def _shared(network: Network, vocabulary: Vocabulary) -> list[tuple[int, str]]:
    """Return the network's variables that the vocabulary has too."""
    shared = []
    for i, name in enumerate(network.names):
        try:
            vocabulary.find(name)
        except CaseError:
            continue
        shared.append((i, name))
    return shared


def _state_code(variable: Variable, state: str, place: str) -> int:
    try:
        return variable.states.index(variable.find_state(state))
    except CaseError as error:
        raise PackError(f"{place}:[variables.{variable.name}] states: {error}") from None


def _sklearn_table(name: str, pack: Pack) -> CaseTable:
    """Return a data set of scikit-learn under the pack's variables."""
    numbers, labels = _sklearn_columns(name)
    place = pack.causal_folder / "variables.toml"
    codes = np.full((len(labels), len(pack.vocabulary)), MISSING, dtype=np.int16)
    values = np.full(codes.shape, np.nan)
    known = Vocabulary(tuple(Variable(column, numeric=True) for column in numbers))
    for i, variable in enumerate(pack.vocabulary):
        if variable.role is Role.LATENT:
            continue
        if variable.name == pack.target:
            codes[:, i] = [_state_code(variable, label, str(place)) for label in labels]
            continue
        try:
            column = numbers[known.find(variable.name).name]
        except CaseError as error:
            raise PackError(f"{place}:[variables.{variable.name}] {error}") from None
        if not variable.numeric:
            raise PackError(
                f"{place}:[variables.{variable.name}] the data are numbers; give a range"
            )
        values[:, i] = column
        codes[:, i] = np.searchsorted(variable.cuts, column, side="right")
    return CaseTable(pack.vocabulary, codes, values)


def _sklearn_columns(
    name: str,
) -> tuple[Mapping[str, Float64[np.ndarray, " case"]], list[str]]:
    """Return the columns and the labels of a data set that scikit-learn carries."""
    if name not in _SKLEARN:
        raise DataError(
            f"scikit-learn's {name!r} is not known here; {did_you_mean(name, _SKLEARN)}"
        )
    from sklearn import datasets  # noqa: PLC0415 - slow to import, and rarely needed

    bunch = getattr(datasets, f"load_{name}")()
    columns = {
        str(column): np.asarray(bunch.data[:, i], dtype=np.float64)
        for i, column in enumerate(bunch.feature_names)
    }
    return columns, [str(bunch.target_names[code]) for code in bunch.target]
