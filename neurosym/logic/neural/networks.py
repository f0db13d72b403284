"""Networks that decide neural predicates, and the tensors that they are asked about."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any, Protocol, runtime_checkable

import numpy as np
import torch
from jaxtyping import Bool, Float, Int64, Shaped
from torch import Tensor, nn
from torch.nn.functional import log_softmax, logsigmoid

from neurosym.errors import DataError
from neurosym.numerics.logtorch import log, log1mexp

_SUM_TOLERANCE = 1e-3
"""How far probabilities of labels may be from summing to one: float32's rounding is far below."""

Inputs = Shaped[Tensor, "batch ..."]


class Output(StrEnum):
    """What a network returns, one row an input.

    LOGITS: scores, made probabilities by a softmax over the labels, or by a sigmoid where it
    gives a single probability; this is the stablest. PROBABILITIES: they sum to one.
    LOG_PROBABILITIES: their logarithms. TENSOR: values with a meaning of their own, for
    ``nn(Net, Inputs, Y)``.
    """

    LOGITS = "logits"
    PROBABILITIES = "probabilities"
    LOG_PROBABILITIES = "log-probabilities"
    TENSOR = "tensor"


class Network(nn.Module):
    """A module with what its output means.

    Args:
        module: Takes one tensor ``[batch, ...]`` for each input of the neural predicate, and
            returns ``[batch, label]``, or ``[batch]`` or ``[batch, 1]`` for a single probability.
        output: What it returns.

    Example:
        >>> network = Network(nn.Linear(64, 10), Output.LOGITS)
        >>> network.log_outputs("digits", (torch.zeros(2, 64),), 10).shape
        torch.Size([2, 10])
    """

    def __init__(self, module: nn.Module, output: Output) -> None:
        super().__init__()
        self.module = module
        self.output = output

    def forward(self, *inputs: Inputs) -> Inputs:
        """Return what the module returns."""
        found: Tensor = self.module(*inputs)
        return found

    def log_outputs(
        self, name: str, inputs: Sequence[Inputs], labels: int
    ) -> Float[Tensor, "batch label"]:
        """Log-probabilities of the labels.

        Args:
            name: The network's name, for messages.
            inputs: One tensor for each input.
            labels: How many labels there are; 0 for a single probability.

        Returns:
            A column a label; for a single probability, that it holds and that it does not.

        Raises:
            DataError: The module returns another number of columns, or no probabilities.
        """
        found = self(*inputs)
        rows = len(inputs[0])
        wanted = labels or 1
        if found.numel() != rows * wanted or (labels and found.ndim != 2):  # noqa: PLR2004
            raise DataError(
                f"the network {name} returned the shape {list(found.shape)} for {rows} inputs, but "
                f"its neural predicate needs [{rows}, {wanted}]; correct its last layer or the "
                "labels"
            )
        if self.output is Output.TENSOR:
            raise DataError(
                f"the network {name} is declared to return tensors, but its neural predicate needs "
                "probabilities; declare its output as logits or probabilities"
            )
        return self._labelled(name, found) if labels else self._single(name, found.reshape(rows))

    def _labelled(
        self, name: str, found: Float[Tensor, "batch label"]
    ) -> Float[Tensor, "batch label"]:
        if self.output is Output.LOGITS:
            _refuse_unless(name, found.detach().amax(dim=1).isfinite())
            return log_softmax(found, dim=1)
        logs = self.output is Output.LOG_PROBABILITIES
        given = found.detach().exp() if logs else found.detach()
        off = float((given.sum(dim=1) - 1.0).abs().max()) if len(found) else 0.0
        if not off <= _SUM_TOLERANCE:
            end, what = ("log_softmax", "log-") if logs else ("softmax", "")
            raise DataError(
                f"the network {name} is declared to return {what}probabilities, but a row sums to "
                f"one only within {off:.2g}; end it with a {end}, or declare its output as logits"
            )
        return found if logs else log(found)

    def _single(self, name: str, found: Float[Tensor, " batch"]) -> Float[Tensor, "batch label"]:
        if self.output is Output.LOGITS:
            _refuse_unless(name, found.detach().isfinite())
            return torch.stack([logsigmoid(found), logsigmoid(-found)], dim=1)
        if self.output is Output.LOG_PROBABILITIES:
            _refuse_unless(name, found.detach() <= 0.0)
            return torch.stack([found, log1mexp(found)], dim=1)
        _refuse_unless(name, (found.detach() >= 0.0) & (found.detach() <= 1.0))
        return torch.stack([log(found), log(1.0 - found)], dim=1)


