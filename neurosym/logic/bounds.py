"""Bounds on probabilities that tighten with time, for programs too large to compile.

Most of a query's probability rests on few leaves. Those that matter most are kept, the truth of the
others is left open, and the program is compiled twice over: where the query surely holds, and
where it may hold (:mod:`neurosym.logic.partial_programs`). More and more leaves are kept. Where
no more can be, the program is split by what its most influential choice takes, into parts of which
each is simpler, and the part with the widest bounds is looked at next. Under evidence the bounds on
"query and evidence" and "not the query, and evidence" are taken together.

Every interval holds the exact probability; later ones lie inside earlier ones; with all leaves kept
in all parts the two ends meet.

References:
    [1] De Raedt, Kimmig, Toivonen 2007, ProbLog: a probabilistic Prolog and its application in link
        discovery: bounds from proofs.
    [2] Vlasselaer, Van den Broeck, Kimmig, Meert, De Raedt 2015, Anytime inference in probabilistic
        logic programs with Tp-compilation.

Example:
    >>> from neurosym.logic.program import Program
    >>> program = Program.from_text("0.3::a. 0.5::b. c :- a. c :- b. query(c).")
    >>> print(program.query(method="bounds")["c"])
    0.65
"""

from collections.abc import Mapping, Sequence
from time import monotonic

import numpy as np

from neurosym.errors import ResourceLimitError
from neurosym.logic.answers import NOTHING_KNOWN, Interval
from neurosym.logic.choices import choices_of
from neurosym.logic.circuit import Circuit
from neurosym.logic.compiling import CompileLimit, compile_circuit, compile_passing
from neurosym.logic.conditioning import given_evidence
from neurosym.logic.contradictions import no_world
from neurosym.logic.evidence_rules import EvidenceProgram, evidence_program
from neurosym.logic.ground_program import TRUE, GroundProgram
from neurosym.logic.influence import influence
from neurosym.logic.partial_programs import conditioned, negative_loops, opened
from neurosym.logic.weights import weights
from neurosym.numerics.logspace import log

_NODES = 300_000
_FIRST_SIZE = 16
_GROWTH = 1.6
_SHARE = 0.1
_SHORTEST = 0.4
_PATIENCE = 5.0
_TINY = 5e-324


class BoundSearch:
    """Bounds on a program's queries, tightened as long as one cares to wait.

    Args:
        ground: The program; all its leaves must have a probability.

    Raises:
        InconsistentEvidenceError: What the evidence implies contradicts itself.
    """

    def __init__(self, ground: GroundProgram) -> None:
        self._ground = ground
        self._texts = tuple(text for text, _ in ground.queries)
        self._exact = False
        program = evidence_program(given_evidence(ground))
        self._evidence = _Refinement(program.ground, (program.agrees,))
        self._program = program
        self._queries: dict[int, _Refinement] = {}
        self._found = [NOTHING_KNOWN] * len(ground.queries)

    @property
    def intervals(self) -> dict[str, Interval]:
        """The bounds found so far, by answer."""
        return dict(zip(self._texts, self._found, strict=True))

    def refine(self, seconds: float, gap: float = 0.0) -> dict[str, Interval]:
        """Tighten the bounds.

        Args:
            seconds: How long; one step may run over by a little.
            gap: Stop where every interval is at most this wide.

        Returns:
            The bounds by answer.

        Raises:
            InconsistentEvidenceError: Evidence and hard constraints hold together in no world.
        """
        until = monotonic() + seconds
        step = max(_SHORTEST, _SHARE * seconds)
        if not self._exact and all(interval.width > gap for interval in self._found):
            self._compile_all(CompileLimit(_NODES, min(step, seconds)))
        if not self._exact:
            for place in range(len(self._queries)):
                self._update(place)
        evidence_next = False
        while (row := self._widest(gap)) is not None:
            left = until - monotonic()
            if left <= 0.0:
                break
            limit = CompileLimit(_NODES, min(step, left))
            if row not in self._queries:
                self._queries[row] = _query_refinement(self._program, row)
            query = self._queries[row]
            evidence_next = not evidence_next and self._evidence.gap > query.gap
            (self._evidence if evidence_next else query).step(limit)
            self._update(row)
        return self.intervals

    def _compile_all(self, limit: CompileLimit) -> None:
        """Compile the program as it is, if it is small."""
        try:
            circuit = compile_circuit(self._ground, smooth=False, limit=limit)
        except ResourceLimitError:
            return
        exact = circuit.conditional(weights(circuit, self._ground)).tolist()
        if any(value != value for value in exact):  # noqa: PLR0124 - nan
            raise no_world(self._ground)
        self._found = [Interval(value, value) for value in exact]
        self._exact = True

    def _widest(self, gap: float) -> int | None:
        """Return the query with the widest interval that can be tightened."""
        rows = [
            row
            for row, found in enumerate(self._found)
            if found.width > gap
            and not (row in self._queries and self._queries[row].done and self._evidence.done)
        ]
        return max(rows, key=lambda row: self._found[row].width, default=None)

    def _update(self, row: int) -> None:
        total = self._evidence.totals[0]
        if total.upper <= 0.0:
            raise no_world(self._ground)
        totals = self._queries[row].totals
        holds, fails = totals if len(totals) > 1 else (totals[0], _complement(totals[0]))
        new = ratio(holds, fails, total)
        self._found[row] = self._found[row].within(new)


