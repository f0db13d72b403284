"""From tensors to the weights of circuits: every network runs once for a batch.

The calls of all rows and circuits that ask one network about tensors are gathered, equal ones
once, sent through it, and handed back as columns. Inputs that are results of networks or
operations themselves are computed first, row by row in step.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import torch
from jaxtyping import Float, Int64
from torch import Tensor, nn

from neurosym.errors import DataError
from neurosym.logic.neural.networks import Network, TensorTable
from neurosym.logic.neural.operations import OPERATIONS
from neurosym.logic.neural.weighing import CallGroup, NetworkCall, WeightPlan, slot_of, together
from neurosym.numerics.logtorch import log

Columns = Float[Tensor, "..."]
"""Log-probabilities of a network call's labels, a row a query; each call has its own size."""


@dataclass(frozen=True, slots=True, eq=False)
class Asked:
    """Rows of a batch that one circuit answers.

    Attributes:
        plan: Where its weights come from.
        tensors: Numbers of every row's tensors.
    """

    plan: WeightPlan
    tensors: Int64[np.ndarray, "batch ..."]


class NetworkRunner:
    """Runs networks on the tensors of one batch.

    Args:
        networks: Networks by name.
        table: The tensors.
    """

    def __init__(self, networks: nn.ModuleDict, table: TensorTable) -> None:
        self._networks = networks
        self._table = table

    def network(self, name: str) -> Network:
        """Return a network by its name.

        Raises:
            DataError: It was not given.
        """
        if name not in self._networks:
            given = ", ".join(sorted(self._networks)) or "none"
            raise DataError(
                f"the program asks the network {name}, but the networks given are: {given}; "
                "give it, or correct its name"
            )
        network = self._networks[name]
        if not isinstance(network, Network):
            raise AssertionError(f"{name} is wrapped when the program is made")
        return network

    def run(self, asked: Sequence[Asked]) -> list[list[Columns]]:
        """Return, for every circuit, the columns of its network calls in their order."""
        found: list[list[Columns | None]] = []
        waiting: dict[tuple[bool, str, int, int], list[_Block]] = {}
        for rows in asked:
            terms = _Terms(self, self._table, rows.tensors)
            blocks: list[Columns | None] = []
            for group in rows.plan.groups:
                if group.slots is None:
                    blocks.extend(terms.columns(call) for call in group.calls)
                else:
                    numbers = self._numbers(group, group.slots, rows.tensors)
                    block = _Block(len(found), len(blocks), numbers)
                    waiting.setdefault(together(group.calls[0]), []).append(block)
                    blocks.append(None)
            found.append(blocks)
        for (_, name, labels, _), members in waiting.items():
            for block, columns in zip(
                members, self._run_together(name, labels, members), strict=True
            ):
                found[block.circuit][block.place] = columns
        return [[columns for columns in blocks if columns is not None] for blocks in found]

    def _run_together(self, name: str, labels: int, blocks: Sequence["_Block"]) -> list[Columns]:
        """Run one network on all its calls about tensors alone."""
        wanted = [block.numbers.reshape(-1, block.numbers.shape[2]) for block in blocks]
        distinct, where = _distinct(wanted[0] if len(wanted) == 1 else np.concatenate(wanted))
        inputs = [self._table.gather(distinct[:, column]) for column in range(distinct.shape[1])]
        outputs = self.network(name).log_outputs(name, inputs, labels)
        if where is None:
            gathered = outputs
        else:
            gathered = outputs.index_select(0, torch.from_numpy(where).to(outputs.device))
        split = (
            torch.split(gathered, [len(part) for part in wanted]) if len(wanted) > 1 else [gathered]
        )
        return [
            part.reshape(len(block.numbers), -1) for part, block in zip(split, blocks, strict=True)
        ]

    def _numbers(
        self,
        group: CallGroup,
        slots: Int64[np.ndarray, "_ _"],
        tensors: Int64[np.ndarray, "batch ..."],
    ) -> Int64[np.ndarray, "batch _ _"]:
        """Return the tensors that each row's calls are about, by number."""
        if slots.min(initial=0) >= 0:
            return tensors[:, slots]
        fixed = [[self._fixed(term) for term in call.inputs] for call in group.calls]
        wide = np.concatenate([tensors, np.zeros((len(tensors), 1), dtype=np.int64)], axis=1)
        return np.where(slots < 0, np.array(fixed, dtype=np.int64), wide[:, slots])

    def _fixed(self, term: object) -> int:
        """Return the number of a tensor that the program names, or -1 for a query's."""
        if slot_of(term) >= 0 or not isinstance(term, tuple):
            return -1
        return self._table.number(term[1])


