"""Evaluation and gradient of compiled circuits on a batch of 1,024: ours beside KLay's.

    NEUROSYM_DATA=.../shared/data python -m benchmarks.logic_circuits --peers PYTHON

PYTHON is an interpreter that has the package klaycircuits. Both sides are given the same circuits,
node by node, and the same log-weights in float32: circuits as we compile them, and as decision
diagrams. They take turns, and the best time of each is compared; values and gradients are, too.
"""

import argparse
import json
import shlex
import statistics
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import torch

from benchmarks.klay_worker import seconds
from benchmarks.logic import write_programs
from benchmarks.peers import add_peers_option, ask_peer
from benchmarks.running import RESULTS, machine, write_results
from neurosym.logic.circuit import Circuit, NodeKind
from neurosym.logic.compiling import compile_circuit
from neurosym.logic.program import Program
from neurosym.logic.stages import Way
from neurosym.logic.torch_circuit import TorchCircuit
from neurosym.logic.weights import log_weights

PROGRAMS = ("smokers20_local", "add2", "alarm", "child")
WAYS = {"compiled": tuple(Way), "diagrams": (Way.DIAGRAMS,)}
BATCH = 1024


def described(circuit: Circuit, weights: np.ndarray) -> dict[str, np.ndarray]:
    """Return a circuit and a batch of weights as arrays."""
    found = {
        "literals": np.array(len(circuit.literals)),
        "layers": np.array(len(circuit.layers)),
        "roots": circuit.roots,
        "weights": weights,
    }
    for number, layer in enumerate(circuit.layers):
        found[f"sum{number}"] = np.array(layer.kind is NodeKind.SUM)
        found[f"inputs{number}"] = layer.inputs
    return found


def measured(circuit: Circuit, weights: np.ndarray, device: str, rounds: int) -> dict[str, object]:
    """Return our time, values and gradient."""
    module = TorchCircuit(circuit).to(device)
    rows = torch.from_numpy(weights).to(device).requires_grad_()
    found: dict[str, torch.Tensor] = {}

    def step() -> None:
        rows.grad = None
        found["values"] = module(rows)
        found["values"].sum().backward()  # type: ignore[no-untyped-call]

    taken = seconds(step, 1 + rounds, device)[1:]
    assert rows.grad is not None
    return {
        "ms": 1e3 * min(taken),
        "values": found["values"][:8].tolist(),
        "gradient": rows.grad[:8].tolist(),
    }


def compare(circuit: Circuit, weights: np.ndarray, given: argparse.Namespace) -> dict[str, object]:
    """Return what both sides took, in turns, and how far they are apart."""
    row: dict[str, object] = {"nodes": circuit.nodes, "edges": circuit.edges}
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "circuit.npz"
        np.savez(file, **described(circuit, weights))  # type: ignore[arg-type]
        ours, theirs = [], []
        for _ in range(given.turns):
            ours.append(measured(circuit, weights, given.device, 5))
            arguments = [str(file), given.device, "3"]
            theirs.append(ask_peer(given.peers, "klay_worker", arguments))
            if "fault" in theirs[-1]:
                return row | {"ours_ms": _best(ours), "klay": theirs[-1]["fault"]}
    row |= {"ours_ms": _best(ours), "klay_ms": _best(theirs), "klay": theirs[0]["version"]}
    row["ratio"] = _best(theirs) / _best(ours)
    for part in ("values", "gradient"):
        first, second = (torch.tensor(side[0][part]) for side in (ours, theirs))
        row[f"{part}_apart"] = float((first - second).abs().nan_to_num(posinf=0.0).max())
    return row


def _best(found: Sequence[Mapping[str, object]]) -> float:
    return min(float(str(result["ms"])) for result in found)


def circuits(names: Sequence[str]) -> list[tuple[str, str, Circuit, np.ndarray]]:
    """Return the circuits of the programs, and weights near theirs."""
    found = []
    generator = np.random.default_rng(0)
    with tempfile.TemporaryDirectory() as folder:
        write_programs(Path(folder))
        for name in names:
            ground = Program.load(Path(folder) / f"{name}.pl").ground()
            for way, allowed in WAYS.items():
                circuit = compile_circuit(ground, ways=allowed)
                start = log_weights(circuit, ground)[:, 0]
                noise = 0.1 * generator.normal(size=(BATCH, len(start)))
                found.append((name, way, circuit, (start + noise).astype(np.float32)))
    return found


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.logic_circuits")
    add_peers_option(parser)
    parser.add_argument("--quick", action="store_true", help="smoke test: one program")
    parser.add_argument("--turns", type=int, default=3, help="how often both sides take turns")
    parser.add_argument("--device", default="cpu", help="where both run: cpu or cuda")
    parser.add_argument("--date", default="", help="the day of the run, kept with the results")
    parser.add_argument("--out", type=Path, help="where the results go")
    given = parser.parse_args(arguments)
    torch.set_num_threads(1)
    rows: list[dict[str, object]] = []
    for name, way, circuit, weights in circuits(PROGRAMS[-1:] if given.quick else PROGRAMS):
        row = {"program": name, "circuit": way, **compare(circuit, weights, given)}
        rows.append(row)
        print(json.dumps(row), flush=True)
    ratios = [float(str(row["ratio"])) for row in rows if "ratio" in row]
    summary = {}
    if ratios:
        summary = {"geometric_mean": statistics.geometric_mean(ratios), "smallest": min(ratios)}
        print(json.dumps(summary))
    out = given.out or (None if given.quick else RESULTS / "logic_circuits.json")
    if out is not None:
        typed = sys.argv[1:] if arguments is None else arguments
        command = shlex.join(["python", "-m", "benchmarks.logic_circuits", *typed])
        about = {"benchmark": "logic_circuits", "date": given.date, "command": command}
        about |= {"machine": machine(), "device": given.device, "batch": BATCH, "dtype": "float32"}
        write_results(out, {**about, "rows": rows, "summary": summary})


if __name__ == "__main__":
    main()
