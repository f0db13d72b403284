"""A compiled shape in torch: from columns of weights to the values of its roots."""

from collections.abc import Sequence
from typing import cast

import numpy as np
import torch
from jaxtyping import Float, Int64
from torch import Tensor, nn

from neurosym.logic.neural.compiled import IMPOSSIBLE, CompiledShape
from neurosym.logic.neural.root_circuit import RootCircuit
from neurosym.logic.neural.root_tables import root_tables
from neurosym.logic.torch_circuit import TorchCircuit
from neurosym.numerics.logtorch import logsumexp

Rows = Int64[np.ndarray, " batch"]


class ShapeCircuit(nn.Module):
    """The circuit of a shape, and where its weights come from.

    Args:
        compiled: The compiled shape.
    """

    def __init__(self, compiled: CompiledShape) -> None:
        super().__init__()
        self.compiled = compiled
        plan, circuit = compiled.plan, compiled.circuit
        ground = compiled.ground
        self.constrained = bool(ground.evidence or ground.constraints)
        self.register_buffer("columns", torch.from_numpy(plan.columns), persistent=False)
        constants = torch.from_numpy(plan.log_constants)
        self.register_buffer("constants", constants, persistent=False)
        width = sum(call.width for call in plan.calls)
        covered = bool((plan.columns < width).all())
        self.networks_alone = bool(plan.calls) and not plan.parameters and covered
        self.in_order = np.array_equal(plan.columns, np.arange(width)[:, None])
        self.whole = TorchCircuit(circuit)
        tables = root_tables(circuit, circuit.roots if self.constrained else circuit.roots[:-1])
        self.single = None if tables is None else RootCircuit(tables, len(circuit.literals))

    def weights(
        self, networks: Sequence[Tensor], learned: Sequence[Tensor], rows: int
    ) -> Float[Tensor, "batch literal"]:
        """Return the log-weight of every literal.

        Args:
            networks: Columns of the network calls, in the plan's order.
            learned: Columns of the learnable clauses, the same for every row.
            rows: How many rows there are.
        """
        if self.networks_alone:
            return self._chosen(networks[0] if len(networks) == 1 else torch.cat(list(networks), 1))
        constants = self.get_buffer("constants")
        like = networks[0] if networks else learned[0] if learned else constants
        shared = [*learned, constants]
        parts = [*networks, *(part.to(like).expand(rows, -1) for part in shared)]
        return self._chosen(torch.cat(parts, dim=1))

    def _chosen(self, joined: Float[Tensor, "batch _"]) -> Float[Tensor, "batch literal"]:
        if self.in_order:
            return joined
        columns = self.get_buffer("columns")
        if columns.shape[1] == 1:
            return joined.index_select(1, columns[:, 0])
        return logsumexp(joined[:, columns], 2)

    def all_roots(self, weights: Float[Tensor, "batch literal"]) -> Float[Tensor, "batch label"]:
        """Return the value of every root, and last that of the evidence and the constraints."""
        return cast(Tensor, self.whole(weights))

    def at_roots(
        self, weights: Float[Tensor, "batch literal"], roots: Rows
    ) -> tuple[Float[Tensor, " batch"], Float[Tensor, " batch"] | None]:
        """Return the value of each row's root.

        Args:
            weights: Log-weight of every literal.
            roots: The root of each row; ``IMPOSSIBLE`` for what no world can prove.

        Returns:
            The values; and those of the evidence and the constraints, None where there are none.
        """
        last = len(self.compiled.circuit.roots) - 1
        chosen = torch.from_numpy(np.where(roots == IMPOSSIBLE, last + self.constrained, roots)).to(
            weights.device
        )
        if self.single is None:
            return self._of_all(weights, chosen)
        found = self.single(weights, chosen)
        given = self.single(weights, torch.full_like(chosen, last)) if self.constrained else None
        return found, given

    def _of_all(
        self, weights: Float[Tensor, "batch literal"], chosen: Int64[Tensor, " batch"]
    ) -> tuple[Float[Tensor, " batch"], Float[Tensor, " batch"] | None]:
        ends = self.all_roots(weights)
        roots = ends if self.constrained else ends[:, :-1]
        wide = torch.cat([roots, roots.new_full((len(roots), 1), -torch.inf)], dim=1)
        found = wide.gather(1, chosen[:, None])[:, 0]
        return found, ends[:, -1] if self.constrained else None
