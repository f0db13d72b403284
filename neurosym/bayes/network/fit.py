"""Fit a network's tables to cases, missing cells included.

Complete families are counted. Where cells are missing, the counts are the expected ones under the
current tables (EM [1]): the derivative of the log-evidence by a table entry, times the entry, is
the expected number of times it was used, so one backward pass through the junction tree gives
the expected counts of all tables at once [2]. No row is dropped.

References:
    [1] S. L. Lauritzen, "The EM algorithm for graphical association models with missing data",
        1995.
    [2] A. Darwiche, "A differential approach to inference in Bayesian networks", 2003.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from jaxtyping import Float64, Int16

from neurosym.bayes.inference.junction_tree import JunctionTree
from neurosym.bayes.inference.posterior import evidence_rows
from neurosym.bayes.network.graph import CausalGraph
from neurosym.bayes.network.network import BayesianNetwork
from neurosym.errors import DataError


@dataclass(frozen=True, slots=True)
class FitOptions:
    """How tables are fitted.

    Attributes:
        equivalent_sample_size: Pseudo-cases of the prior, spread evenly over each table (BDeu).
        tolerance: EM stops when the mean log-evidence of a case gains less than this, in nats.
        max_rounds: EM stops after this many rounds.
    """

    equivalent_sample_size: float = 1.0
    tolerance: float = 1e-5
    max_rounds: int = 200


def fit_network(
    graph: CausalGraph | Sequence[tuple[int, ...]],
    codes: Int16[np.ndarray, "case variable"],
    names: Sequence[str],
    states: Sequence[Sequence[str]],
    options: FitOptions | None = None,
) -> BayesianNetwork:
    """Fit the posterior of every table of a graph.

    Args:
        graph: The causal graph over ``names``, or the positions of each variable's parents.
        codes: A state for each variable of each case, -1 where missing.
        names: Names of the codes' columns.
        states: States of each variable.
        options: Prior and stopping rule; None for the defaults.

    Returns:
        The network with Dirichlet posterior counts.

    Raises:
        DataError: The graph, codes, names and states do not fit together.
    """
    if isinstance(graph, CausalGraph):
        if set(graph.nodes) != set(names):
            odd = sorted(set(graph.nodes) ^ set(names))
            msg = f"graph and data differ in the variables {', '.join(odd)}"
            raise DataError(msg)
        position = {name: i for i, name in enumerate(names)}
        parents = tuple(tuple(position[p] for p in graph.parents(name)) for name in names)
    else:
        parents = tuple(tuple(own) for own in graph)
    options = options or FitOptions()
    cards = tuple(len(own) for own in states)
    _check_codes(codes, cards, names)
    scopes = [(*own, v) for v, own in enumerate(parents)]
    prior = [_prior(cards, scope, options.equivalent_sample_size) for scope in scopes]
    counts = [p + family_counts(codes, s, cards) for s, p in zip(scopes, prior, strict=True)]
    if (codes < 0).any():
        counts = _expectation_maximisation(
            JunctionTree(cards, scopes), codes, prior, counts, options
        )
    return BayesianNetwork(tuple(names), tuple(tuple(s) for s in states), parents, tuple(counts))


def family_counts(
    codes: Int16[np.ndarray, "case variable"], scope: Sequence[int], cards: Sequence[int]
) -> Float64[np.ndarray, "..."]:
    """Count the joint states of some variables over the cases where all of them are known.

    Args:
        codes: A state for each variable of each case, -1 where missing.
        scope: The variables, in the order of the result's axes.
        cards: Number of states of each variable.

    Returns:
        The counts.
    """
    known = codes[(codes[:, list(scope)] >= 0).all(1)]
    shape = [cards[v] for v in scope]
    index = np.zeros(len(known), np.int64)
    for variable in scope:
        index = index * cards[variable] + known[:, variable]
    return np.bincount(index, minlength=int(np.prod(shape))).astype(np.float64).reshape(shape)


def _prior(
    cards: Sequence[int], scope: Sequence[int], sample_size: float
) -> Float64[np.ndarray, "..."]:
    shape = [cards[v] for v in scope]
    return np.full(shape, sample_size / float(np.prod(shape)))


def _check_codes(
    codes: Int16[np.ndarray, "case variable"], cards: Sequence[int], names: Sequence[str]
) -> None:
    if codes.shape[1] != len(cards) or len(names) != len(cards):
        msg = f"{codes.shape[1]} columns of codes, {len(names)} names, {len(cards)} lists of states"
        raise DataError(msg)
    for name, card, column in zip(names, cards, codes.T, strict=True):
        if column.size and column.max() >= card:
            msg = f"{name} has code {column.max()} but only {card} states"
            raise DataError(msg)


def _expectation_maximisation(
    tree: JunctionTree,
    codes: Int16[np.ndarray, "case variable"],
    prior: list[Float64[np.ndarray, "..."]],
    counts: list[Float64[np.ndarray, "..."]],
    options: FitOptions,
) -> list[Float64[np.ndarray, "..."]]:
    rows, weights = np.unique(codes, axis=0, return_counts=True)
    likelihood = evidence_rows(rows, tree.cards)
    times = torch.from_numpy(weights.astype(np.float64))
    best = -np.inf
    for _ in range(options.max_rounds):
        tables = [
            torch.from_numpy(count / count.sum(-1, keepdims=True)).requires_grad_()
            for count in counts
        ]
        total = (tree.run(tables, likelihood, targets=[]).log_evidence * times).sum()
        gradients = torch.autograd.grad(total, tables)
        counts = [
            p + (gradient * table).detach().numpy()
            for p, gradient, table in zip(prior, gradients, tables, strict=True)
        ]
        penalty = sum(
            float((p * np.log(table.detach().numpy())).sum())
            for p, table in zip(prior, tables, strict=True)
        )
        objective = (float(total.detach()) + penalty) / max(1, len(codes))
        if objective - best < options.tolerance:
            break
        best = objective
    return counts
