"""What follows from known literals: propagation through the rules, forwards and backwards.

Forwards, a rule whose body holds makes its head true, and an atom all of whose rules fail is false.
Backwards, an atom that holds has a rule whose body holds: where only one is left, its whole body
holds; and a body whose head is false may not hold: where only one of its literals is open, that
one is false. Of a choice at most one leaf holds. All of this is Clark's completion [1], which
every well-founded model that leaves nothing undefined satisfies.

References:
    [1] Clark 1978, Negation as failure.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from neurosym.logic.choices import Choice, choices_of
from neurosym.logic.contradictions import no_world
from neurosym.logic.ground_program import TRUE, GroundProgram


class Implications:
    """The rules of a program, indexed so that what known literals imply is found quickly.

    Args:
        ground: The program; its evidence and constraints play no part.
    """

    def __init__(self, ground: GroundProgram) -> None:
        self._ground = ground
        self._bodies = tuple(rule.body for rule in ground.rules)
        self._heads = tuple(rule.head for rule in ground.rules)
        self._rules: dict[int, list[int]] = defaultdict(list)
        self._uses: dict[int, list[int]] = defaultdict(list)
        for index, rule in enumerate(ground.rules):
            self._rules[rule.head].append(index)
            for literal in rule.body:
                self._uses[abs(literal)].append(index)
        self._leaves = frozenset(ground.leaves)
        self._choices: dict[int, Choice] = {
            leaf: choice for choice in choices_of(ground) for leaf in choice.leaves
        }
        self._start = [-head for head in range(1, len(ground.atoms) + 1) if self._has_no_rule(head)]
        self._start += [h for h, body in zip(self._heads, self._bodies, strict=True) if not body]

    def _has_no_rule(self, atom: int) -> bool:
        return atom not in self._leaves and atom not in self._rules

    def of(self, literals: Iterable[int], *, backwards: bool = True) -> dict[int, bool]:
        """Return the truth of every atom that the literals decide, their own included.

        Args:
            literals: Literals that hold; TRUE and FALSE are literals too.
            backwards: Whether to conclude from heads to bodies as well.

        Raises:
            InconsistentEvidenceError: The literals cannot hold together.
        """
        known: dict[int, bool] = {TRUE: True}
        waiting = [*self._start, *literals]
        while waiting:
            literal = waiting.pop()
            atom = abs(literal)
            if atom in known:
                if known[atom] != (literal > 0):
                    raise no_world(self._ground)
                continue
            known[atom] = literal > 0
            for head in {self._heads[rule] for rule in self._uses.get(atom, ())} | {atom}:
                waiting += self._concluded(head, known, backwards=backwards)
            waiting += self._excluded(atom, known)
        return known

    def _concluded(self, head: int, known: Mapping[int, bool], *, backwards: bool) -> list[int]:
        """Return what a head's rules say about it, and it about them."""
        if head in self._leaves:
            return []
        live: list[list[int]] = []
        for rule in self._rules.get(head, ()):
            body = self._bodies[rule]
            if any(known.get(abs(literal)) == (literal < 0) for literal in body):
                continue
            live.append([literal for literal in body if abs(literal) not in known])
            if not live[-1]:
                return [head]
        if not live:
            return [-head]
        if not backwards or head not in known:
            return []
        if known[head]:
            return live[0] if len(live) == 1 else []
        return [-body[0] for body in live if len(body) == 1]

    def _excluded(self, leaf: int, known: Mapping[int, bool]) -> list[int]:
        """Return what the truth of a leaf says about the others of its choice."""
        choice = self._choices.get(leaf)
        if choice is None or len(choice.leaves) == 1:
            return []
        if known[leaf]:
            return [-other for other in choice.leaves if other != leaf]
        open_leaves = [other for other in choice.leaves if known.get(other, True)]
        return open_leaves if choice.complete and len(open_leaves) == 1 else []
