"""Circuits on batches in torch: a few wide operations a level, and their gradients.

Values lie in one buffer ``[node, batch]``, the batch last, so that whole rows are gathered and
added (:mod:`neurosym.logic.circuit_plan` says which). The batch is worked through in blocks of
columns, so that what one level needs stays in the processor's cache. The gradient is written out
by hand: a sum hands its gradient to its terms by the share that each holds, which is kept as
exp(term - highest term), and a term hands it to its factors. It is finite everywhere: where a sum
is impossible, its terms' shares are 0.

Exponentials are taken by ``exp2``: ``torch.exp`` takes up to forty times as long where its result
is too small to be written down.
"""

import math
from collections.abc import Iterable, Sequence
from enum import StrEnum

import torch
from jaxtyping import Bool, Float
from torch import Tensor, nn
from torch.autograd.function import FunctionCtx, once_differentiable

from neurosym.logic.circuit import FIRST_LITERAL, ONE, ZERO, Circuit
from neurosym.logic.circuit_plan import Level, Lists, plan_circuit

_LEVEL_BYTES = 6 * 2**20
"""Most memory for the terms of one level in one block of columns: about a cache."""

_BLOCK_BYTES = 24 * 2**20
"""Most memory for the gradients in one block of columns: what malloc keeps for the next."""

_FEWEST_COLUMNS = 64

_LONGEST = 64
"""Most rows that are added one by one."""

_PIECE = 32
"""Rows of longer lists that are added one by one."""

_LN_2 = math.log(2.0)

Values = Float[Tensor, "_ batch"]
"""Values or gradients, one row a node or term."""


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
        plan = plan_circuit(circuit)
        self.literals = circuit.literals
        self.semiring = semiring
        self.nodes = plan.nodes
        self.terms = plan.terms
        self.levels = [_Level(level, plan.nodes) for level in plan.levels]
        self._buffers_of_levels = nn.ModuleList(self.levels)
        self.users = _Gathering(plan.users)
        self.register_buffer("roots", torch.from_numpy(plan.roots), persistent=False)
        self._widest = max((1, *(len(level.terms.starts) for level in plan.levels)))

    def forward(self, log_weights: Float[Tensor, "batch literal"]) -> Float[Tensor, "batch label"]:
        """Value of every root, in log-space.

        Args:
            log_weights: Log-weight of every literal; -inf is impossible.

        Returns:
            One column a root; -inf in a row where no world has weight.
        """
        values: Float[Tensor, "label batch"]
        if torch.is_grad_enabled() and log_weights.requires_grad:
            values = _Evaluation.apply(log_weights.T, self)  # type: ignore[no-untyped-call]
        else:
            blocks = (self.upward(block, keep=False)[0] for block in self.blocks(log_weights.T))
            values = _joined([self.roots_of(block) for block in blocks])
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

    def blocks(self, rows: Float[Tensor, "#label batch"]) -> tuple[Float[Tensor, "..."], ...]:
        """Cut a batch into the blocks of columns that are worked through in turn."""
        batch = rows.shape[1]
        if rows.device.type != "cpu" or batch <= _FEWEST_COLUMNS:
            return (rows,)
        size = rows.element_size()
        fitting = min(
            _LEVEL_BYTES // (size * self._widest),
            _BLOCK_BYTES // (size * (self.nodes + self.terms)),
        )
        count = math.ceil(batch / max(_FEWEST_COLUMNS, fitting))
        return torch.split(rows, 16 * math.ceil(batch / (16 * count)), dim=1)

    def roots_of(self, values: Values) -> Float[Tensor, "label batch"]:
        """Return the values of the roots."""
        return values.index_select(0, self.get_buffer("roots"))

    def upward(
        self, log_weights: Float[Tensor, "literal batch"], keep: bool = True
    ) -> tuple[Values, list[tuple[Values, Values]]]:
        """Return the values of all nodes; and, if kept, what :meth:`downward` needs."""
        values = log_weights.new_empty((self.nodes, log_weights.shape[1]))
        values[ZERO] = -torch.inf
        values[ONE] = 0.0
        values[FIRST_LITERAL : FIRST_LITERAL + len(log_weights)] = log_weights
        shares = []
        for level in self.levels:
            found = level.raise_values(values, self.semiring)
            if keep:
                shares.append(found)
        return values, shares

    def downward(
        self, shares: Iterable[tuple[Values, Values]], found: Values
    ) -> Float[Tensor, "literal batch"]:
        """Return the gradient at the literals.

        Args:
            shares: What the upward pass keeps of every level.
            found: Room for the gradient of every node, term and root; the roots' are there.
        """
        for level, kept in zip(reversed(self.levels), reversed(list(shares)), strict=True):
            level.lower_gradients(found, *kept)
        gradient: Float[Tensor, "literal batch"] = self.users(found)
        return gradient


