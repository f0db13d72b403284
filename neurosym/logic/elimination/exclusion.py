"""Which heads may be values of one variable: those of which at most one can hold.

The heads of an annotated disjunction are candidates. So are heads of one predicate whose rules all
have bodies over the same such variables, no two heads a body in common: a table of a network
whose every row is certain. Whether the candidates exclude each other is checked when their
variable is made.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from neurosym.logic.choices import Choice
from neurosym.logic.ground_program import GroundProgram, GroundRule


class WorkingRule:
    """A rule whose private choice has been taken out of its body."""

    def __init__(self, rule: GroundRule) -> None:
        self.head = rule.head
        self.clause = rule.clause
        self.body = list(rule.body)
        self.private: tuple[int, int] | None = None

    def hide(self, owner: Mapping[int, tuple[int, int]], number: int) -> None:
        """Take the leaf of a choice out of the body."""
        for literal in self.body:
            if literal in owner and owner[literal][0] == number:
                self.private = owner[literal]
        self.body = [b for b in self.body if owner.get(b, (-1, 0))[0] != number]

    def show(self, choice: Choice, number: int) -> None:
        """Put the leaf of a choice back."""
        if self.private and self.private[0] == number:
            self.body.append(choice.leaves[self.private[1]])
            self.private = None


class Candidates:
    """Looks for heads that may exclude each other.

    Args:
        ground: The program.
        rules: Rules of every head.
        owner: Number of its choice and alternative of every leaf.
        rank: Place of every atom in an order from below.
        cycle_of: Number of its cycle of every atom that is on one.
    """

    def __init__(
        self,
        ground: GroundProgram,
        rules: Mapping[int, Sequence[WorkingRule]],
        owner: Mapping[int, tuple[int, int]],
        rank: Mapping[int, int],
        cycle_of: Mapping[int, int],
    ) -> None:
        self.ground = ground
        self.rules = rules
        self.owner = owner
        self.rank = rank
        self.cycle_of = cycle_of
        self.several = {number for number, alternative in owner.values() if alternative}

    def groups(self) -> dict[int, tuple[int, ...]]:
        """Return, for every head that others may exclude, these and itself in ascending order."""
        together: dict[int, set[int]] = {}
        for heads in self._heads_of_choices().values():
            merged = set(heads)
            for head in heads:
                merged |= together.get(head, set())
            for head in merged:
                together[head] = merged
        groups = self._acyclic({head: tuple(sorted(group)) for head, group in together.items()})
        while new := self._acyclic(self._tables(groups)):
            groups |= new
        return groups

    def _acyclic(self, groups: Mapping[int, tuple[int, ...]]) -> dict[int, tuple[int, ...]]:
        return {
            head: members
            for head, members in groups.items()
            if len(members) > 1
            and not any(member in self.cycle_of for member in members)
            and self._is_acyclic(members)
        }

    def _heads_of_choices(self) -> dict[object, set[int]]:
        """Return the heads of every instance of an annotated disjunction.

        Its rules come from one clause, and differ in one literal: the leaf of one choice.
        """
        heads: dict[object, set[int]] = defaultdict(set)
        for head, rules in self.rules.items():
            for rule in rules:
                for literal in rule.body:
                    if literal in self.owner:
                        number = self.owner[literal][0]
                        rest = frozenset(rule.body) - {literal}
                        heads[rule.clause, number, rest].add(head)
        return heads

    def _tables(self, groups: Mapping[int, tuple[int, ...]]) -> dict[int, tuple[int, ...]]:
        """Return groups of heads that are in none yet, whose bodies are over known groups."""
        heads: dict[object, list[tuple[int, set[frozenset[int]]]]] = defaultdict(list)
        for head, rules in self.rules.items():
            if head in groups or not rules or head > len(self.ground.atoms):
                continue
            parents = self._parents(rules[0], groups)
            scope = frozenset(parents.values())
            bodies = {frozenset(parents)}
            for rule in rules[1:]:
                if not scope or frozenset(parents.values()) != scope:
                    break
                parents = self._parents(rule, groups)
                bodies.add(frozenset(parents))
            if scope and frozenset(parents.values()) == scope:
                name = self.ground.text(head).partition("(")[0]
                heads[name, scope].append((head, bodies))
        found: dict[int, tuple[int, ...]] = {}
        for members in heads.values():
            every = [body for _, bodies in members for body in bodies]
            if len(members) > 1 and len(set(every)) == len(every):
                group = tuple(sorted(head for head, _ in members))
                found |= dict.fromkeys(group, group)
        return found

    def _parents(
        self, rule: WorkingRule, groups: Mapping[int, tuple[int, ...]]
    ) -> dict[int, tuple[int, ...]]:
        """Return the atoms of a body with their groups; none if an atom is in no group.

        Leaves of choices between two or more are in a group of their own: -1 and the number of
        the choice. A leaf alone is the probability of its rule and plays no part.
        """
        found: dict[int, tuple[int, ...]] = {}
        for literal in rule.body:
            if literal in groups:
                found[literal] = groups[literal]
            elif literal not in self.owner:
                return {}
            elif self.owner[literal][0] in self.several:
                found[literal] = (-1, self.owner[literal][0])
        return found if len(set(found.values())) == len(found) else {}

    def _is_acyclic(self, group: tuple[int, ...]) -> bool:
        """Return whether no member depends on another."""
        members = set(group)
        low = min(self.rank[member] for member in group)
        waiting = list(group)
        seen = set(group)
        while waiting:
            for rule in self.rules.get(waiting.pop(), ()):
                for literal in rule.body:
                    atom = abs(literal)
                    if atom in members:
                        return False
                    if atom not in seen and self.rank.get(atom, -1) > low:
                        seen.add(atom)
                        waiting.append(atom)
        return True