def _complement(interval: Interval) -> Interval:
    return Interval(1.0 - interval.upper, 1.0 - interval.lower)


def ratio(holds: Interval, fails: Interval, total: Interval) -> Interval:
    """Return the bounds on holds / (holds + fails), where the sum is the total.

    Example:
        >>> print(ratio(Interval(0.2, 0.3), Interval(0.2, 0.2), Interval(0.4, 0.5)))
        0.5 to 0.6
    """
    lower, upper = 0.0, 1.0
    if holds.lower > 0.0:
        lower = max(holds.lower / (holds.lower + fails.upper), holds.lower / total.upper)
    if fails.lower > 0.0:
        rest = max(fails.lower / (fails.lower + holds.upper), fails.lower / total.upper)
        upper = 1.0 - rest
    if total.lower > 0.0:
        lower = max(lower, 1.0 - fails.upper / total.lower)
        upper = min(upper, holds.upper / total.lower)
    return Interval(min(lower, upper), upper)


def both_ends(circuit: Circuit, ground: GroundProgram) -> list[Interval]:
    """Return the intervals whose lower ends, then whose upper ends, are the roots of a circuit.

    Args:
        circuit: A circuit without evidence.
        ground: Its program.

    Returns:
        The intervals; one whose upper end is 0 is of what holds in no world, and not of what is
        too improbable for a number.
    """
    weight = weights(circuit, ground)
    values = circuit.conditional(weight)
    lower, upper = np.split(values, 2)
    if not upper.all():
        possible = np.isfinite(circuit.log_values(log(weight)[:, None])[len(lower) : -1, 0])
        upper = np.where(possible, np.maximum(upper, _TINY), upper)
    pairs = zip(lower.tolist(), np.maximum(lower, upper).tolist(), strict=True)
    return [Interval(*pair) for pair in pairs]


def _query_refinement(program: EvidenceProgram, row: int) -> "_Refinement":
    both, neither = program.both[row], program.neither[row]
    roots = (both,) if program.agrees == TRUE else (both, neither)
    return _Refinement(program.ground, roots)


def _product(mass: float, bound: float) -> float:
    """Return the product, which is not 0 for being small."""
    return max(mass * bound, _TINY) if bound else 0.0