class _Gathering(nn.Module):
    """Adds up lists of rows of uneven length, without a copy of the rows.

    Long lists are added in pieces, then the pieces: a thousand numbers of one size, added one by
    one, lose two of float32's seven digits.
    """

    rows: Tensor
    starts: Tensor

    def __init__(self, lists: Lists) -> None:
        super().__init__()
        self.pieces: _Gathering | None = None
        if lists.lengths.max(initial=0) > _LONGEST:
            lists, whole = lists.cut(_PIECE)
            self.pieces = _Gathering(whole)
        self.register_buffer("rows", torch.from_numpy(lists.rows.copy()), persistent=False)
        self.register_buffer("starts", torch.from_numpy(lists.starts.copy()), persistent=False)

    def forward(self, values: Values) -> Float[Tensor, "..."]:
        """Return the sum of every list."""
        found: Tensor = torch.embedding_bag(values, self.rows, self.starts)[0]
        return found if self.pieces is None else self.pieces(found)


class _Level(nn.Module):
    """One level of a circuit: sums of terms, and products."""

    owners: Tensor

    def __init__(self, level: Level, nodes: int) -> None:
        super().__init__()
        lengths = torch.tensor(level.sums, dtype=torch.int64).reshape(-1, 2)
        arities = lengths[:, 0].repeat_interleave(lengths[:, 1])
        sums, terms = len(arities), len(level.terms.starts)
        owners = torch.arange(sums).repeat_interleave(arities)
        self.register_buffer("owners", owners, persistent=False)
        self.factors = _Gathering(level.terms)
        self.total = _Gathering(Lists.of(torch.arange(terms).numpy(), arities.numpy()))
        self.products = _Gathering(level.products)
        self.users = _Gathering(level.users)
        self._sums = slice(level.first, level.first + sums)
        self._products = slice(self._sums.stop, level.first + len(level.users.starts))
        self._terms = slice(nodes + level.first_term, nodes + level.first_term + terms)

    def raise_values(self, values: Values, semiring: Semiring) -> tuple[Values, Values]:
        """Write the values of this level's nodes, from those below.

        Returns:
            For every term exp(term - highest of its sum), and for every sum one over their total;
            for the largest, 1 where a term is equal to it.
        """
        if self._products.start < self._products.stop:
            values[self._products] = self.products(values)
        out = values[self._sums]
        if not len(out):
            return torch.empty_like(out), torch.empty_like(out)
        terms = self.factors(values)
        out.fill_(torch.finfo(values.dtype).min)
        out.scatter_reduce_(0, self.owners[:, None].expand_as(terms), terms, "amax")
        highest = out.index_select(0, self.owners)
        if semiring is Semiring.MAX:
            torch.eq(terms, highest, out=terms)
        else:
            terms.sub_(highest).mul_(1.0 / _LN_2).exp2_()
        total = self.total(terms)
        over = total.clamp(min=0.5).reciprocal_()
        if semiring is Semiring.MAX:
            total.clamp_(max=1.0)
        out.add_(total.log2_(), alpha=_LN_2)
        return terms, over

    def lower_gradients(self, found: Values, terms: Values, over: Values) -> None:
        """Write the gradients of this level's nodes and terms, from those of their users."""
        gradients = self.users(found)
        if len(over) < len(gradients):
            found[self._products] = gradients[len(over) :]
        if len(over):
            shared = gradients[: len(over)].mul_(over).index_select(0, self.owners)
            torch.mul(terms, shared, out=found[self._terms])


def _joined(blocks: Sequence[Float[Tensor, "label _"]]) -> Float[Tensor, "label batch"]:
    return blocks[0] if len(blocks) == 1 else torch.cat(list(blocks), dim=1)


class _Evaluation(torch.autograd.Function):
    """The upward pass, with the downward pass as its gradient."""

    @staticmethod
    def forward(
        ctx: FunctionCtx, log_weights: Float[Tensor, "literal batch"], circuit: TorchCircuit
    ) -> Float[Tensor, "label batch"]:
        """Return the values of the roots and keep the shares of all terms."""
        blocks = [circuit.upward(block) for block in circuit.blocks(log_weights.detach())]
        ctx.save_for_backward(*(part for _, shares in blocks for pair in shares for part in pair))
        ctx.circuit = circuit  # type: ignore[attr-defined]
        return _joined([circuit.roots_of(values) for values, _ in blocks])

    @staticmethod
    @once_differentiable
    def backward(
        ctx: FunctionCtx, gradient: Float[Tensor, "label batch"]
    ) -> tuple[Float[Tensor, "literal batch"], None]:
        """Return the gradient at the log-weights."""
        circuit: TorchCircuit = ctx.circuit  # type: ignore[attr-defined]
        kept: tuple[Tensor, ...] = ctx.saved_tensors  # type: ignore[attr-defined]
        pairs = list(zip(kept[::2], kept[1::2], strict=True))
        nodes, depth = circuit.nodes + circuit.terms, len(circuit.levels)
        rows = nodes + len(gradient)
        blocks = circuit.blocks(gradient)
        room = gradient.new_empty(rows * blocks[0].shape[1])
        found = []
        for number, block in enumerate(blocks):
            gradients = room[: rows * block.shape[1]].view(rows, block.shape[1])
            gradients[nodes:] = block
            shares = pairs[number * depth : (number + 1) * depth]
            found.append(circuit.downward(shares, gradients))
        return _joined(found), None
