"""KLay's side of the circuit benchmark: run by a Python that has it, it prints its figures as JSON.

    python -m benchmarks.klay_worker CIRCUIT.npz DEVICE ROUNDS

The circuit is rebuilt in KLay node by node; KLay gives the literals' negations columns of their
own, which this circuit does not use.
"""

import json
import sys
import time
from collections.abc import Callable
from importlib.metadata import version

import numpy as np
import torch
from torch import Tensor


def seconds(step: Callable[[], object], rounds: int, device: str) -> list[float]:
    """Return the time of each round: of the processor, or of the wall on another device."""
    clock = time.process_time if device == "cpu" else time.perf_counter
    taken = []
    for _ in range(rounds):
        begun = clock()
        step()
        if device != "cpu":
            torch.cuda.synchronize()
        taken.append(clock() - begun)
    return taken


def module_of(described: dict[str, np.ndarray]) -> Callable[[Tensor, Tensor], Tensor]:
    """Return the circuit as KLay's torch module."""
    import klay  # noqa: PLC0415 - only the peer's Python has it

    circuit = klay.Circuit()
    literals = int(described["literals"])
    nodes = [circuit.false_node(), circuit.true_node()]
    nodes += [circuit.literal_node(number + 1) for number in range(literals)]
    for layer in range(int(described["layers"])):
        make = circuit.or_node if described[f"sum{layer}"] else circuit.and_node
        nodes += [make([nodes[i] for i in row]) for row in described[f"inputs{layer}"].tolist()]
    for root in described["roots"].tolist():
        circuit.set_root(nodes[root])
    circuit.remove_unused_nodes()
    module: Callable[[Tensor, Tensor], Tensor] = circuit.to_torch_module(
        semiring="log", compile=False
    ).to(described["device"].item())
    return module


def main() -> None:
    """Evaluate and differentiate, and print what came out."""
    torch.set_num_threads(1)
    file, device, rounds = sys.argv[1], sys.argv[2], int(sys.argv[3])
    described = dict(np.load(file)) | {"device": np.array(device)}
    module = module_of(described)
    weights = torch.from_numpy(described["weights"]).to(device).requires_grad_()
    negations = torch.zeros_like(weights)
    found: dict[str, Tensor] = {}

    def step() -> None:
        weights.grad = None
        found["values"] = module(weights, negations)
        found["values"].sum().backward()  # type: ignore[no-untyped-call]

    taken = seconds(step, 1 + rounds, device)[1:]
    assert weights.grad is not None
    result = {
        "ms": 1e3 * min(taken),
        "values": found["values"][:8].tolist(),
        "gradient": weights.grad[:8].tolist(),
        "version": version("klaycircuits"),
    }
    print(json.dumps(result))


if __name__ == "__main__":
    main()
