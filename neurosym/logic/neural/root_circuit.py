"""Circuits in torch, each row of a batch evaluated at a root of its own.

The gradient is written out by hand as in :mod:`neurosym.logic.torch_circuit`, and as there it is
finite everywhere: where a sum is impossible, its inputs' shares are 0.
"""

import torch
from jaxtyping import Float, Int64
from torch import Tensor, nn
from torch.autograd.function import FunctionCtx, once_differentiable

from neurosym.logic.circuit import FIRST_LITERAL, ONE, ZERO, NodeKind
from neurosym.logic.neural.root_tables import RootTables


class RootCircuit(nn.Module):
    """Evaluates a circuit on a batch, each row at one root.

    Args:
        tables: What each root needs.
        literals: How many weights a row has.
    """

    def __init__(self, tables: RootTables, literals: int) -> None:
        super().__init__()
        self.literals = literals
        self.width = tables.width
        self.levels = [
            (level.kind is NodeKind.PRODUCT, level.first, *level.inputs.shape[1:])
            for level in tables.levels
        ]
        for number, level in enumerate(tables.levels):
            flat = torch.from_numpy(level.inputs).flatten(1)
            self.register_buffer(f"inputs{number}", flat, persistent=False)
        self.register_buffer("ends", torch.from_numpy(tables.ends), persistent=False)

    def forward(
        self, log_weights: Float[Tensor, "batch literal"], roots: Int64[Tensor, " batch"]
    ) -> Float[Tensor, " batch"]:
        """Value of each row's root, in log-space.

        Args:
            log_weights: Log-weight of every literal; -inf is impossible.
            roots: Number of each row's root; one past the last is zero.

        Returns:
            Logarithms in nats; -inf where no world has weight.
        """
        wires = [
            self.get_buffer(f"inputs{number}").index_select(0, roots)
            for number in range(len(self.levels))
        ]
        ends = self.get_buffer("ends").index_select(0, roots)[:, None]
        found: Float[Tensor, " batch"] = _Evaluation.apply(  # type: ignore[no-untyped-call]
            log_weights, self, ends, wires
        )
        return found


class _Evaluation(torch.autograd.Function):
    """The upward pass, with the downward pass as its gradient."""

    @staticmethod
    def forward(
        ctx: FunctionCtx,
        log_weights: Float[Tensor, "batch literal"],
        circuit: RootCircuit,
        ends: Int64[Tensor, "batch 1"],
        wires: list[Tensor],
    ) -> Float[Tensor, " batch"]:
        """Return the values of the roots and keep those of all nodes."""
        rows = len(log_weights)
        values = log_weights.new_empty((rows, circuit.width))
        values[:, ZERO] = -torch.inf
        values[:, ONE] = 0.0
        values[:, FIRST_LITERAL : FIRST_LITERAL + circuit.literals] = log_weights
        terms: list[Tensor] = []
        for (product, first, width, arity), inputs in zip(circuit.levels, wires, strict=True):
            found = values.gather(1, inputs).view(rows, width, arity)
            terms.append(found)
            out = found.sum(dim=2) if product else torch.logsumexp(found, dim=2)
            values[:, first : first + width] = out
        ctx.save_for_backward(values, ends, *wires, *terms)
        ctx.circuit = circuit  # type: ignore[attr-defined]
        return values.gather(1, ends)[:, 0]

    @staticmethod
    @once_differentiable
    def backward(
        ctx: FunctionCtx, gradient: Float[Tensor, " batch"]
    ) -> tuple[Float[Tensor, "batch literal"], None, None, None]:
        """Return the gradient at the log-weights."""
        circuit: RootCircuit = ctx.circuit  # type: ignore[attr-defined]
        values, ends, *saved = ctx.saved_tensors  # type: ignore[attr-defined]
        count = len(circuit.levels)
        found = torch.zeros_like(values)
        found.scatter_(1, ends, gradient[:, None])
        for number in reversed(range(count)):
            product, first, width, arity = circuit.levels[number]
            inputs, terms = saved[number], saved[count + number]
            handed = found[:, first : first + width, None].expand(-1, width, arity)
            if not product:
                total = values[:, first : first + width, None]
                shift = total.masked_fill(torch.isneginf(total), 0.0)
                handed = handed * torch.exp(terms - shift)
            found.scatter_add_(1, inputs, handed.reshape(len(values), width * arity))
        literals = found[:, FIRST_LITERAL : FIRST_LITERAL + circuit.literals]
        return literals, None, None, None
