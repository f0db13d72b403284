"""Compiled circuits kept on disk, so that a second start compiles nothing.

A circuit's file is named by a hash of all that it depends on: the rules, the choices, what is
asked and the library's version, but not the probabilities. A file is written beside its place and
moved there in one step, so that another process sees all of it or nothing; what cannot be read is
compiled anew. The folder is `circuits` in `NEUROSYM_CACHE`, else in `neurosym` of the user's cache
folder; `NEUROSYM_CACHE=off` keeps nothing.
"""

import json
import os
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path

import numpy as np

import neurosym
from neurosym.logic.cache_place import cache_place
from neurosym.logic.circuit import Circuit, CircuitLiteral, Layer, LiteralKind, NodeKind
from neurosym.logic.elimination.task import EliminationTask

_FORMAT = 1
_MOST_BYTES = 512_000_000


def cache_folder() -> Path | None:
    """Return the folder of the cache; None where it is switched off."""
    return cache_place("circuits")


def circuit_key(task: EliminationTask, cards: Mapping[int, int] | None, ways: Sequence[str]) -> str:
    """Return a hash of all that a circuit depends on."""
    leaves = task.ground.leaves
    parts = (
        _FORMAT,
        neurosym.__version__,
        sorted((cards or {}).items()),
        list(ways),
        task.smooth,
        list(task.roots),
        task.ground.evidence,
        list(task.broken),
        sorted(task.marks.items()),
        [(c.leaves, c.complete, c.variable, c.states, c.others) for c in task.choices],
        [[leaves[leaf].kind.value for leaf in c.leaves] for c in task.choices],
        [list(nodes) for nodes in task.nodes],
        [(rule.head, rule.body, rule.clause) for rules in task.by_head.values() for rule in rules],
    )
    import hashlib  # noqa: PLC0415 - a small query keeps no circuit and should start at once

    return hashlib.sha256(repr(parts).encode()).hexdigest()


def load(key: str) -> Circuit | None:
    """Return the circuit of a key; None if it is not there or cannot be read."""
    folder = cache_folder()
    if folder is None:
        return None
    import zipfile  # noqa: PLC0415

    path = folder / f"{key}.npz"
    try:
        with path.open("rb") as opened, np.load(opened, allow_pickle=False) as file:
            circuit = _read(file)
        os.utime(path)
    except (OSError, ValueError, KeyError, EOFError, TypeError, zipfile.BadZipFile):
        return None
    return circuit


def store(key: str, circuit: Circuit) -> None:
    """Keep a circuit; does nothing where the folder cannot be written."""
    folder = cache_folder()
    if folder is None:
        return
    import tempfile  # noqa: PLC0415

    with suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=folder, suffix=".part")
        try:
            with os.fdopen(handle, "wb") as file:
                np.savez(file, allow_pickle=False, **_arrays(circuit))
            Path(name).replace(folder / f"{key}.npz")
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
        _prune(folder)


def _arrays(circuit: Circuit) -> dict[str, np.ndarray]:
    literals = json.dumps([asdict(literal) for literal in circuit.literals])
    shapes = [
        (layer.kind is NodeKind.PRODUCT, layer.first, *layer.inputs.shape)
        for layer in circuit.layers
    ]
    inputs = [layer.inputs.ravel() for layer in circuit.layers]
    return {
        "literals": np.frombuffer(literals.encode(), dtype=np.uint8),
        "shapes": np.array(shapes, dtype=np.int64).reshape(len(shapes), 4),
        "inputs": np.concatenate([np.zeros(0, dtype=np.int64), *inputs]),
        "roots": circuit.roots,
        "nodes": np.array(circuit.nodes),
    }


def _read(file: Mapping[str, np.ndarray]) -> Circuit:
    literals = tuple(
        CircuitLiteral(
            LiteralKind(item["kind"]),
            tuple(item["leaves"]),
            item["variable"],
            tuple(item["states"]),
            item["constraint"],
        )
        for item in json.loads(file["literals"].tobytes())
    )
    layers = []
    inputs = file["inputs"]
    at = 0
    for is_product, first, rows, arity in file["shapes"].tolist():
        wires = inputs[at : at + rows * arity].reshape(rows, arity)
        layers.append(Layer(NodeKind.PRODUCT if is_product else NodeKind.SUM, first, wires))
        at += rows * arity
    return Circuit(literals, tuple(layers), file["roots"], int(file["nodes"]))


def _prune(folder: Path) -> None:
    """Remove the circuits that were used least recently, if all take more than the limit."""
    found = []
    for path in folder.glob("*"):
        with suppress(OSError):
            status = path.stat()
            found.append((status.st_mtime, status.st_size, path))
    total = sum(size for _, size, _ in found)
    for _, size, path in sorted(found):
        if total <= _MOST_BYTES:
            return
        with suppress(OSError):
            path.unlink()
            total -= size
