"""Weights of a circuit's literals, from probabilities of leaves and beliefs about variables."""

from collections.abc import Mapping

import numpy as np
from jaxtyping import Float64

from neurosym.errors import UnsupportedRuleError
from neurosym.logic.circuit import Circuit, CircuitLiteral, LiteralKind
from neurosym.logic.constraints import gather_constraints
from neurosym.logic.ground_program import GroundProgram, LeafKind
from neurosym.logic.rule_errors import network_error
from neurosym.numerics.logspace import log, logsumexp

Probability = float | Float64[np.ndarray, " batch"]


def weights(
    circuit: Circuit, ground: GroundProgram, given: Mapping[int, float] | None = None
) -> Float64[np.ndarray, " literal"]:
    """Weight of every literal of a circuit, for one case.

    Args:
        circuit: A circuit that was compiled from the program.
        ground: The program.
        given: Probability of a leaf, by its atom, where it differs from the program's.

    Raises:
        ValueError: A leaf has no probability of its own.
        UnsupportedRuleError: A leaf is decided by a network or by a model, and none is here.
    """
    leaves = ground.leaves
    found: list[float] = []
    strengths: list[float] = []
    for literal in circuit.literals:
        if literal.kind is LiteralKind.BROKEN:
            strengths = strengths or [c.strength for c in gather_constraints(ground)]
            found.append(1.0 - strengths[literal.constraint])
            continue
        total = 0.0
        for leaf in literal.leaves:
            probability = leaves[leaf].probability
            if given and leaf in given:
                probability = given[leaf]
            if probability is None:
                raise no_probability(ground, leaf)
            total += probability
        found.append(max(0.0, 1.0 - total) if literal.kind is LiteralKind.REMAINDER else total)
    return np.array(found, dtype=np.float64)


def log_weights(
    circuit: Circuit,
    ground: GroundProgram,
    *,
    probability: Mapping[int, Probability] | None = None,
    log_beliefs: Mapping[int, Float64[np.ndarray, "batch ..."]] | None = None,
    batch: int = 1,
) -> Float64[np.ndarray, "literal batch"]:
    """Log-weight of every literal of a circuit.

    Args:
        circuit: A circuit that was compiled from the program.
        ground: The program.
        probability: Probability that a leaf holds, by its atom: of states and numeric tests, and
            of facts where it differs from the program's.
        log_beliefs: Log-probabilities of the states of every pack variable.
        batch: Number of cases; mappings may hold one number or an array of this length a leaf.

    Returns:
        Logarithms in nats; -inf for what is impossible.

    Raises:
        ValueError: A leaf or a variable has no probability.
        UnsupportedRuleError: A leaf is decided by a network or by a model, and none is here.
    """
    given = dict(probability or {})
    for leaf, described in ground.leaves.items():
        if leaf not in given and described.probability is not None:
            given[leaf] = described.probability
    strengths = [constraint.strength for constraint in gather_constraints(ground)]
    rows = np.empty((len(circuit.literals), batch))
    for row, literal in enumerate(circuit.literals):
        if literal.kind is LiteralKind.BROKEN:
            rows[row] = log(np.array(1.0 - strengths[literal.constraint]))
        elif literal.variable >= 0:
            rows[row] = _states(literal, ground, log_beliefs or {})
        else:
            rows[row] = _leaves(literal, ground, given)
    return rows


def _states(
    literal: CircuitLiteral,
    ground: GroundProgram,
    log_beliefs: Mapping[int, Float64[np.ndarray, "batch ..."]],
) -> Float64[np.ndarray, " batch"]:
    if literal.variable not in log_beliefs:
        name = ground.text(literal.leaves[0])
        raise ValueError(f"variable {literal.variable} ({name}) has no belief; give one")
    return logsumexp(log_beliefs[literal.variable][:, list(literal.states)], 1)


def _leaves(
    literal: CircuitLiteral, ground: GroundProgram, given: Mapping[int, Probability]
) -> Float64[np.ndarray, "..."]:
    missing = [leaf for leaf in literal.leaves if leaf not in given]
    if missing:
        raise no_probability(ground, missing[0])
    total = sum(np.asarray(given[leaf], dtype=np.float64) for leaf in literal.leaves)
    rest = literal.kind is LiteralKind.REMAINDER
    return log(np.asarray(np.clip(1.0 - total, 0.0, None) if rest else total))


def no_probability(ground: GroundProgram, leaf: int) -> Exception:
    """Return the error for a leaf that has no probability of its own."""
    described, text = ground.leaves[leaf], ground.text(leaf)
    if described.neural is not None:
        return network_error(text, described.neural.network)
    if described.kind is LeafKind.DECISION:
        return UnsupportedRuleError(
            f"{text} is a decision, which has no probability; ask for the optimal strategy"
        )
    if described.kind is LeafKind.STATE:
        return UnsupportedRuleError(
            f"{text} is predicted: a model gives its probability, and the logic engine alone has "
            "none; give it to the compiled query, or what is known as evidence"
        )
    return ValueError(f"the leaf {text} has no probability; give one")


def leaf_probability(ground: GroundProgram, leaf: int) -> float:
    """Return the probability that a leaf has of its own.

    Raises:
        UnsupportedRuleError: A network decides it, or it is a decision.
        ValueError: It has none: a case decides it.
    """
    probability = ground.leaves[leaf].probability
    if probability is None:
        raise no_probability(ground, leaf)
    return probability
