"""Ground atoms as variables: which atoms exclude each other, which leaves one rule alone uses.

A network written in rules has an atom for every state of a variable and a choice for every row of
a conditional table. Seen as booleans, its tables would be exponentially larger than the
network's. So atoms of which at most one can hold become one variable: the heads of annotated
disjunctions whose bodies exclude each other. And a choice that decides nothing but one
variable's rules is summed out within that variable's own table.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from neurosym.logic.choices import Choice
from neurosym.logic.cycles import Component, components
from neurosym.logic.elimination.exclusion import Candidates, WorkingRule
from neurosym.logic.ground_program import TRUE, GroundProgram, GroundRule, LeafKind

_MOST_PAIRS = 20_000


class NotEliminableError(Exception):
    """The program has a cycle that tables do not cover, or is too wide for them."""


@dataclass(frozen=True, slots=True)
class Condition:
    """A body as what it asks of variables.

    Attributes:
        equal: Variable and value that it must have.
        unequal: Variable and value that it must not have.
    """

    equal: tuple[tuple[int, int], ...]
    unequal: tuple[tuple[int, int], ...]

    @property
    def variables(self) -> set[int]:
        """The variables that it mentions."""
        return {v for v, _ in self.equal} | {v for v, _ in self.unequal}


@dataclass(frozen=True, slots=True)
class Definition:
    """A rule of a variable.

    Attributes:
        value: The value that it gives.
        body: Literals, without that of a private choice.
        private: Choice and alternative that the rule also needs, summed out with its variable.
    """

    value: int
    body: tuple[int, ...]
    private: tuple[int, int] | None


@dataclass(slots=True)
class Encoding:
    """Variables and what decides them.

    Attributes:
        cards: Number of values of every variable.
        place: Variable and value of every atom: it holds where the variable has the value.
        choice: Choice of every variable that is one, its last value being "none" if incomplete.
        heads: Atoms of every variable that rules decide; value 0 is "none of them".
        rules: Their rules.
        cycle: For every variable of an atom in a positive cycle, the number of its cycle.
    """

    cards: list[int] = field(default_factory=list)
    place: dict[int, tuple[int, int]] = field(default_factory=dict)
    choice: dict[int, int] = field(default_factory=dict)
    heads: dict[int, tuple[int, ...]] = field(default_factory=dict)
    rules: dict[int, list[Definition]] = field(default_factory=dict)
    cycle: dict[int, int] = field(default_factory=dict)

    def condition(self, body: Iterable[int]) -> Condition:
        """Return what a body asks of the variables."""
        equal = tuple(self.place[lit] for lit in body if lit > 0 and lit != TRUE)
        return Condition(equal, tuple(self.place[-lit] for lit in body if lit < 0))

    def add(self, card: int) -> int:
        """Return a new variable."""
        self.cards.append(card)
        return len(self.cards) - 1


def encode(
    ground: GroundProgram,
    by_head: Mapping[int, Sequence[GroundRule]],
    choices: Sequence[Choice],
    tops: Iterable[int],
) -> Encoding:
    """Return the variables of a program.

    Args:
        ground: The program, without constraints.
        by_head: The rules of every relevant head.
        choices: The relevant choices.
        tops: Literals whose atoms must stay visible: queries, evidence, constraints.

    Raises:
        NotEliminableError: A cycle passes through a negation or through two atoms of one body.
    """
    found = components(by_head, sorted({abs(t) for t in tops if abs(t) != TRUE}))
    encoder = _Encoder(ground, by_head, choices, found)
    encoder.order_groups()
    encoder.hide_private({abs(top) for top in tops})
    encoder.add_choices()
    encoder.add_atoms()
    return encoder.encoding


class _Encoder:
    """Builds an encoding, lower atoms first."""

    def __init__(
        self,
        ground: GroundProgram,
        by_head: Mapping[int, Sequence[GroundRule]],
        choices: Sequence[Choice],
        found: Sequence[Component],
    ) -> None:
        self.ground = ground
        self.choices = choices
        self.encoding = Encoding()
        self.order = [atom for component in found for atom in component.atoms]
        self.rank = {atom: rank for rank, atom in enumerate(self.order)}
        self.owner = {
            leaf: (n, at) for n, c in enumerate(choices) for at, leaf in enumerate(c.leaves)
        }
        self.rules = {
            head: [WorkingRule(rule) for rule in by_head.get(head, ()) if head not in rule.body]
            for head in self.order
            if head not in ground.leaves
        }
        self.cycle_of: dict[int, int] = {}
        for number, component in enumerate(found):
            if len(component.atoms) > 1:
                self._check_cycle(component)
                self.cycle_of |= dict.fromkeys(component.atoms, number)
            elif component.negative:
                raise NotEliminableError
        candidates = Candidates(ground, self.rules, self.owner, self.rank, self.cycle_of)
        self.groups = candidates.groups()

    def _check_cycle(self, component: Component) -> None:
        inside = set(component.atoms)
        if component.negative:
            raise NotEliminableError
        for atom in component.atoms:
            if any(sum(lit in inside for lit in rule.body) > 1 for rule in self.rules[atom]):
                raise NotEliminableError

    def hide_private(self, visible: set[int]) -> None:
        """Take the choices that only one variable's rules use out of their bodies."""
        users: dict[int, list[WorkingRule]] = defaultdict(list)
        shown = {self.owner[atom][0] for atom in visible if atom in self.owner}
        for rules in self.rules.values():
            for rule in rules:
                for literal in rule.body:
                    if abs(literal) in self.owner:
                        number = self.owner[abs(literal)][0]
                        users[number].append(rule)
                        if literal < 0:
                            shown.add(number)
        bodies = {
            number: len({frozenset(rule.body) - self._leaves(number) for rule in found})
            for number, found in users.items()
        }
        for number in sorted(users, key=lambda number: (bodies[number], -len(users[number]))):
            is_fact = self.ground.leaves[self.choices[number].leaves[0]].kind is LeafKind.FACT
            if is_fact and number not in shown and self._hides(users[number]):
                for rule in users[number]:
                    rule.hide(self.owner, number)

    def _leaves(self, number: int) -> frozenset[int]:
        return frozenset(self.choices[number].leaves)

    def _hides(self, users: Sequence[WorkingRule]) -> bool:
        if len({id(rule) for rule in users}) < len(users) or any(rule.private for rule in users):
            return False
        return len({self.groups.get(rule.head, (rule.head,)) for rule in users}) == 1

    def add_choices(self) -> None:
        """Make a variable of every choice that is not private."""
        hidden = {
            rule.private[0] for rules in self.rules.values() for rule in rules if rule.private
        }
        for number, choice in enumerate(self.choices):
            if number not in hidden:
                variable = self.encoding.add(len(choice.leaves) + (not choice.complete))
                self.encoding.choice[variable] = number
                for at, leaf in enumerate(choice.leaves):
                    self.encoding.place[leaf] = variable, at

    def add_atoms(self) -> None:
        """Make a variable of every group of exclusive heads and of every other derived atom."""
        done: set[int] = set()
        for atom in self.order:
            if atom in done or atom in self.ground.leaves:
                continue
            members = self.groups.get(atom, (atom,))
            if len(members) > 1 and not self._exclude(members):
                members = (atom,)
                self._ungroup(self.groups[atom])
            self._add_variable(members)
            done.update(members)

    def _ungroup(self, members: Sequence[int]) -> None:
        """Let each member be a variable of its own; a shared choice is no longer private."""
        for member in members:
            del self.groups[member]
        owners: dict[int, set[int]] = defaultdict(set)
        for member in members:
            for rule in self.rules[member]:
                if rule.private:
                    owners[rule.private[0]].add(member)
        for number, heads in owners.items():
            if len(heads) > 1:
                choice = self.choices[number]
                variable = self.encoding.add(len(choice.leaves) + (not choice.complete))
                self.encoding.choice[variable] = number
                for at, leaf in enumerate(choice.leaves):
                    self.encoding.place[leaf] = variable, at
                for member in members:
                    for rule in self.rules[member]:
                        rule.show(choice, number)

    def order_groups(self) -> None:
        """Order the atoms so that a group comes after all that its members need.

        Groups that need each other, though their atoms do not, are no groups.
        """
        order: list[int] = []
        seen: set[int] = set()
        for root in self.order:
            path = [] if root in seen else [(root, self._needs(root))]
            while path:
                atom, rest = path[-1]
                below = next((need for need in rest if need not in seen), None)
                members = self.groups.get(atom, (atom,))
                if below is None:
                    order.extend(member for member in members if member not in seen)
                    seen.update(members)
                    path.pop()
                elif any(self.groups.get(a, a) == self.groups.get(below, below) for a, _ in path):
                    for member in self.groups[below]:
                        del self.groups[member]
                    return self.order_groups()
                else:
                    path.append((below, self._needs(below)))
        self.order = order
        return None

    def _needs(self, atom: int) -> Iterator[int]:
        """Return the atoms outside its own cycle that an atom's group needs."""
        members = self.groups.get(atom, (atom,))
        inside = self.cycle_of.get(atom)
        needs = {
            abs(literal)
            for member in members
            for rule in self.rules.get(member, ())
            for literal in rule.body
            if abs(literal) != TRUE
        }
        return iter(sorted(n for n in needs if inside is None or self.cycle_of.get(n) != inside))

    def _exclude(self, members: Sequence[int]) -> bool:
        """Return whether at most one member can hold: bodies of different heads exclude."""
        known: list[tuple[int, tuple[int, int] | None, dict[int, int]]] = []
        for member in members:
            for rule in self.rules[member]:
                equal: dict[int, int] = {}
                for variable, value in self.encoding.condition(rule.body).equal:
                    if equal.setdefault(variable, value) != value:
                        break
                else:
                    known.append((member, rule.private, equal))
        if len(known) * len(known) > _MOST_PAIRS:
            return self._differ_everywhere(known)
        return all(
            first[0] == second[0] or _exclusive(first, second)
            for at, first in enumerate(known)
            for second in known[:at]
        )

    def _differ_everywhere(
        self, known: Sequence[tuple[int, tuple[int, int] | None, dict[int, int]]]
    ) -> bool:
        """As above for many rules: all over the same variables, with values of their own."""
        variables = {tuple(sorted(equal)) for _, _, equal in known}
        if len(variables) > 1:
            return False
        owner: dict[tuple[int, ...], int | None] = {}
        for _, private, equal in known:
            key = tuple(value for _, value in sorted(equal.items()))
            number = private[0] if private else None
            if key in owner and (number is None or owner[key] != number):
                return False
            owner[key] = number
        return True

    def _add_variable(self, members: tuple[int, ...]) -> None:
        variable = self.encoding.add(1 + len(members))
        for at, member in enumerate(members):
            self.encoding.place[member] = variable, 1 + at
        self.encoding.heads[variable] = members
        self.encoding.rules[variable] = [
            Definition(1 + at, tuple(rule.body), rule.private)
            for at, member in enumerate(members)
            for rule in self.rules[member]
        ]
        if members[0] in self.cycle_of:
            self.encoding.cycle[variable] = self.cycle_of[members[0]]


def _exclusive(
    first: tuple[int, tuple[int, int] | None, dict[int, int]],
    second: tuple[int, tuple[int, int] | None, dict[int, int]],
) -> bool:
    if first[1] and second[1] and first[1][0] == second[1][0] and first[1][1] != second[1][1]:
        return True
    return any(second[2].get(variable, value) != value for variable, value in first[2].items())