class _Refinement:
    """Bounds on the probabilities of a few literals, from the parts of a program."""

    def __init__(self, ground: GroundProgram, roots: Sequence[int]) -> None:
        ground, roots = conditioned(ground, (), roots)
        self._parts = [_Part(ground, roots, 1.0)]
        self._closed = [0.0] * len(roots)
        self.totals = [NOTHING_KNOWN] * len(roots)
        self._count()

    @property
    def done(self) -> bool:
        """Whether nothing is open."""
        return not self._parts

    @property
    def gap(self) -> float:
        """How much is open, at most, for one of the literals."""
        return 0.0 if self.done else max(total.width for total in self.totals)

    def step(self, limit: CompileLimit) -> None:
        """Look once at the part that leaves most open."""
        if self.done:
            return
        part = max(self._parts, key=lambda part: part.gap)
        if part.size is None:
            self._parts.remove(part)
            self._parts += part.split()
        else:
            part.compile(limit)
        self._count()

    def _count(self) -> None:
        for part in [part for part in self._parts if part.gap <= 0.0]:
            self._parts.remove(part)
            for row, bound in enumerate(part.bounds):
                self._closed[row] += _product(part.mass, bound.lower)
        for row, closed in enumerate(self._closed):
            lower = closed + sum(part.mass * part.bounds[row].lower for part in self._parts)
            upper = closed + sum(_product(p.mass, p.bounds[row].upper) for p in self._parts)
            new = Interval(min(lower, 1.0), min(upper, 1.0))
            self.totals[row] = self.totals[row].within(new) if self._parts else new


class _Part:
    """The worlds in which some choices are decided.

    Args:
        ground: The program, given these choices.
        roots: What the literals asked for have become.
        mass: Probability of these choices.
        size: Number of choices to keep first.
    """

    def __init__(
        self, ground: GroundProgram, roots: Sequence[int], mass: float, size: int = _FIRST_SIZE
    ) -> None:
        self.mass = mass
        self._ground = ground
        self._roots = tuple(roots)
        decided = {TRUE: Interval(1.0, 1.0), -TRUE: Interval(0.0, 0.0)}
        self.bounds = [decided.get(root, NOTHING_KNOWN) for root in roots]
        self._loops = negative_loops(ground, self._roots)
        self._order: list[tuple[int, ...]] = _by_influence(ground, self._roots)
        self._compiled = 0
        self._failed: int | None = None
        self._patience = _SHORTEST
        self.size: int | None = min(size, len(self._order))

    @property
    def gap(self) -> float:
        """How much of the whole probability is open here."""
        return self.mass * max(bound.width for bound in self.bounds)

    def compile(self, limit: CompileLimit) -> None:
        """Compile with the most influential choices kept and the rest open."""
        size = self.size or 0
        rest = [leaf for leaves in self._order[size:] for leaf in leaves]
        program = opened(self._ground, rest, self._roots, self._loops)
        patience = CompileLimit(limit.nodes, min(limit.seconds, self._patience))
        started = monotonic()
        try:
            ends = (*program.lower, *program.upper)
            circuit = compile_passing(program.ground, ends, patience)
        except ResourceLimitError:
            self._failed = size
        else:
            self._compiled = size
            self._patience = max(_SHORTEST, _PATIENCE * (monotonic() - started))
            new = both_ends(circuit, program.ground)
            exact = not rest
            self.bounds = (
                new if exact else [b.within(n) for b, n in zip(self.bounds, new, strict=True)]
            )
        self.size = self._next_size()

    def _next_size(self) -> int | None:
        """Return how many choices to keep next; None where the part must be split."""
        if self._failed is None:
            return min(int(self._compiled * _GROWTH) + 4, len(self._order))
        between = self._compiled + (self._failed - self._compiled) // (3 if self._compiled else 2)
        return between if between > 1.1 * self._compiled else None

    def split(self) -> list["_Part"]:
        """Return the parts by what the most influential choice takes."""
        leaves = self._order[0]
        given = [self._ground.leaves[leaf].probability or 0.0 for leaf in leaves]
        cases = [(given[row], leaf) for row, leaf in enumerate(leaves)]
        cases.append((max(0.0, 1.0 - sum(given)), 0))
        parts = []
        for share, chosen in cases:
            if share > 0.0:
                literals = [leaf if leaf == chosen else -leaf for leaf in leaves]
                ground, roots = conditioned(self._ground, literals, self._roots)
                mass = max(self.mass * share, _TINY)
                parts.append(_Part(ground, roots, mass, max(1, self._compiled)))
        return parts


def _by_influence(ground: GroundProgram, roots: Sequence[int]) -> list[tuple[int, ...]]:
    """Return the leaves of the choices that matter, the most influential first."""
    score: Mapping[int, float] = influence(ground, roots)
    choices = [choice.leaves for choice in choices_of(ground, score)]
    return sorted(choices, key=lambda leaves: -max(score[leaf] for leaf in leaves))