@dataclass(frozen=True, slots=True, eq=False)
class _Block:
    """Calls of one network for some rows.

    Attributes:
        circuit: Which circuit's they are.
        place: Where their columns go.
        numbers: The tensors that they are about: ``[row, call, input]``.
    """

    circuit: int
    place: int
    numbers: Int64[np.ndarray, "batch _ _"]


def _distinct(
    wanted: Int64[np.ndarray, "batch ..."],
) -> tuple[Int64[np.ndarray, "_ ..."], Int64[np.ndarray, " batch"] | None]:
    """Return the distinct rows, and which of them each row is; None where all are distinct."""
    if wanted.shape[1] == 1:
        values, where = np.unique(wanted[:, 0], return_inverse=True)
        distinct = values[:, None]
    else:
        distinct, where = np.unique(wanted, axis=0, return_inverse=True)
    if len(distinct) == len(wanted):
        return wanted, None
    return distinct, where.reshape(-1)


@dataclass(slots=True)
class _Terms:
    """Values of terms for some rows: ``[batch, ...]``, or ``[1, ...]`` where all rows agree."""

    runner: NetworkRunner
    table: TensorTable
    tensors: Int64[np.ndarray, "batch ..."]
    known: dict[object, Tensor] = field(default_factory=dict)

    def columns(self, call: NetworkCall) -> Columns:
        """Return the columns of one network call."""
        if not call.network:
            value = self.value(call.inputs[0])
            rows = value.reshape(len(value), -1)
            if rows.shape[1] != 1:
                raise DataError(
                    f"a tensor of shape {list(value.shape[1:])} is used as a probability; reduce "
                    "it to one number"
                )
            return self._widened(torch.stack([log(rows[:, 0]), log(1.0 - rows[:, 0])], dim=1))
        inputs = self._together([self.value(term) for term in call.inputs])
        network = self.runner.network(call.network)
        return self._widened(network.log_outputs(call.network, inputs, call.labels))

    def value(self, term: object) -> Tensor:
        """Return the value of a term.

        Raises:
            DataError: It is no tensor, number or list of them.
        """
        if term not in self.known:
            self.known[term] = self._value(term)
        return self.known[term]

    def _value(self, term: object) -> Tensor:
        if isinstance(term, int | float):
            return torch.tensor([float(term)])
        slot = slot_of(term)
        if slot >= 0:
            return self.table.gather(self.tensors[:, slot])
        if isinstance(term, tuple) and term[0] == "tensor":
            return self._named(term[1])
        raise DataError(
            f"a network is asked about {term}, which is no tensor and no number; write "
            "tensor(source(index))"
        )

    def _named(self, name: object) -> Tensor:
        if isinstance(name, tuple) and name[0] == "nn":
            _, network, inputs = name
            terms = inputs[1:] if isinstance(inputs, tuple) else ()
            given = self._together([self.value(term) for term in terms])
            found: Tensor = self.runner.network(str(network))(*given)
            return found
        if isinstance(name, tuple) and name[0] in OPERATIONS:
            return self._operation(str(name[0]), name[1:])
        return self.table.gather(np.array([self.table.number(name)]))

    def _operation(self, name: str, arguments: Sequence[object]) -> Tensor:
        values: list[Tensor] = []
        for argument in arguments:
            if isinstance(argument, tuple) and argument[0] == "[]":
                values.extend(self.value(item) for item in argument[1:])
            else:
                values.append(self.value(argument))
        return OPERATIONS[name](*self._together(values))

    def _together(self, values: Sequence[Tensor]) -> list[Tensor]:
        """Return tensors with as many rows each."""
        rows = max((len(value) for value in values), default=1)
        return [value.expand(rows, *value.shape[1:]) for value in values]

    def _widened(self, columns: Columns) -> Columns:
        return columns.expand(len(self.tensors), -1)