def _refuse_unless(name: str, usable: Bool[Tensor, " batch"]) -> None:
    """Raise a DataError where a network's output is no score or probability."""
    if not bool(usable.all()):
        row = int((~usable).nonzero()[0, 0])
        raise DataError(
            f"the network {name} returned for its input {row} what stands for no probability: a "
            "number that is infinite, undefined or out of range; correct its weights, its last "
            "layer, or what its output is declared as"
        )


@runtime_checkable
class TensorSource(Protocol):
    """A data set of tensors, indexed by what stands in ``tensor(source(index))``.

    The index is a number, the text of an atom, or a tuple where there are several. A torch tensor
    is a source, ``[case, ...]``, and the quickest. (The index is typed ``Any``: each source takes
    its own.)
    """

    def __getitem__(self, index: Any, /) -> object:
        """Return the tensor of an index."""


class TensorTable:
    """Numbers for the tensors that queries name.

    Args:
        sources: Data sets by name.
    """

    def __init__(self, sources: Mapping[str, TensorSource]) -> None:
        self.sources = dict(sources)
        self._numbers: dict[object, int] = {}
        self._places: list[tuple[str, object]] = []
        self._rows = np.zeros((0, 2), dtype=np.int64)

    def number(self, name: object) -> int:
        """Return the number of a tensor, by its name without ``tensor(...)``.

        Raises:
            DataError: Its source is unknown, or a torch tensor that is too short.
        """
        known = self._numbers.get(name)
        if known is not None:
            return known
        source, index = _place(name)
        if source not in self.sources:
            names = ", ".join(sorted(self.sources)) or "none"
            raise DataError(
                f"the query names a tensor of {source}, but the tensor sources are: {names}; "
                "give the source, or correct the name"
            )
        found = self.sources[source]
        if isinstance(found, Tensor) and isinstance(index, int) and not 0 <= index < len(found):
            raise DataError(
                f"the tensor source {source} has {len(found)} tensors, numbered from 0, but a "
                f"query names number {index}; correct the index"
            )
        self._numbers[name] = len(self._places)
        self._places.append((source, index))
        return self._numbers[name]

    def gather(self, numbers: Int64[np.ndarray, " batch"]) -> Inputs:
        """Return tensors by number, stacked.

        Raises:
            DataError: A source has no such tensor.
        """
        if len(self._rows) < len(self._places):
            self._rows = self._direct_rows()
        rows = self._rows[numbers]
        first = rows[0, 0]
        if first >= 0 and bool((rows[:, 0] == first).all()):
            source = list(self.sources.values())[first]
            if isinstance(source, Tensor):
                return source.index_select(0, torch.from_numpy(rows[:, 1].copy()).to(source.device))
        return torch.stack([self._one(*self._places[number]) for number in numbers.tolist()])

    def _direct_rows(self) -> Int64[np.ndarray, "fact 2"]:
        """Return source and row of every tensor; -1 as the source where it is no torch tensor."""
        places = {name: place for place, name in enumerate(self.sources)}
        return np.array(
            [
                (places[source], index)
                if isinstance(self.sources[source], Tensor) and isinstance(index, int)
                else (-1, -1)
                for source, index in self._places
            ],
            dtype=np.int64,
        ).reshape(-1, 2)

    def _one(self, source: str, index: object) -> Shaped[Tensor, "..."]:
        try:
            return torch.as_tensor(self.sources[source][index])
        except (KeyError, IndexError, TypeError, ValueError) as error:
            raise DataError(
                f"the tensor source {source} has no tensor {index!r}; correct the index"
            ) from error


def _place(name: object) -> tuple[str, object]:
    """Return source and index of ``train(3)``; a source may also be a lone atom."""
    if not isinstance(name, tuple):
        return str(name), ()
    source, *index = name
    return str(source), index[0] if len(index) == 1 else tuple(index)
