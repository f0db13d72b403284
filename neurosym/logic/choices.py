"""The leaves of a program as choices: sets of leaves of which at most one holds.

A probabilistic fact is a choice of its own. The leaves of an annotated disjunction exclude each
other, and with what is missing to one, none of them holds; of the labels of a network exactly
one holds. Of a variable of a pack exactly one state holds; the states that no rule mentions are
one alternative, "another state". Without a pack, predicted atoms that differ only in their last
argument are states of one variable.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from neurosym.logic.ground_program import GroundProgram, Leaf, LeafKind

_REMAINDER = 1e-12
"""Probability below which an annotated disjunction counts as summing to one."""

_EXCLUDING = (LeafKind.FACT, LeafKind.NEURAL, LeafKind.DECISION)


@dataclass(frozen=True, slots=True)
class Choice:
    """Leaves of which at most one holds.

    Attributes:
        leaves: The leaves, in ascending order.
        complete: Whether one of them always holds.
        variable: Index of the pack's variable whose states they are, or -1.
        states: State of every leaf, where they are states of one variable.
        others: The variable's states that no leaf stands for.
    """

    leaves: tuple[int, ...]
    complete: bool = False
    variable: int = -1
    states: tuple[int, ...] = ()
    others: tuple[int, ...] = ()


def choices_of(
    ground: GroundProgram,
    atoms: Iterable[int] | None = None,
    cards: Mapping[int, int] | None = None,
) -> tuple[Choice, ...]:
    """Return the choices that the leaves among the given atoms form.

    Args:
        ground: The program.
        atoms: Atoms to look at; all if None.
        cards: Number of states of every pack variable: exactly one of them holds. Without it,
            each leaf of a pack's state is true or false independently of the others.

    Returns:
        Choices in the order of their first leaf.

    Raises:
        ValueError: A variable has no number of states, a state outside it, or two atoms for one
            state.
    """
    members: dict[tuple[str, int | str], list[int]] = defaultdict(list)
    for atom in sorted(ground.leaves if atoms is None else set(atoms) & set(ground.leaves)):
        leaf = ground.leaves[atom]
        members[choice_key(atom, leaf, by_variable=cards is not None)].append(atom)
    return tuple(
        _variable_choice(ground, leaves, cards or {})
        if kind == "variable"
        else Choice(tuple(leaves), complete=kind == "group" and _sums_to_one(ground, leaves))
        for (kind, _), leaves in members.items()
    )


def choice_key(atom: int, leaf: Leaf, *, by_variable: bool = True) -> tuple[str, int | str]:
    """Return what a leaf has in common with those that it excludes, and with no others.

    Args:
        atom: The leaf's atom.
        leaf: The leaf.
        by_variable: Whether states of a pack's variable exclude each other.
    """
    if leaf.kind is LeafKind.STATE:
        if leaf.variable < 0:
            return "predicted", variable_text(leaf.text)
        return ("variable", leaf.variable) if by_variable else ("leaf", atom)
    if leaf.kind in _EXCLUDING and leaf.group >= 0:
        return "group", leaf.group
    return "leaf", atom


def alternative_leaves(ground: GroundProgram) -> tuple[int, ...]:
    """Return the leaves that exclude others.

    A circuit knows only the leaves that its roots depend on. With these among its roots, what is
    left of a choice in a world is that none of its leaves holds, never one that it does not know.
    """
    choices = choices_of(ground)
    return tuple(leaf for choice in choices if len(choice.leaves) > 1 for leaf in choice.leaves)


def _sums_to_one(ground: GroundProgram, leaves: list[int]) -> bool:
    if any(ground.leaves[leaf].learnable for leaf in leaves):
        return False
    first = ground.leaves[leaves[0]]
    if first.neural is not None:
        return len(leaves) == first.neural.labels
    return sum(ground.leaves[leaf].probability or 0.0 for leaf in leaves) >= 1.0 - _REMAINDER


def _variable_choice(ground: GroundProgram, leaves: list[int], cards: Mapping[int, int]) -> Choice:
    variable = ground.leaves[leaves[0]].variable
    states = tuple(ground.leaves[leaf].state for leaf in leaves)
    name = ground.text(leaves[0])
    if variable not in cards:
        raise ValueError(f"cards: variable {variable} ({name}) has no number of states; add it")
    if not all(0 <= state < cards[variable] for state in states):
        raise ValueError(f"cards: {name} is a state beyond the {cards[variable]} of its variable")
    if len(set(states)) < len(states):
        raise ValueError(f"variable {variable} ({name}) has two atoms for one state; keep one")
    others = tuple(state for state in range(cards[variable]) if state not in states)
    return Choice(tuple(leaves), not others, variable, states, others)


def variable_text(atom: str) -> str:
    """Return a predicted atom without its last argument, its state, if it has two or more.

    Example:
        >>> variable_text("disease(ann,flu)"), variable_text("ill(ann)")
        ('disease(ann', 'ill(ann)')
    """
    depth = 0
    quoted = False
    comma = 0
    for position, character in enumerate(atom):
        if character == "'":
            quoted = not quoted
        elif not quoted:
            depth += (character in "([{") - (character in ")]}")
            if character == "," and depth == 1:
                comma = position
    return atom[:comma] if comma else atom
