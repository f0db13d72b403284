"""The face of neural predicates: a program with its networks, asked and trained in batches.

Example:
    >>> from neurosym.logic.program import Program
    >>> source = "nn(net, [X], Y, [no, yes]) :: sick(X, Y)."
    >>> network = Network(torch.nn.Linear(3, 2), Output.LOGITS)
    >>> cases = torch.zeros(10, 3)
    >>> program = NeuralProgram(Program.from_text(source), {"net": network}, {"case": cases})
    >>> batch = program.encode(["sick(tensor(case(0)), yes)", "sick(tensor(case(7)), no)"])
    >>> program.loss(batch).backward()
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import cast

import numpy as np
import torch
from jaxtyping import Bool, Float, Int64
from torch import Tensor, nn

from neurosym.errors import InconsistentEvidenceError, SavedFileError
from neurosym.logic.compiling import DEFAULT_LIMIT, CompileLimit
from neurosym.logic.neural.compiled import CompiledShape, ShapeCompiler
from neurosym.logic.neural.evaluation import Asked, NetworkRunner
from neurosym.logic.neural.networks import Network, Output, TensorSource, TensorTable
from neurosym.logic.neural.parameters import LearnableProbabilities
from neurosym.logic.neural.queries import (
    Abstracted,
    NeuralQuery,
    QueryBatch,
    abstract_queries,
    traits_of,
)
from neurosym.logic.neural.shape_circuit import ShapeCircuit
from neurosym.logic.neural.weighing import ParameterKey
from neurosym.logic.program import Program
from neurosym.numerics.logtorch import log1mexp

__all__ = ["Network", "NeuralProgram", "NeuralQuery", "Output"]

Queries = Sequence[str | NeuralQuery]


class NeuralProgram(nn.Module):
    """A program whose neural predicates are decided by networks.

    Queries that differ only in their tensors are grounded and compiled once. In a batch all
    networks run once, on the distinct tensors, and one backward pass reaches their parameters and
    the program's own learnable probabilities.

    Args:
        program: The program, as DeepProbLog writes it.
        networks: The networks by the name that the program calls them.
        tensors: Data sets by the name in ``tensor(name(index))``.
        limit: What compiling a shape may use.
    """

    def __init__(
        self,
        program: Program,
        networks: Mapping[str, Network],
        tensors: Mapping[str, TensorSource],
        *,
        limit: CompileLimit = DEFAULT_LIMIT,
    ) -> None:
        super().__init__()
        self.program = program
        self.networks = nn.ModuleDict(dict(networks))
        self.learnable = LearnableProbabilities()
        self._table = TensorTable(tensors)
        self._compiler = ShapeCompiler(program, traits_of(program.source), limit)
        self._circuits = nn.ModuleList()

    def encode(self, queries: Queries) -> QueryBatch:
        """Turn queries into numbers, compiling what is new; done once, before training.

        Args:
            queries: Goals as text, which should hold, or queries with a target probability.

        Returns:
            What :meth:`log_probabilities` and :meth:`loss` take, whole or in parts.

        Raises:
            RuleEvaluationError: A goal cannot be read.
            UnsupportedRuleError: A goal has a variable left.
            DataError: A goal names a tensor source that was not given.
            ResourceLimitError: A shape is too large to ground or to compile.
        """
        found = tuple(NeuralQuery(q) if isinstance(q, str) else q for q in queries)
        taken = self._taken_apart(found)
        places = self._compiler.compile(taken.shapes)
        self._follow()
        numbers = np.array([self._table.number(name) for name in taken.tensors], dtype=np.int64)
        most = max((len(row) - 1 for row in taken.rows), default=0)
        tensors = np.full((len(found), most), -1, dtype=np.int64)
        for place, row in enumerate(taken.rows):
            tensors[place, : len(row) - 1] = numbers[list(row[1:])]
        return QueryBatch(
            found,
            np.array([places[row[0]][0] for row in taken.rows], dtype=np.int64),
            np.array([places[row[0]][1] for row in taken.rows], dtype=np.int64),
            tensors,
            np.array([query.probability for query in found], dtype=np.float64),
        )

    def _taken_apart(self, queries: Sequence[NeuralQuery]) -> Abstracted:
        inspects = self._compiler.traits.inspects
        return abstract_queries(self.program.source, queries, abstract=not inspects)

    def _follow(self) -> None:
        """Bring circuits and learnable probabilities in step with the compiled shapes."""
        for number, compiled in enumerate(self._compiler.compiled):
            if number < len(self._circuits) and self._circuit(number).compiled is compiled:
                continue
            for key, starts in compiled.plan.parameters:
                self.learnable.add(key, starts)
            circuit = ShapeCircuit(compiled).to(self.learnable.device)
            if number < len(self._circuits):
                self._circuits[number] = circuit
            else:
                self._circuits.append(circuit)

    def _circuit(self, number: int) -> ShapeCircuit:
        return cast(ShapeCircuit, self._circuits[number])

    def log_probabilities(
        self, batch: QueryBatch
    ) -> tuple[Float[Tensor, " batch"], Bool[Tensor, " batch"]]:
        """Log-probability of every query given its evidence.

        Args:
            batch: Encoded queries.

        Returns:
            Logarithms in nats, -inf for what no world can prove, differentiable and with finite
            gradients; and whether the evidence and the constraints are possible (0 where not).
        """
        numbers = np.unique(batch.circuit).tolist()
        if len(numbers) == 1:
            rows = [np.arange(len(batch))]
        else:
            rows = [np.flatnonzero(batch.circuit == number) for number in numbers]
        circuits = [self._circuit(number) for number in numbers]
        asked = list(zip(circuits, (batch.tensors[places] for places in rows), strict=True))
        found = [
            circuit.at_roots(weights, batch.root[places])
            for circuit, weights, places in zip(circuits, self._weights(asked), rows, strict=True)
        ]
        values = _in_order([value for value, _ in found], rows)
        if all(given is None for _, given in found):
            return values, torch.ones_like(values, dtype=torch.bool)
        evidence = [torch.zeros_like(v) if given is None else given for v, given in found]
        given = _in_order(evidence, rows)
        possible = torch.isfinite(given.detach())
        known = given.masked_fill(~possible, 0.0)
        return (values - known).masked_fill(~possible, 0.0), possible

    def losses(self, batch: QueryBatch) -> tuple[Float[Tensor, " batch"], Bool[Tensor, " batch"]]:
        """Cross-entropy of every query's probability with its target, in nats.

        Returns:
            The losses, 0 where a query has none; and where it has one: its evidence is possible,
            and so is what its target asks for.
        """
        losses, possible, seen = self._losses(batch)
        return losses if seen == len(batch) else losses.masked_fill(~possible, 0.0), possible

    def _losses(
        self, batch: QueryBatch
    ) -> tuple[Float[Tensor, " batch"], Bool[Tensor, " batch"], int]:
        """Return losses, infinite ones too, where they are finite, and how many are."""
        log_p, possible = self.log_probabilities(batch)
        losses = -log_p
        if (batch.probability < 1.0).any():
            target = torch.from_numpy(batch.probability).to(log_p)
            failing = log1mexp(log_p.clamp(max=0.0))
            losses = -_product(target, log_p) - _product(1.0 - target, failing)
        possible = possible & (losses.detach() < torch.inf)
        return losses, possible, int(possible.sum())

    def loss(self, batch: QueryBatch) -> Float[Tensor, ""]:
        """Mean loss of the queries that have one.

        Raises:
            InconsistentEvidenceError: The batch is one query, and that has none.
        """
        losses, possible, seen = self._losses(batch)
        if seen < len(batch):
            losses = losses.masked_fill(~possible, 0.0)
        if len(batch) == 1 and not seen:
            raise InconsistentEvidenceError(
                f"nothing can be learned from {batch.queries[0].goal} with the target "
                f"{batch.queries[0].probability:g}: no possible world agrees with it; correct the "
                "goal, its evidence or its target"
            )
        return losses.sum() / max(seen, 1)

    def answers(self, queries: Queries) -> list[dict[str, float]]:
        """Return the probability of every answer to each goal, without gradients.

        Args:
            queries: Goals, which may have variables.

        Returns:
            For each goal, probability by answer; an answer is written as the program sees it, with
            ``tensor('$0')`` for the goal's first tensor.

        Raises:
            InconsistentEvidenceError: A goal's evidence is impossible.
        """
        asked = [NeuralQuery(q) if isinstance(q, str) else q for q in queries]
        taken = self._taken_apart(asked)
        numbers = [self._compiler.answers(shape) for shape in taken.shapes]
        self._follow()
        tensors = np.array([self._table.number(name) for name in taken.tensors], dtype=np.int64)
        found: list[dict[str, float]] = [{} for _ in asked]
        members: dict[int, list[int]] = {}
        for place, row in enumerate(taken.rows):
            members.setdefault(numbers[row[0]], []).append(place)
        for number, places in members.items():
            circuit = self._circuit(number)
            rows = np.array([taken.rows[place][1:] for place in places], dtype=np.int64)
            with torch.no_grad():
                (weights,) = self._weights([(circuit, tensors[rows])])
                ends = circuit.all_roots(weights).to(torch.float64)
            for place, values in zip(places, ends.tolist(), strict=True):
                found[place] = _conditional(asked[place].goal, circuit.compiled, values)
        return found

    def _weights(
        self, asked: Sequence[tuple[ShapeCircuit, Int64[np.ndarray, "_ ..."]]]
    ) -> list[Float[Tensor, "_ _"]]:
        """Return the log-weights of every circuit's literals, the networks run once."""
        runner = NetworkRunner(self.networks, self._table)
        columns = runner.run([Asked(circuit.compiled.plan, rows) for circuit, rows in asked])
        found = []
        for (circuit, rows), parts in zip(asked, columns, strict=True):
            keys = [key for key, _ in circuit.compiled.plan.parameters]
            learned = [self.learnable.log_columns(keys)] if keys else []
            found.append(circuit.weights(parts, learned, len(rows)))
        return found

    def save(self, path: str | Path) -> None:
        """Write the parameters of all networks and the learned probabilities to a file."""
        state = {"networks": self.networks.state_dict(), "learnable": self.learnable.state()}
        torch.save(state, path)

    def load(self, path: str | Path) -> None:
        """Read what :meth:`save` wrote, for the same program and networks.

        Raises:
            SavedFileError: The file is missing, damaged, or of other networks.
        """
        try:
            state = torch.load(path, weights_only=True)
            self.networks.load_state_dict(state["networks"])
            self.learnable.load(state["learnable"])
        except (OSError, KeyError, TypeError, ValueError, RuntimeError) as error:
            raise SavedFileError(
                f"{path}: these are no parameters of this program's networks ({error}); save them "
                "again"
            ) from error

    def probabilities(self) -> dict[str, tuple[float, ...]]:
        """Return what the learnable clauses learned: one number for each of their heads.

        The key is the clause's place, and behind it the terms that ``t(_, X)`` is tied to.
        """
        return {self._where(key): found for key, found in self.learnable.probabilities().items()}

    def _where(self, key: ParameterKey) -> str:
        return f"{self.program.clauses[key.clause].position} {key.tie}".strip()


def _in_order(
    parts: Sequence[Tensor], rows: Sequence[Int64[np.ndarray, " _"]]
) -> Float[Tensor, " batch"]:
    """Return values of some rows each as one tensor, in the order of the rows."""
    if len(parts) == 1:
        return parts[0]
    order = torch.from_numpy(np.argsort(np.concatenate(rows)))
    return torch.cat(list(parts)).index_select(0, order.to(parts[0].device))


def _product(weight: Float[Tensor, " batch"], log_p: Float[Tensor, " batch"]) -> Tensor:
    """Return weight times log-probability, where nothing times -inf is nothing."""
    nothing = weight == 0.0
    return weight * log_p.masked_fill(nothing, 0.0)


def _conditional(goal: str, compiled: CompiledShape, log_values: list[float]) -> dict[str, float]:
    if not np.isfinite(log_values[-1]):
        raise InconsistentEvidenceError(
            f"no possible world agrees with the evidence for {goal} and the hard rules; remove one "
            "of them"
        )
    return {
        text: float(np.exp(log_values[root] - log_values[-1]))
        for text, root in compiled.roots.items()
    }
