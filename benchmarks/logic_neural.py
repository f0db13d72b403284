"""Training on sums of handwritten digits: one step of ours, of DeepProbLog's, of the network alone.

All three run on the same images, in the same batches of 32, with the same network from the same
start and the same optimizer, one after another in one run on one thread. DeepProbLog's exact
engine has its cache on, and its steps are timed when all their goals are in it.

Three ratios are given. Ours compiles before the training, DeepProbLog as the training goes on, into
its cache: first, its mean step of this training against ours. Second, its step when all goals of a
batch are in its cache, against ours. Third, both from the first step on, our compiling included.
The network costs both sides about the same, so all ratios depend on it.

Run it with ``python -m benchmarks.logic_neural --peers PYTHON``, where PYTHON is an interpreter
that has the package deepproblog (and scikit-learn); without one, that column is left out.
"""

import argparse
import math
import os
import shlex
import statistics
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import torch
from torch.nn.functional import cross_entropy

from benchmarks.digit_sums import BATCH, Sum, accuracy, images_and_labels, network, sums
from benchmarks.peers import add_peers_option, ask_peer
from benchmarks.running import RESULTS, machine, write_results
from neurosym.logic.neural.program import Network, NeuralProgram, Output
from neurosym.logic.neural.queries import QueryBatch
from neurosym.logic.program import Program

PROGRAM = Path(__file__).parents[1] / "tests/programs/neural/addition.pl"
RATE = 3e-3
EARLY = 10
"""First steps whose losses are compared: later, training blows rounding errors up."""

SIZES = {1: (240, 12), 2: (6, 6)}
"""By digits of each number: training steps of all, and how many of the rival's are timed."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the comparison and write it down."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.logic_neural")
    add_peers_option(parser)
    parser.add_argument("--digits", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--steps", type=int, help="training steps, in place of the usual ones")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--date", default="", help="the day of the run, kept with the results")
    parser.add_argument("--out", type=Path, default=RESULTS / "logic_neural.json")
    given = parser.parse_args(arguments)
    torch.set_num_threads(1)
    rows = []
    for digits in given.digits:
        steps, timed = SIZES[digits]
        rows.append(compare(digits, given.steps or steps, timed, given.seed, given.peers))
        print(sentence(rows[-1]))
    typed = sys.argv[1:] if arguments is None else arguments
    write_results(
        given.out,
        {
            "benchmark": "logic_neural",
            "date": given.date,
            "command": shlex.join(["python", "-m", "benchmarks.logic_neural", *typed]),
            "machine": machine(),
            "load_average": round(os.getloadavg()[0], 1),
            "design": {"batch": BATCH, "rate": RATE, "seed": given.seed},
            "rows": rows,
        },
    )


def compare(digits: int, steps: int, timed: int, seed: int, peers: str) -> dict[str, object]:
    """Return what one size of numbers came to.

    Ours and the network alone are timed in turn, before the rival runs and after it. Of every
    engine each batch's shortest run counts, in seconds of the processor, so that other work on
    the machine tells as little as it can, and of these the mean over the batches.
    """
    batches = sums(digits, steps, seed)
    own, alone = _Ours(batches, seed), _Alone(seed)
    started = time.process_time()
    losses = [own.step(batch) for batch in own.encoded]
    trained, reached = time.process_time() - started, accuracy(own.read)
    timed = min(timed, steps)
    before = _in_turn(own, alone, batches[:timed])
    numbers = [str(number) for number in (digits, steps, timed, seed)]
    rival = ask_peer(peers, "deepproblog_sums", numbers)
    after = _in_turn(own, alone, batches[:timed])
    ours, network_alone = (
        statistics.fmean(map(min, first, second)) * 1e3
        for first, second in zip(before, after, strict=True)
    )
    row: dict[str, object] = {
        "digits": digits,
        "steps": steps,
        "ours_ms": ours,
        "network_ms": network_alone,
        "over_network": ours / network_alone,
        "compile_s": own.compile_seconds,
        "ours_losses": losses,
        "ours_accuracy": reached,
        "ours_trained_ms": (own.compile_seconds + trained) * 1e3 / steps,
    }
    return row | (compared(row, rival) if "fault" not in rival else {"deepproblog": rival["fault"]})


def compared(row: Mapping[str, Any], rival: Mapping[str, Any]) -> dict[str, object]:
    """Return DeepProbLog's figures beside ours."""
    ms = statistics.fmean(rival["seconds"]) * 1e3
    trained = rival["training_s"] * 1e3 / row["steps"]
    apart = [abs(a - b) for a, b in zip(row["ours_losses"], rival["losses"], strict=True)]
    return {
        "deepproblog": rival["version"],
        "deepproblog_ms": ms,
        "deepproblog_seconds": rival["seconds"],
        "deepproblog_trained_ms": trained,
        "deepproblog_losses": rival["losses"],
        "deepproblog_accuracy": rival["accuracy"],
        "faster": trained / row["ours_ms"],
        "faster_cached": ms / row["ours_ms"],
        "faster_trained": trained / row["ours_trained_ms"],
        "losses_apart": max(apart[:EARLY]),
    }


