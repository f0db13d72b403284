"""The most probable proofs of a literal: which rules and leaves make it true, or keep it false.

A proof picks, for every atom that it uses, one rule whose body holds, and for every negated atom
one literal of each of its rules that fails: "no rule for it holds". Leaves that it rests on are
consistent, count once, and multiply to its probability, which never grows as a proof does. A
best-first search over partial proofs, most probable first, therefore meets whole proofs in the
order of their probability.

An atom may not rest on itself. A negated atom may: atoms whose rules all lean on each other and
on nothing else are false together, the unfounded sets of the well-founded semantics.
"""

import heapq
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import count, islice
from time import monotonic

from neurosym.errors import ResourceLimitError
from neurosym.logic.constraints import Constraint, with_definitions
from neurosym.logic.cycles import components, rules_by_head
from neurosym.logic.ground_program import TRUE, GroundProgram
from neurosym.logic.leaf_sets import EMPTY, LeafModel, LeafSet, ProofModel
from neurosym.logic.proof_tree import Choice, Proof, ProofWriter, Resolution

STEP_LIMIT = 100_000
"""Partial proofs that a search looks at before it gives up."""

Goal = tuple[int, int]
"""A literal, and for a negated atom the position of the rule that must fail; -1 for the whole."""


def best_proof(
    ground: GroundProgram,
    literal: int,
    *,
    leaf_probability: Mapping[int, float] | None = None,
    leaf_truth: Mapping[int, bool] | None = None,
    step_limit: int = STEP_LIMIT,
) -> Proof | None:
    """Return the most probable proof of a literal, or None if it has none.

    Args:
        ground: The program; its evidence and constraints play no part.
        literal: What to prove; a negative literal is proved by the failure of its rules.
        leaf_probability: Probability of leaves: of states and tests that are not known, and of
            facts where it differs from the program's.
        leaf_truth: Leaves whose truth is known: they cost nothing, and one whose probability is
            given too shows it.
        step_limit: Partial proofs to look at.

    Raises:
        ResourceLimitError: The search reached ``step_limit``.
        ValueError: A state's or test's leaf has neither truth nor probability.
    """
    found = k_best(
        ground,
        literal,
        1,
        leaf_probability=leaf_probability,
        leaf_truth=leaf_truth,
        step_limit=step_limit,
    )
    return found[0] if found else None


def k_best(
    ground: GroundProgram,
    literal: int,
    k: int,
    *,
    leaf_probability: Mapping[int, float] | None = None,
    leaf_truth: Mapping[int, bool] | None = None,
    step_limit: int = STEP_LIMIT,
) -> tuple[Proof, ...]:
    """Return the most probable proofs of a literal that rest on different leaves, best first.

    A proof that rests on all leaves of a better one and on more says nothing new and is left out.

    Args:
        ground: The program; its evidence and constraints play no part.
        literal: What to prove.
        k: Most proofs wanted.
        leaf_probability: As in :func:`best_proof`.
        leaf_truth: As in :func:`best_proof`.
        step_limit: Partial proofs to look at.

    Raises:
        ResourceLimitError: The search reached ``step_limit``.
        ValueError: A state's or test's leaf has neither truth nor probability.
    """
    model = LeafModel(ground, leaf_probability or {}, leaf_truth or {})
    return tuple(islice(each_proof(ground, literal, model, step_limit=step_limit), k))


def each_proof(
    ground: GroundProgram,
    literal: int,
    model: ProofModel,
    *,
    told: Callable[[frozenset[int]], frozenset[int]] | None = None,
    step_limit: int = STEP_LIMIT,
    until: float = math.inf,
) -> Iterator[Proof]:
    """Yield the proofs of a literal, the cheapest first; those that say nothing new are left out.

    Args:
        ground: The program; its evidence and constraints play no part.
        literal: What to prove.
        model: What leaves cost, and which of them can hold together.
        told: What leaves say, of which a proof must say something new; themselves if not given.
        step_limit: Partial proofs to look at.
        until: Reading of ``time.monotonic`` at which to stop likewise.

    Raises:
        ResourceLimitError: The search reached ``step_limit`` or ``until``.
    """
    search = ProofSearch(ground, model)
    return search.each(literal, told=told, step_limit=step_limit, until=until)


