"""Bounds on probabilities from the k most probable proofs for and against a query.

The worlds in which one of the k best proofs holds are some of those in which the query holds: their
probability is a lower bound [1]. The k best proofs of the query's negation bound it from above.
Under evidence, proofs of "query and evidence", of "not the query, and evidence", and of "not the
evidence" do so together. Where a negation has too many proofs, the upper bound is that of the
program in which all leaves but those of the proofs are open.

References:
    [1] Kimmig, Demoen, De Raedt, Santos Costa, Rocha 2011, On the implementation of the
        probabilistic logic programming language ProbLog.

Example:
    >>> from neurosym.logic.program import Program
    >>> text = "0.5::left(X) :- between(1, 3, X). 0.5::right(X) :- between(1, 3, X)."
    >>> program = Program.from_text(text + " pair :- left(X), right(X).")
    >>> print(program.query("pair", method="k-best", k=1)["pair"])
    0.25 to 0.8125
"""

from collections.abc import Collection, Sequence
from contextlib import suppress
from dataclasses import replace
from time import monotonic

from neurosym.errors import ResourceLimitError
from neurosym.logic.answers import NOTHING_KNOWN, Interval
from neurosym.logic.bounds import both_ends, ratio
from neurosym.logic.choices import choices_of
from neurosym.logic.compiling import DEFAULT_LIMIT, CompileLimit, compile_passing
from neurosym.logic.conditioning import given_evidence
from neurosym.logic.constraints import with_definitions
from neurosym.logic.contradictions import no_world
from neurosym.logic.evidence_rules import EvidenceProgram, evidence_program
from neurosym.logic.ground_program import TRUE, GroundProgram
from neurosym.logic.partial_programs import negative_loops, opened
from neurosym.logic.proofs import STEP_LIMIT, best_leaf_sets
from neurosym.logic.weights import weights

_NODES = 300_000
_SECONDS = 2.0

_TURNS = 4
"""Shares of a query's time: one each for its two searches, the others for compiling."""

_ROUNDING = 1e-15
"""How far one minus a sum of probabilities may be off."""


def proof_bounds(
    ground: GroundProgram,
    k: int,
    *,
    step_limit: int = STEP_LIMIT,
    limit: CompileLimit = DEFAULT_LIMIT,
) -> dict[str, Interval]:
    """Return bounds on every query from its k best proofs and the k best against it.

    Args:
        ground: The program; all its leaves must have a probability.
        k: Proofs to look for on each side, at least 1.
        step_limit: Partial proofs that each search looks at; fewer proofs may be found.
        limit: Nodes that compiling the proofs of one query may use, and the seconds for all:
            fewer proofs may be found, and of queries whose turn does not come nothing is known.

    Returns:
        The bounds by answer.

    Raises:
        InconsistentEvidenceError: The proofs show that the evidence holds in no world.
        ResourceLimitError: So many proofs are too large to compile; ask for fewer.
        ValueError: ``k`` is below 1.
    """
    if k < 1:
        raise ValueError(f"k is {k}; ask for at least one proof")
    until = monotonic() + limit.seconds
    program = evidence_program(given_evidence(ground))

    def proofs(literal: int, turns: int) -> list[frozenset[int]]:
        if abs(literal) == TRUE:
            return [frozenset()] if literal > 0 else []
        now = monotonic()
        turn = now + (until - now) / turns
        return best_leaf_sets(program.ground, literal, k, step_limit=step_limit, until=turn)

    queries = len(ground.queries)
    against = proofs(-program.agrees, _TURNS * (queries + 1))
    found = {text: NOTHING_KNOWN for text, _ in ground.queries}
    for row, (text, _) in enumerate(ground.queries):
        turns = _TURNS * (queries - row)
        pair = program.both[row], program.neither[row]
        sides = (proofs(pair[0], turns), proofs(pair[1], turns), against)
        left = CompileLimit(limit.nodes, until - monotonic())
        try:
            bounds = _bounds(program, pair, sides, left)
        except ResourceLimitError:
            if monotonic() < until:
                raise
            break
        if bounds is None:
            raise no_world(ground)
        found[text] = bounds
    return found


def _bounds(
    program: EvidenceProgram,
    pair: tuple[int, int],
    sides: Sequence[list[frozenset[int]]],
    limit: CompileLimit,
) -> Interval | None:
    """Return the bounds on a query; None if the evidence holds in no world.

    Args:
        program: The program.
        pair: The literals of "query and evidence" and of "not the query, and evidence".
        sides: Proofs of either, and of the evidence's failing.
        limit: What compiling may use.
    """
    holds, fails, outside = _probabilities(program.ground, sides, limit)
    least = min(1.0, holds + fails)
    rounding = 0.0 if program.agrees == TRUE else _ROUNDING
    total = Interval(least, min(1.0, max(least, 1.0 - outside + rounding)))
    rest = max(0.0, total.upper - fails), max(0.0, total.upper - holds)
    proved = ratio(Interval(holds, rest[0]), Interval(fails, rest[1]), total)
    kept = {abs(literal) for side in sides for leaves in side for literal in leaves}
    with suppress(ResourceLimitError):
        bounds = _kept_bounds(program.ground, (*pair, program.agrees), kept, limit)
        if bounds[-1].upper <= 0.0:
            return None
        proved = proved.within(ratio(*bounds))
    return proved


def _probabilities(
    ground: GroundProgram, sides: Sequence[list[frozenset[int]]], limit: CompileLimit
) -> list[float]:
    """Return the probability that some leaf set of each side holds."""
    bare = replace(ground, rules=(), queries=())
    definitions = [
        (f"proofs({side})", [tuple(sorted(leaves)) for leaves in sets], -1)
        for side, sets in enumerate(sides)
    ]
    extended, atoms = with_definitions(bare, definitions)
    circuit = compile_passing(extended, atoms, limit)
    values: list[float] = circuit.conditional(weights(circuit, extended)).tolist()
    return values


def _kept_bounds(
    ground: GroundProgram, roots: Sequence[int], kept: Collection[int], limit: CompileLimit
) -> list[Interval]:
    """Return bounds on the roots, with all choices open but those of some leaves."""
    rest = [
        leaf
        for choice in choices_of(ground)
        if not any(other in kept for other in choice.leaves)
        for leaf in choice.leaves
    ]
    program = opened(ground, rest, roots, negative_loops(ground, roots))
    ends = (*program.lower, *program.upper)
    quick = CompileLimit(min(limit.nodes, _NODES), min(limit.seconds, _SECONDS))
    circuit = compile_passing(program.ground, ends, quick)
    return both_ends(circuit, program.ground)
