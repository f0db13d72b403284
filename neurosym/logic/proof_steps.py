"""The steps of a proof one by one, and the order in which a reader meets them.

A proof shares its steps: what two of its rules rest on is one step, so that a proof is no larger
than the program that it is of. Written down as a tree it would be exponentially larger, and deeper
than any reader follows; so a step is unfolded where it is first met, and deep ones in a tree of
their own.
"""

from collections import deque
from dataclasses import dataclass
from enum import StrEnum

from neurosym.logic.proof_tree import Proof

WORD_LEVELS = 40
"""Levels of a tree for readers: a terminal has no room for more."""

PLAIN_LEVELS = 100
"""Levels of a plain value: ``json.dumps`` fails beyond a few hundred."""


class See(StrEnum):
    """Where a step is unfolded that is not unfolded here."""

    ABOVE = "above"
    BELOW = "below"


@dataclass(frozen=True, slots=True)
class Shown:
    """A step where a reader meets it.

    Attributes:
        step: The step.
        see: Where it is unfolded instead; None if it is here.
        children: What it rests on, as far as that is unfolded here.
    """

    step: Proof
    see: See | None = None
    children: tuple["Shown", ...] = ()


def distinct_steps(proof: Proof) -> list[Proof]:
    """Return each step of a proof once, what it rests on before it."""
    found: list[Proof] = []
    begun: set[int] = set()
    done: set[int] = set()
    waiting = [proof]
    while waiting:
        step = waiting[-1]
        if id(step) not in begun:
            begun.add(id(step))
            waiting += [child for child in reversed(step.children) if id(child) not in begun]
            continue
        waiting.pop()
        if id(step) not in done:
            done.add(id(step))
            found.append(step)
    return found


def shown_trees(proof: Proof, levels: int) -> tuple[Shown, ...]:
    """Return the trees that show a proof: the first is the proof's, others continue deep steps.

    Args:
        proof: The proof.
        levels: Steps from the root of a tree to its deepest leaf, at most.
    """
    places: dict[int, See] = {}
    waiting = deque([proof])
    trees = []
    while waiting:
        root = waiting.popleft()
        places.pop(root.literal, None)
        trees.append(_shown(root, levels, places, waiting))
    return tuple(trees)


def _shown(step: Proof, levels: int, places: dict[int, See], waiting: deque[Proof]) -> Shown:
    see = places.get(step.literal)
    if see is not None or not step.children:
        return Shown(step, see)
    if levels <= 1:
        places[step.literal] = See.BELOW
        waiting.append(step)
        return Shown(step, See.BELOW)
    places[step.literal] = See.ABOVE
    children = tuple(_shown(child, levels - 1, places, waiting) for child in step.children)
    return Shown(step, None, children)
