"""The error for evidence and hard rules that contradict each other, with their places."""

from collections.abc import Sequence

from neurosym.errors import InconsistentEvidenceError
from neurosym.logic.ground_program import FALSE, GivenLiteral, GroundProgram

_MOST = 5
"""Literals, and rules, that a message names."""


def no_world(ground: GroundProgram, *, under: str = "") -> InconsistentEvidenceError:
    """Return the error for evidence and hard rules that hold together in no possible world.

    Args:
        ground: The program.
        under: What else was tried in vain, such as ``under any strategy``.
    """
    clash = _clash(ground.given)
    if clash:
        names = " and ".join(_named(ground, given) for given in clash)
        return InconsistentEvidenceError(
            f"no possible world agrees with the evidence {names}, which contradict each other; "
            "remove one of them"
        )
    never = [given for given in ground.given if given.literal == FALSE]
    if never:
        return InconsistentEvidenceError(
            f"no possible world agrees with the evidence {_named(ground, never[0])}: it is false "
            "whatever else holds; remove it, or correct the rules"
        )
    evidence = _shortened([_named(ground, given) for given in ground.given])
    rules = _shortened(_hard_places(ground))
    parts = [f"the evidence {evidence}".rstrip()] if evidence or not rules else []
    parts += [f"the hard rules {rules}".rstrip()] if rules or not evidence else []
    tried = f" {under}" if under else ""
    return InconsistentEvidenceError(
        f"no possible world agrees with {' and '.join(parts)}{tried}; remove one of them"
    )


def _clash(given: Sequence[GivenLiteral]) -> tuple[GivenLiteral, ...]:
    """Return the first two literals of which one is the negation of the other."""
    first: dict[int, GivenLiteral] = {}
    for item in given:
        other = first.get(-item.literal)
        if other is not None:
            return other, item
        first.setdefault(item.literal, item)
    return ()


def _named(ground: GroundProgram, given: GivenLiteral) -> str:
    place = ground.place(given.clause)
    return f"{given.text} ({place})" if place else given.text


def _hard_places(ground: GroundProgram) -> list[str]:
    hard = {item.clause: None for item in ground.constraints if item.strength >= 1.0}
    return [place for clause in hard if (place := ground.place(clause))]


def _shortened(names: Sequence[str]) -> str:
    rest = len(names) - _MOST
    return ", ".join(names[:_MOST]) + (f" and {rest} more" if rest > 0 else "")
