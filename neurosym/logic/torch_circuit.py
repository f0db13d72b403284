"""Circuits on batches in torch: one gather and one reduction a layer, and their gradients.

All node values lie in one buffer ``[node, batch]``, the batch last, so that a gather copies whole
rows. The gradient is written out by hand: the share of a sum that an input holds is
exp(input - sum), a product hands its gradient on, and one scatter-add a wire collects them.
It is finite everywhere: where a sum is impossible, its inputs' shares are 0.
"""

from collections.abc import Sequence
from enum import StrEnum

import torch
from jaxtyping import Bool, Float, Int64
from torch import Tensor, nn
from torch.autograd.function import FunctionCtx, once_differentiable

from neurosym.logic.circuit import FIRST_LITERAL, ONE, ZERO, Circuit, NodeKind

Wires = Int64[Tensor, "..."]
"""Inputs of a layer's nodes, ``[edge, node]``; each layer has its own sizes."""


class Semiring(StrEnum):
    """What the sums of a circuit mean, on logarithms of weights.

    LOG adds up: the value of a root is its weighted model count. MAX takes the largest: the
    weight of the most probable world.
    """

    LOG = "log"
    MAX = "max"


class TorchCircuit(nn.Module):
    """Evaluates a circuit on batches of weights.

    Args:
        circuit: The circuit.
        semiring: What its sums mean.
    """

    def __init__(self, circuit: Circuit, semiring: Semiring = Semiring.LOG) -> None:
        super().__init__()
        self.literals = circuit.literals
        self.semiring = semiring
        self.nodes = circuit.nodes
        self._layers = [(layer.kind, layer.first) for layer in circuit.layers]
        for number, layer in enumerate(circuit.layers):
            wires = torch.from_numpy(layer.inputs.T.copy())
            self.register_buffer(f"wires{number}", wires, persistent=False)
        self.register_buffer("roots", torch.from_numpy(circuit.roots), persistent=False)

    def forward(self, log_weights: Float[Tensor, "batch literal"]) -> Float[Tensor, "batch label"]:
        """Value of every root, in log-space.

        Args:
            log_weights: Log-weight of every literal; -inf is impossible.

        Returns:
            One column a root; -inf in a row where no world has weight.
        """
        wires = [self.get_buffer(f"wires{number}") for number in range(len(self._layers))]
        values: Float[Tensor, "label batch"] = _Evaluation.apply(  # type: ignore[no-untyped-call]
            log_weights.T, self, wires
        )
        return values.T

    def conditional(
        self, log_weights: Float[Tensor, "batch literal"]
    ) -> tuple[Float[Tensor, "batch label"], Bool[Tensor, " batch"]]:
        """Log-probability of every root but the last, given the last.

        Args:
            log_weights: Log-weight of every literal.

        Returns:
            Log-probabilities, 0 in the rows where the last root (evidence and constraints) is
            impossible; and whether each row is possible.
        """
        values = self(log_weights)
        possible = torch.isfinite(values[:, -1])
        given = values[:, -1].masked_fill(~possible, 0.0)
        return (values[:, :-1] - given[:, None]).masked_fill(~possible[:, None], 0.0), possible

    def upward(
        self,
        log_weights: Float[Tensor, "literal batch"],
        wires: Sequence[Wires],
    ) -> Float[Tensor, "node batch"]:
        """Return the values of all nodes."""
        values = log_weights.new_empty((self.nodes, log_weights.shape[1]))
        values[ZERO] = -torch.inf
        values[ONE] = 0.0
        values[FIRST_LITERAL : FIRST_LITERAL + len(log_weights)] = log_weights
        for (kind, first), inputs in zip(self._layers, wires, strict=True):
            out = values[first : first + inputs.shape[1]]
            self._reduce(kind, values, inputs, out)
        return values

    def _reduce(
        self,
        kind: NodeKind,
        values: Float[Tensor, "node batch"],
        inputs: Wires,
        out: Float[Tensor, "label batch"],
    ) -> None:
        if len(inputs) > 2:  # noqa: PLR2004
            terms = values[inputs]
            if kind is NodeKind.PRODUCT:
                out.copy_(terms.sum(dim=0))
            elif self.semiring is Semiring.MAX:
                out.copy_(terms.amax(dim=0))
            else:
                out.copy_(torch.logsumexp(terms, dim=0))
            return
        first, second = values[inputs[0]], values[inputs[1]]
        if kind is NodeKind.PRODUCT:
            torch.add(first, second, out=out)
        elif self.semiring is Semiring.MAX:
            torch.maximum(first, second, out=out)
        else:
            torch.logaddexp(first, second, out=out)

    def downward(
        self,
        values: Float[Tensor, "node batch"],
        gradient: Float[Tensor, "label batch"],
        wires: Sequence[Wires],
    ) -> Float[Tensor, "literal batch"]:
        """Return the gradient at the literals, from the gradient at the roots."""
        found = torch.zeros_like(values)
        found.index_add_(0, self.get_buffer("roots"), gradient)
        for (kind, first), inputs in zip(reversed(self._layers), reversed(wires), strict=True):
            rows = slice(first, first + inputs.shape[1])
            if kind is NodeKind.PRODUCT:
                handed = found[rows].repeat(len(inputs), 1)
            else:
                handed = (found[rows] * self._shares(values, rows, inputs)).flatten(0, 1)
            found.index_add_(0, inputs.flatten(), handed)
        return found[FIRST_LITERAL : FIRST_LITERAL + len(self.literals)]

    def _shares(
        self, values: Float[Tensor, "node batch"], rows: slice, inputs: Wires
    ) -> Float[Tensor, "edge label batch"]:
        """Return the share of every input in its sum; ties for the largest share equally."""
        total = values[rows]
        total = total.masked_fill(torch.isneginf(total), 0.0)
        if self.semiring is Semiring.LOG:
            return torch.exp(values[inputs] - total)
        best = (values[inputs] == total).to(values.dtype)
        return best / best.sum(dim=0).clamp(min=1.0)


class _Evaluation(torch.autograd.Function):
    """The upward pass, with the downward pass as its gradient."""

    @staticmethod
    def forward(
        ctx: FunctionCtx,
        log_weights: Float[Tensor, "literal batch"],
        circuit: TorchCircuit,
        wires: list[Wires],
    ) -> Float[Tensor, "label batch"]:
        """Return the values of the roots and keep those of all nodes."""
        values = circuit.upward(log_weights.detach(), wires)
        ctx.save_for_backward(values, *wires)
        ctx.circuit = circuit  # type: ignore[attr-defined]
        return values[circuit.get_buffer("roots")]

    @staticmethod
    @once_differentiable
    def backward(
        ctx: FunctionCtx, gradient: Float[Tensor, "label batch"]
    ) -> tuple[Float[Tensor, "literal batch"], None, None]:
        """Return the gradient at the log-weights."""
        values, *wires = ctx.saved_tensors  # type: ignore[attr-defined]
        return ctx.circuit.downward(values, gradient, wires), None, None  # type: ignore[attr-defined]
