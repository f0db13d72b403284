"""Circuits in torch, each row of a batch evaluated at a root of its own.

The gradient is written out by hand as in :mod:`neurosym.logic.torch_circuit`, and as there it is
finite everywhere: where a sum is impossible, its inputs' shares are 0.
"""

import torch
from jaxtyping import Float, Int64
from torch import Tensor, nn
from torch.autograd.function import FunctionCtx, once_differentiable
from torch.nn.functional import pad

from neurosym.logic.circuit import FIRST_LITERAL, ZERO, NodeKind
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
        self.sizes = [width * arity for _, _, width, arity in self.levels]
        flat = [torch.from_numpy(level.inputs).flatten(1) for level in tables.levels]
        ends = torch.from_numpy(tables.ends)[:, None]
        self.register_buffer("wires", torch.cat([*flat, ends], dim=1), persistent=False)

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
        wires = self.get_buffer("wires").index_select(0, roots)
        found: Float[Tensor, " batch"] = _Evaluation.apply(  # type: ignore[no-untyped-call]
            log_weights, self, wires
        )
        return found


class _Evaluation(torch.autograd.Function):
    """The upward pass, with the downward pass as its gradient."""

    @staticmethod
    def forward(
        ctx: FunctionCtx,
        log_weights: Float[Tensor, "batch literal"],
        circuit: RootCircuit,
        wires: Int64[Tensor, "batch edge"],
    ) -> Float[Tensor, " batch"]:
        """Return the values of the roots and keep those of all nodes."""
        rows = len(log_weights)
        above = circuit.width - FIRST_LITERAL - circuit.literals
        values = pad(log_weights.detach(), (FIRST_LITERAL, above))  # the place of one is 0 by that
        values[:, ZERO] = -torch.inf
        terms: list[Tensor] = []
        *levels, ends = torch.split(wires, [*circuit.sizes, 1], dim=1)
        for (product, first, width, arity), inputs in zip(circuit.levels, levels, strict=True):
            found = values.gather(1, inputs).view(rows, width, arity)
            terms.append(found)
            out = values[:, first : first + width]
            if product:
                torch.sum(found, dim=2, out=out)
            else:
                torch.logsumexp(found, dim=2, out=out)
        ctx.save_for_backward(values, wires, *terms)
        ctx.circuit = circuit  # type: ignore[attr-defined]
        return values.gather(1, ends)[:, 0]

    @staticmethod
    @once_differentiable
    def backward(
        ctx: FunctionCtx, gradient: Float[Tensor, " batch"]
    ) -> tuple[Float[Tensor, "batch literal"], None, None]:
        """Return the gradient at the log-weights."""
        circuit: RootCircuit = ctx.circuit  # type: ignore[attr-defined]
        values, wires, *saved = ctx.saved_tensors  # type: ignore[attr-defined]
        *levels, ends = torch.split(wires, [*circuit.sizes, 1], dim=1)
        lowest = torch.finfo(values.dtype).min  # where a sum is -inf, so are all its inputs
        found = torch.zeros_like(values)
        found.scatter_(1, ends, gradient[:, None])
        for number in reversed(range(len(levels))):
            product, first, width, arity = circuit.levels[number]
            handed = found[:, first : first + width, None].expand(-1, width, arity)
            if not product:
                total = values[:, first : first + width, None].clamp(min=lowest)
                handed = handed * torch.exp(saved[number] - total)
            found.scatter_add_(1, levels[number], handed.reshape(len(values), width * arity))
        literals = found[:, FIRST_LITERAL : FIRST_LITERAL + circuit.literals]
        return literals, None, None