class ProofSearch:
    """A program made ready for the search for proofs of several literals.

    Args:
        ground: The program; its evidence and constraints play no part.
        model: What leaves cost, and which of them can hold together.
    """

    def __init__(self, ground: GroundProgram, model: ProofModel) -> None:
        self._search = _Search(ground, model)
        self._writer = ProofWriter(ground, model)

    def each(
        self,
        literal: int,
        *,
        told: Callable[[frozenset[int]], frozenset[int]] | None = None,
        step_limit: int = STEP_LIMIT,
        until: float = math.inf,
    ) -> Iterator[Proof]:
        """Yield the proofs of a literal; the arguments and errors are those of each_proof."""
        found: list[frozenset[int]] = []
        for partial in self._search.proofs(literal, step_limit, until):
            says = partial.leaves.literals if told is None else told(partial.leaves.literals)
            if not any(earlier <= says for earlier in found):
                found.append(says)
                yield self._writer.write(literal, partial.resolved)


def best_leaf_sets(
    ground: GroundProgram,
    literal: int,
    k: int,
    *,
    step_limit: int = STEP_LIMIT,
    until: float = math.inf,
) -> list[frozenset[int]]:
    """Return the leaf literals of the most probable proofs, as far as the search gets.

    Args:
        ground: The program; its evidence and constraints play no part.
        literal: What to prove.
        k: Most proofs wanted.
        step_limit: Partial proofs to look at; those found until then are returned.
        until: Reading of ``time.monotonic`` at which to stop likewise.
    """
    search = _Search(ground, LeafModel(ground, {}, {}))
    found: list[frozenset[int]] = []
    with suppress(ResourceLimitError):
        for partial in search.proofs(literal, step_limit, until):
            if not any(leaves <= partial.leaves.literals for leaves in found):
                found.append(partial.leaves.literals)
            if len(found) >= k:
                break
    return found


def proof_of_body(
    ground: GroundProgram,
    body: Sequence[int],
    *,
    leaf_probability: Mapping[int, float] | None = None,
    leaf_truth: Mapping[int, bool] | None = None,
) -> Proof | None:
    """Return why all literals of a body hold, or None if they cannot.

    Args:
        ground: The program.
        body: Literals, proved together: their proofs agree on the leaves.
        leaf_probability: As in :func:`best_proof`.
        leaf_truth: As in :func:`best_proof`.
    """
    text = ", ".join(ground.text(literal) for literal in body)
    extended, (atom,) = with_definitions(ground, [(text, [tuple(body)], -1)])
    return best_proof(extended, atom, leaf_probability=leaf_probability, leaf_truth=leaf_truth)


def proof_of_broken(
    ground: GroundProgram,
    constraint: Constraint,
    *,
    leaf_probability: Mapping[int, float] | None = None,
    leaf_truth: Mapping[int, bool] | None = None,
) -> Proof | None:
    """Return why a constraint is broken: the proof of its most probable body, or None.

    Args:
        ground: The program that the constraint belongs to.
        constraint: The constraint; the proof names its clause.
        leaf_probability: As in :func:`best_proof`.
        leaf_truth: As in :func:`best_proof`.
    """
    definition = ("false", constraint.bodies, constraint.clause)
    extended, (atom,) = with_definitions(ground, [definition])
    return best_proof(extended, atom, leaf_probability=leaf_probability, leaf_truth=leaf_truth)


@dataclass(frozen=True, slots=True)
class _Partial:
    """A proof under way: what is decided, and what is still to be proved."""

    leaves: LeafSet
    resolved: Resolution
    goals: tuple[Goal, ...]


