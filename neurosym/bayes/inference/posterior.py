"""Posteriors of a fitted network for rows of codes: compile once, ask many times."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from jaxtyping import Float64, Int16
from torch import Tensor

from neurosym.bayes.inference.few_cases import FewCases
from neurosym.bayes.inference.junction_tree import JunctionTree
from neurosym.bayes.network.network import BayesianNetwork
from neurosym.errors import DataError


@dataclass(frozen=True, slots=True)
class Posterior:
    """Log-evidence of each case in nats, and for each variable its marginals ``[case, state]``."""

    log_evidence: Float64[np.ndarray, " case"]
    marginals: tuple[Float64[np.ndarray, "case ..."], ...]


class ExactInference:
    """A network, with any extra factors, ready to answer for one case or many.

    Args:
        network: The fitted network.
        extra_cards: Numbers of states of extra variables, numbered after the network's.
        extra_scopes: Scopes of extra factors.
        extra_tables: Their non-negative tables.
    """

    def __init__(
        self,
        network: BayesianNetwork,
        extra_cards: Sequence[int] = (),
        extra_scopes: Sequence[tuple[int, ...]] = (),
        extra_tables: Sequence[Float64[np.ndarray, "..."]] = (),
    ) -> None:
        self.tree = JunctionTree((*network.cards, *extra_cards), (*network.scopes, *extra_scopes))
        self._tables = (*network.tables, *extra_tables)
        self._names = network.names
        self._potentials = self.tree.prepare([torch.from_numpy(t) for t in self._tables])
        self._few: FewCases | None = None

    def one(self, codes: Int16[np.ndarray, " variable"]) -> Posterior:
        """The posterior of a single case, by the plan that has no tensor overhead.

        Args:
            codes: A state for each of the network's variables, -1 where unknown.

        Returns:
            Log-evidence and marginals of a batch of one; an impossible case has -inf and zeros.
        """
        self._check(codes[None])
        if self._few is None:
            self._few = FewCases(self.tree, self._tables)
        seen = np.flatnonzero(codes >= 0)
        found = self._few.run({int(v): np.eye(self.tree.cards[v])[codes[v]][:, None] for v in seen})
        return Posterior(found.log_evidence, tuple(marginal.T for marginal in found.marginals))

    def posterior(
        self, codes: Int16[np.ndarray, "case variable"], targets: Sequence[int] | None = None
    ) -> Posterior:
        """The posteriors of many cases; equal rows are computed once.

        Args:
            codes: A state for each of the network's variables, -1 where unknown.
            targets: The variables whose marginals are wanted, in this order; None for all.

        Returns:
            Log-evidence and marginals; an impossible case has -inf and zeros.

        Raises:
            DataError: A code is beyond its variable's states.
        """
        self._check(codes)
        rows, back = np.unique(codes, axis=0, return_inverse=True)
        back = back.reshape(-1)
        with torch.no_grad():
            found = self.tree.run(self._potentials, evidence_rows(rows, self.tree.cards), targets)
        return Posterior(
            found.log_evidence.numpy()[back],
            tuple(marginal.numpy().T[back] for marginal in found.marginals),
        )

    def _check(self, codes: Int16[np.ndarray, "case variable"]) -> None:
        if codes.shape[1] != len(self._names):
            msg = f"{codes.shape[1]} columns of codes for a network of {len(self._names)} variables"
            raise DataError(msg)
        beyond = codes >= np.array(self.tree.cards[: len(self._names)])
        if beyond.any():
            case, variable = np.argwhere(beyond)[0]
            msg = f"case {case} has code {codes[case, variable]} for {self._names[variable]}, "
            msg += f"which has {self.tree.cards[variable]} states"
            raise DataError(msg)


def evidence_rows(
    codes: Int16[np.ndarray, "case variable"], cards: Sequence[int]
) -> list[Float64[Tensor, "... batch"]]:
    """Likelihood rows of hard evidence: one-hot where a code is known, ones where it is not.

    Args:
        codes: A state for each of the first variables, -1 where unknown.
        cards: Numbers of states; variables beyond the codes' columns are unknown.

    Returns:
        For each variable ``[state, batch]``.
    """
    rows = []
    for variable, card in enumerate(cards):
        if variable >= codes.shape[1]:
            rows.append(torch.ones(card, len(codes), dtype=torch.float64))
            continue
        column = torch.from_numpy(codes[:, variable].astype(np.int64))
        states = torch.arange(card)[:, None]
        rows.append(((column == states) | (column < 0)).to(torch.float64))
    return rows


def posterior(network: BayesianNetwork, codes: Int16[np.ndarray, "case variable"]) -> Posterior:
    """The posteriors of cases under a network, compiled for this call.

    Args:
        network: The fitted network.
        codes: A state for each variable, -1 where unknown.

    Returns:
        Log-evidence and the marginals of every variable.
    """
    return ExactInference(network).posterior(codes)
