"""DeepProbLog's side of the comparison: run by a Python that has it, it prints its figures as JSON.

Run with ``python -m benchmarks.deepproblog_sums DIGITS STEPS TIMED SEED``. Its exact engine keeps
compiled circuits in a cache: the timed steps are taken again after the training, when all their
goals are in it.
"""

import json
import sys
import time
import warnings
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

import torch
from torch import Tensor, nn

from benchmarks.digit_sums import Sum, accuracy, images_and_labels, network, sums

PROGRAM = Path(__file__).parents[1] / "tests/programs/neural/addition.pl"
RATE = 3e-3


def main() -> None:
    """Train and time, and print what came out."""
    warnings.simplefilter("ignore")
    torch.set_num_threads(1)
    digits, steps, timed, seed = map(int, sys.argv[1:])
    from deepproblog.engines import ExactEngine  # noqa: PLC0415 - only the rival's Python has it
    from deepproblog.model import Model  # noqa: PLC0415
    from deepproblog.network import Network  # noqa: PLC0415
    from deepproblog.train import TrainObject  # noqa: PLC0415

    images, _ = images_and_labels()
    read = network(seed)
    optimizer = torch.optim.Adam(read.parameters(), lr=RATE)
    wrapped = Network(nn.Sequential(read, nn.Softmax(1)), "mnist_net", optimizer, batching=True)
    model = Model(str(PROGRAM), [wrapped])
    model.set_engine(ExactEngine(model), cache=True)
    model.add_tensor_source("train", _Images(images))
    trainer = TrainObject(model)

    def step(batch: list[Sum]) -> float:
        model.train()
        model.optimizer.zero_grad()
        queries = [_query(item) for item in batch]
        loss = trainer.get_loss(queries, model.solver.semiring.cross_entropy)
        model.optimizer.step()
        return float(loss)

    batches = sums(digits, steps, seed)
    started = time.process_time()
    losses = [step(batch) for batch in batches]
    training_s = time.process_time() - started
    reached = accuracy(read)
    print(
        json.dumps(
            {
                "losses": losses,
                "training_s": training_s,
                "accuracy": reached,
                "seconds": [_timed(step, batch) for batch in batches[:timed]],
                "version": version("deepproblog"),
            }
        )
    )


def _timed(step: Callable[[list[Sum]], float], batch: list[Sum]) -> float:
    """Return the shortest of three runs, in seconds of the processor."""
    seconds = []
    for _ in range(3):
        started = time.process_time()
        step(batch)
        seconds.append(time.process_time() - started)
    return min(seconds)


class _Images:
    """A tensor source: DeepProbLog asks by a tuple of constants."""

    def __init__(self, images: Tensor) -> None:
        self._images = images

    def __getitem__(self, index: tuple[object, ...]) -> Tensor:
        return self._images[int(index[0])]  # type: ignore[call-overload]


def _query(item: Sum) -> object:
    """Return the goal about named tensors, so that equal sums have one circuit."""
    from deepproblog.query import Query  # noqa: PLC0415
    from problog.logic import Constant, Term, list2term  # noqa: PLC0415

    names = [Term(f"i{place}") for place in range(len(item.images))]
    tensors = [Term("tensor", Term("train", Constant(image))) for image in item.images]
    half = len(item.first)
    if half == 1:
        goal = Term("addition", *names, Constant(item.total))
    else:
        parts = [list2term(names[:half]), list2term(names[half:])]
        goal = Term("multi_addition", *parts, Constant(item.total))
    return Query(goal, dict(zip(names, tensors, strict=True)))


if __name__ == "__main__":
    main()