class _Search:
    """Best-first search over partial proofs."""

    def __init__(self, ground: GroundProgram, model: ProofModel) -> None:
        self._ground = ground
        self._model = model
        self._rules = rules_by_head(ground.rules)
        self._loops = {
            atom: number
            for number, component in enumerate(components(self._rules, self._rules))
            if component.recursive
            for atom in component.atoms
        }

    def proofs(self, literal: int, step_limit: int, until: float = math.inf) -> Iterator[_Partial]:
        """Yield whole proofs, most probable first."""
        ticket = count()
        start = self._add(_Partial(EMPTY, {}, ()), (literal,))
        queue = [(0.0, 0, next(ticket), start)] if start else []
        for _ in range(step_limit):
            if not queue:
                return
            if monotonic() > until:
                raise ResourceLimitError(
                    f"the search for a proof of {self._ground.text(literal)} reached its time "
                    "limit; raise the program's Limits.seconds, or ask for fewer proofs"
                )
            *_, partial = heapq.heappop(queue)
            if not partial.goals:
                yield partial
                continue
            for new in self._extend(partial):
                rank = (new.leaves.cost, len(new.goals), next(ticket), new)
                heapq.heappush(queue, rank)
        raise ResourceLimitError(
            f"the search for a proof of {self._ground.text(literal)} looked at {step_limit} "
            "partial proofs; raise step_limit, or ask for fewer proofs"
        )

    def _extend(self, partial: _Partial) -> Iterator[_Partial]:
        """Yield the ways to decide the last goal."""
        *rest, (literal, position) = partial.goals
        before = _Partial(partial.leaves, partial.resolved, tuple(rest))
        rules = self._rules.get(abs(literal), ())
        if literal > 0:
            for row, rule in enumerate(rules):
                yield from self._decide(before, literal, (Choice(row, rule.body),))
            return
        done = partial.resolved[literal]
        failing = [-lit for lit in rules[position].body]
        free = [lit for lit in failing if self._is_settled(lit, partial)]
        for lit in free[:1] or dict.fromkeys(failing):
            yield from self._decide(before, literal, (*done, Choice(position, (lit,))))

    def _is_settled(self, literal: int, partial: _Partial) -> bool:
        """Return whether the partial proof already rests on a literal, so that it is free."""
        if literal in partial.leaves.literals or literal == TRUE:
            return True
        return literal in partial.resolved and abs(literal) not in self._loops

    def _decide(
        self, partial: _Partial, literal: int, choices: tuple[Choice, ...]
    ) -> Iterator[_Partial]:
        resolved = {**partial.resolved, literal: choices}
        if not self._rests_on_itself(literal, resolved):
            added = _Partial(partial.leaves, resolved, partial.goals)
            new = self._add(added, choices[-1].literals)
            if new:
                yield new

    def _add(self, partial: _Partial, literals: Sequence[int]) -> _Partial | None:
        """Return the partial proof with more literals to prove; None if they cannot hold."""
        leaves = partial.leaves
        resolved = dict(partial.resolved)
        goals = list(partial.goals)
        for literal in reversed(literals):
            if abs(literal) in self._ground.leaves:
                extended = self._model.add(leaves, literal)
                if extended is None:
                    return None
                leaves = extended
            elif literal == -TRUE:
                return None
            elif literal != TRUE and literal not in resolved:
                if -literal in resolved or (literal > 0 and literal not in self._rules):
                    return None
                resolved[literal] = ()
                rules = range(len(self._rules.get(abs(literal), ())))
                goals += [(literal, -1)] if literal > 0 else [(literal, row) for row in rules]
        return _Partial(leaves, resolved, tuple(goals))

    def _rests_on_itself(self, literal: int, resolved: Resolution) -> bool:
        """Return whether a cycle through the literal holds a positive literal."""
        loop = self._loops.get(abs(literal))
        if loop is None:
            return False
        users: dict[int, list[int]] = {}
        below: set[int] = set()
        waiting = [literal]
        while waiting:
            goal = waiting.pop()
            for child in (lit for choice in resolved.get(goal, ()) for lit in choice.literals):
                if self._loops.get(abs(child)) == loop:
                    users.setdefault(child, []).append(goal)
                    if child not in below:
                        below.add(child)
                        waiting.append(child)
        cycle: set[int] = set()
        waiting = list(users.get(literal, ()))
        while waiting:
            goal = waiting.pop()
            if goal not in cycle:
                cycle.add(goal)
                waiting.extend(users.get(goal, ()))
        return any(goal > 0 for goal in cycle)
