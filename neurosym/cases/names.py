"""How names that a person types are matched to the names that the data use.

Names match without regard to case, underscores, blanks and hyphens; states keep their signs and
operators, so that ``-1`` never matches ``1`` nor ``<5`` matches ``5``. The closest way of writing
wins: an exact match is never made ambiguous by a looser one.
"""

import difflib
import re
from collections.abc import Callable, Sequence

from neurosym.cases.atoms import snake_case

NEAR_NAMES = 3
"""How many near names an error message shows."""


def name_key(text: str) -> str:
    """Return ``text`` without case, underscores, blanks and hyphens.

    Example:
        >>> name_key("Lower body_O2") == name_key("LowerBodyO2")
        True
    """
    return re.sub(r"[\s_\-]+", "", text.casefold())


def state_key(text: str) -> str:
    """Return ``text`` without case, with one underscore for every joint between words.

    Example:
        >>> state_key("Lt to Rt"), state_key("5 - 12"), state_key("-1"), state_key("12+")
        ('lt_to_rt', '5_12', '-1', '12+')
    """
    return re.sub(r"(?<=[^\W_])[\s_\-]+(?=[^\W_])", "_", text.strip().casefold())


def state_snake(text: str) -> str:
    """Return the key of a state as rules write it, so that ``lt_to_rt`` finds ``LtToRt``."""
    return state_key(snake_case(text))


def _as_written(text: str) -> str:
    return text.strip()


NAME_TIERS: tuple[Callable[[str], str], ...] = (_as_written, str.casefold, name_key)
"""Ways to read a variable's name, strictest first."""

STATE_TIERS: tuple[Callable[[str], str], ...] = (
    _as_written,
    str.casefold,
    state_key,
    state_snake,
)
"""Ways to read a state, strictest first."""


def matches(
    text: str, names: Sequence[str], tiers: Sequence[Callable[[str], str]]
) -> tuple[int, ...]:
    """Return the positions of the names that ``text`` means at the strictest tier that finds any.

    Args:
        text: What a person typed.
        names: The known names.
        tiers: Ways to read a name, strictest first.

    Returns:
        No position: unknown; one: found; several: ambiguous.
    """
    for read in tiers:
        wanted = read(text)
        found = tuple(i for i, name in enumerate(names) if read(name) == wanted)
        if found:
            return found
    return ()


def near(text: str, names: Sequence[str]) -> tuple[str, ...]:
    """Return up to three names that look like ``text``, the nearest first.

    Example:
        >>> near("ChestXry", ["Age", "ChestXray", "XrayReport"])
        ('ChestXray',)
    """
    keys: dict[str, str] = {}
    for name in names:
        keys.setdefault(name_key(name), name)
    close = difflib.get_close_matches(name_key(text), list(keys), NEAR_NAMES, cutoff=0.6)
    return tuple(keys[key] for key in close)


def listed(names: Sequence[str]) -> str:
    """Return the names in one phrase: ``a``, ``a or b``, ``a, b or c``.

    Example:
        >>> listed(["yes", "no"])
        'yes or no'
    """
    if not names:
        return ""
    if len(names) == 1:
        return names[0]
    return ", ".join(names[:-1]) + " or " + names[-1]


def did_you_mean(text: str, names: Sequence[str], *, limit: int = 25) -> str:
    """Return the part of a message that helps on: the near names, or all of a short list.

    Args:
        text: The name that is unknown.
        names: The known names.
        limit: The longest list that is shown whole when nothing is near.
    """
    close = near(text, names)
    if close:
        return f"did you mean {listed(close)}?"
    if not names:
        return "there are none"
    shown = sorted(names)[:limit]
    more = f" and {len(names) - limit} more" if len(names) > limit else ""
    return f"known are {', '.join(shown)}{more}"
