"""What may be asked: questions with the replies that each can have.

Most questions are about one variable, and a reply is one of its states. Findings of which at most
one is present (one group of yes/no variables) are asked for together: a reply names one of them,
or none.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from jaxtyping import Int

from neurosym.cases.variable import Role, Variable
from neurosym.cases.vocabulary import Vocabulary

Supposed = tuple[int, int, float]
"""A finding that is supposed: variable, state, number (NaN for none)."""

LEAST_COST = 1e-3
"""What a question that costs nothing counts as, so that a gain per cost is a number."""

_ASKED = (Role.EVIDENCE, Role.MEDIATOR)
_NONE = float("nan")
_FEWEST_REPLIES = 2


@dataclass(frozen=True, slots=True)
class Candidate:
    """A question that may be asked.

    Attributes:
        variables: What it asks for; several for one group of findings.
        replies: The findings that each reply brings. In a question for a group the first finding
            of a reply is the one that is present, and the last reply is that none is.
        cost: What asking costs, relative to other questions.
        mandatory: Whether every case must have it.
    """

    variables: tuple[int, ...]
    replies: tuple[tuple[Supposed, ...], ...]
    cost: float = 1.0
    mandatory: bool = False

    def left(self, codes: Int[np.ndarray, " variable"]) -> "Candidate | None":
        """Return the question with the replies that a case leaves open, None where it is settled.

        Args:
            codes: State of each variable, -1 where silent.
        """
        replies = tuple(r for r in self.replies if all(codes[v] in (-1, s) for v, s, _ in r))
        if len(replies) < _FEWEST_REPLIES:
            return None
        return replace(self, replies=replies)


def about(
    variable: int,
    states: int,
    cost: float = 1.0,
    mandatory: bool = False,
    numbers: Sequence[float] = (),
) -> Candidate:
    """Return the question for one variable.

    Args:
        variable: Its column.
        states: How many states it has.
        cost: What asking costs.
        mandatory: Whether every case must have it.
        numbers: A number for each bin of a numeric variable.
    """
    known = tuple(numbers) or (_NONE,) * states
    replies = tuple(((variable, state, known[state]),) for state in range(states))
    return Candidate((variable,), replies, cost, mandatory)


def about_group(
    variables: Sequence[int], yes: Sequence[int], cost: float = 1.0, mandatory: bool = False
) -> Candidate:
    """Return the question which of several yes/no findings is present, if any.

    Args:
        variables: Their columns.
        yes: The state, 0 or 1, of each that means yes.
        cost: What asking costs.
        mandatory: Whether every case must have them.
    """
    absent = [(v, 1 - y, _NONE) for v, y in zip(variables, yes, strict=True)]
    replies = [
        ((v, y, _NONE), *(other for other in absent if other[0] != v))
        for v, y in zip(variables, yes, strict=True)
    ]
    return Candidate(tuple(variables), (*replies, tuple(absent)), cost, mandatory)


def candidates_of(
    vocabulary: Vocabulary, numbers: Mapping[int, Sequence[float]] | None = None
) -> tuple[Candidate, ...]:
    """Return all questions that a domain has: for evidence and mediators that have states.

    Args:
        vocabulary: The domain's variables.
        numbers: A typical number for each bin of a numeric variable, by column; where it is not
            given the middle of the bin is taken.
    """
    numbers = numbers or {}
    columns = [i for i in vocabulary.with_role(*_ASKED) if vocabulary[i].states]
    groups: dict[str, list[int]] = {}
    for i in columns:
        if vocabulary[i].group and vocabulary[i].yes is not None:
            groups.setdefault(vocabulary[i].group, []).append(i)
    together = {i for members in groups.values() if len(members) > 1 for i in members}
    found = []
    for i in columns:
        variable = vocabulary[i]
        if i not in together:
            typical = numbers[i] if i in numbers else _middles(variable)
            card, cost = len(variable.states), variable.cost
            found.append(about(i, card, cost, variable.mandatory, typical))
        elif groups[variable.group][0] == i:
            found.append(_group_question(vocabulary, groups[variable.group]))
    return tuple(found)


def _group_question(vocabulary: Vocabulary, members: Sequence[int]) -> Candidate:
    """One question for a group: it costs as much as its dearest member."""
    variables = [vocabulary[i] for i in members]
    return about_group(
        members,
        [variable.yes or 0 for variable in variables],
        max(variable.cost for variable in variables),
        any(variable.mandatory for variable in variables),
    )


def _middles(variable: Variable) -> tuple[float, ...]:
    """Return the middle of each bin of a numeric variable; the outer ones end with the range."""
    if not variable.numeric:
        return ()
    if not variable.cuts:
        return (_NONE,) * len(variable.states)
    first, last = variable.cuts[0], variable.cuts[-1]
    margin = (last - first) / (len(variable.cuts) - 1) if last > first else max(abs(first), 1.0)
    low, high = variable.range or (first - margin, last + margin)
    edges = (min(low, first - margin * 1e-3), *variable.cuts, max(high, last + margin * 1e-3))
    return tuple(0.5 * (a + b) for a, b in pairwise(edges))