def _in_turn(
    own: "_Ours", alone: "_Alone", batches: Sequence[Sequence[Sum]], repeats: int = 25
) -> tuple[list[float], list[float]]:
    """Return each batch's shortest seconds of a step of ours, and of one of the network."""
    ours, network_alone = [[math.inf] * len(batches) for _ in range(2)]
    for _ in range(repeats):
        for place, batch in enumerate(batches):
            started = time.process_time()
            own.step(own.encoded[place])
            between = time.process_time()
            alone.step(batch)
            ended = time.process_time()
            ours[place] = min(ours[place], between - started)
            network_alone[place] = min(network_alone[place], ended - between)
    return ours, network_alone


class _Ours:
    """Our training: goals encoded once, then one forward and one backward pass a step."""

    def __init__(self, batches: Sequence[Sequence[Sum]], seed: int) -> None:
        images, _ = images_and_labels()
        self.read = network(seed)
        self.program = NeuralProgram(
            Program.load(PROGRAM),
            {"mnist_net": Network(self.read, Output.LOGITS)},
            {"train": images},
        )
        started = time.process_time()
        self.encoded = [self.program.encode([_goal(s) for s in batch]) for batch in batches]
        self.compile_seconds = time.process_time() - started
        self.optimizer = torch.optim.Adam(self.program.parameters(), lr=RATE)

    def step(self, batch: QueryBatch) -> float:
        """Take one step and return its loss."""
        loss = self.program.loss(batch)
        self.optimizer.zero_grad(set_to_none=True)
        torch.autograd.backward(loss)
        self.optimizer.step()
        return float(loss.detach())


class _Alone:
    """The network alone on the same images, told what every digit is."""

    def __init__(self, seed: int) -> None:
        self.images, self.labels = images_and_labels()
        self.read = network(seed)
        self.optimizer = torch.optim.Adam(self.read.parameters(), lr=RATE)

    def step(self, batch: Sequence[Sum]) -> float:
        """Take one step and return its loss."""
        rows = torch.tensor([image for item in batch for image in item.images])
        loss = cross_entropy(self.read(self.images[rows]), self.labels[rows])
        self.optimizer.zero_grad(set_to_none=True)
        torch.autograd.backward(loss)
        self.optimizer.step()
        return float(loss.detach())


def _goal(item: Sum) -> str:
    first, second = (
        [f"tensor(train({image}))" for image in images] for images in (item.first, item.second)
    )
    if len(first) == 1:
        return f"addition({first[0]},{second[0]},{item.total})"
    return f"multi_addition([{','.join(first)}],[{','.join(second)}],{item.total})"


def sentence(row: dict[str, object]) -> str:
    """Return a row in words."""
    own = (
        f"{row['digits']} digit(s): ours {row['ours_ms']:.2f} ms a step, the network alone "
        f"{row['network_ms']:.2f} ms ({row['over_network']:.2f}x)"
    )
    parts = [own]
    if "faster" in row:
        parts.append(
            f"DeepProbLog {row['deepproblog_trained_ms']:,.0f} ms: {row['faster']:,.0f}x; all in "
            f"its cache {row['deepproblog_ms']:,.0f} ms: {row['faster_cached']:,.0f}x; our "
            f"compiling included {row['ours_trained_ms']:.1f} ms: {row['faster_trained']:,.0f}x; "
            f"after {row['steps']} steps accuracy {row['ours_accuracy']:.3f} and "
            f"{row['deepproblog_accuracy']:.3f}, losses of the first steps within "
            f"{row['losses_apart']:.1e}"
        )
    else:
        parts.append(f"DeepProbLog {row['deepproblog']}; accuracy {row['ours_accuracy']:.3f}")
    return "; ".join(parts)


if __name__ == "__main__":
    main()
