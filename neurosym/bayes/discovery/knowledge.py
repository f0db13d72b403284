"""What an expert knows about causes before any data: tiers, forbidden and required arrows.

Read from Tetrad's ``/knowledge`` format [1]::

    /knowledge
    addtemporal
    1 Disease                  # nothing in a later tier causes anything in an earlier one
    2* "Duct flow" LungFlow    # the mark: no arrows inside this tier
    forbiddirect
    LungFlow Disease
    requiredirect
    Disease "Duct flow"

References:
    [1] J. Ramsey and others, "TETRAD: a toolbox for causal discovery", 2018.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

import numpy as np
from jaxtyping import Bool

from neurosym.bayes.network.graph import cycle_in
from neurosym.errors import KnowledgeError

Arrow = tuple[str, str]
_SECTIONS = ("addtemporal", "forbiddirect", "requiredirect")
_TIER = re.compile(r"\d+\*?")
_WORD = re.compile(r'\s*(?:"([^"]*)"|(#.*)|([^\s"#]+))')


@dataclass(frozen=True, slots=True)
class Tier:
    """Variables of one time: a later tier never causes an earlier one.

    Attributes:
        names: The variables.
        forbid_within: Whether arrows among them are forbidden too.
    """

    names: tuple[str, ...]
    forbid_within: bool = False


@dataclass(frozen=True, slots=True)
class Knowledge:
    """Background knowledge of a causal search.

    Attributes:
        tiers: From earliest to latest; a variable in no tier is free.
        forbidden: Arrows that must not be there.
        required: Arrows that must be there.

    Raises:
        KnowledgeError: The parts contradict each other; the message names the arrows.
    """

    tiers: tuple[Tier, ...] = ()
    forbidden: frozenset[Arrow] = frozenset()
    required: frozenset[Arrow] = frozenset()

    def __post_init__(self) -> None:
        seen: set[str] = set()
        for tier in self.tiers:
            for name in tier.names:
                if name in seen:
                    msg = f"{name} stands twice in the tiers; keep one"
                    raise KnowledgeError(msg)
                seen.add(name)
        for cause, effect in sorted(self.required):
            reason = self.why_forbidden(cause, effect)
            if reason:
                msg = f"the required arrow {cause} -> {effect} is forbidden: {reason}"
                raise KnowledgeError(msg)
        loop = cycle_in(sorted(self.required))
        if loop:
            msg = f"the required arrows {' -> '.join(loop)} form a cycle; remove one of them"
            raise KnowledgeError(msg)

    def why_forbidden(self, cause: str, effect: str) -> str:
        """Why an arrow is forbidden, in words; empty if it is not."""
        if cause == effect:
            return "a variable does not cause itself"
        if (cause, effect) in self.forbidden:
            return "it is listed under forbiddirect"
        if (effect, cause) in self.required:
            return f"{effect} -> {cause} is required"
        return self._against_tiers(cause, effect)

    def _against_tiers(self, cause: str, effect: str) -> str:
        first, second = self._tier(cause), self._tier(effect)
        if first is None or second is None or first < second:
            return ""
        if first > second:
            return f"{cause} is in tier {first + 1}, after {effect} in tier {second + 1}"
        inside = f"tier {first + 1} allows no arrows inside"
        return inside if self.tiers[first].forbid_within else ""

    def _tier(self, name: str) -> int | None:
        return next((i for i, tier in enumerate(self.tiers) if name in tier.names), None)

    def allowed(self, names: Sequence[str]) -> Bool[np.ndarray, "node node"]:
        """Which arrows may be there.

        Args:
            names: The variables.

        Returns:
            True at ``[cause, effect]`` where the arrow is not forbidden.
        """
        return np.array([[not self.why_forbidden(a, b) for b in names] for a in names], bool)


def parse_knowledge(text: str, names: Sequence[str], path: str = "knowledge.txt") -> Knowledge:
    """Read knowledge in Tetrad's format.

    Args:
        text: The file's text; ``#`` starts a comment, names with blanks stand in quotes.
        names: The variables that may be named.
        path: The file's name for messages.

    Returns:
        The knowledge, free of contradictions.

    Raises:
        KnowledgeError: A line cannot be read, names an unknown variable, or contradicts another;
            the message starts with ``path:line``.
    """
    reader = _Reader(names)
    for line, words in _lines(text):
        try:
            reader.read(line, words)
        except KnowledgeError as error:
            msg = f"{path}:{line}: {error}"
            raise KnowledgeError(msg) from error
    tiers = tuple(reader.tiers[key] for key in sorted(reader.tiers))
    forbidden = frozenset(reader.forbidden)
    checked: dict[Arrow, int] = {}
    for arrow, line in reader.required.items():
        checked[arrow] = line
        try:
            Knowledge(tiers, forbidden, frozenset(checked))
        except KnowledgeError as error:
            msg = f"{path}:{line}: {error}"
            raise KnowledgeError(msg) from error
    return Knowledge(tiers, forbidden, frozenset(reader.required))


def _lines(text: str) -> Iterator[tuple[int, list[str]]]:
    """The words of each line that has any, with its number; comments are dropped."""
    for number, line in enumerate(text.splitlines(), 1):
        words = [plain or quoted for quoted, comment, plain in _WORD.findall(line) if not comment]
        if words:
            yield number, words


class _Reader:
    """What has been read so far, and the section in which the next line stands."""

    def __init__(self, names: Sequence[str]) -> None:
        self.names = names
        self.section = ""
        self.tiers: dict[int, Tier] = {}
        self.forbidden: dict[Arrow, int] = {}
        self.required: dict[Arrow, int] = {}
        self._placed: dict[str, int] = {}

    def read(self, line: int, words: list[str]) -> None:
        if words[0] == "/knowledge":
            return
        if len(words) == 1 and words[0] in _SECTIONS:
            self.section = words[0]
        elif not self.section:
            msg = f"{words[0]} stands before any section; start with {', '.join(_SECTIONS)}"
            raise KnowledgeError(msg)
        elif self.section == "addtemporal":
            self._tier(line, words)
        else:
            self._arrow(line, words)

    def _tier(self, line: int, words: list[str]) -> None:
        if not _TIER.fullmatch(words[0]):
            msg = f"a tier starts with its number, such as 1 or 2*, not with {words[0]}"
            raise KnowledgeError(msg)
        number = int(words[0].rstrip("*"))
        if number in self.tiers:
            msg = f"tier {number} is listed twice; put its variables on one line"
            raise KnowledgeError(msg)
        for name in words[1:]:
            self._known(name)
            if name in self._placed:
                msg = f"{name} is already in a tier on line {self._placed[name]}"
                raise KnowledgeError(msg)
            self._placed[name] = line
        self.tiers[number] = Tier(tuple(words[1:]), words[0].endswith("*"))

    def _arrow(self, line: int, words: list[str]) -> None:
        if len(words) != 2:  # noqa: PLR2004
            msg = f"an arrow is two names, cause and effect, not {len(words)}; quote blanks"
            raise KnowledgeError(msg)
        cause, effect = words
        self._known(cause)
        self._known(effect)
        arrows = self.forbidden if self.section == "forbiddirect" else self.required
        arrows[cause, effect] = line

    def _known(self, name: str) -> None:
        if name not in self.names:
            near = get_close_matches(name, self.names, n=1)
            hint = f"did you mean {near[0]}?" if near else f"known are {', '.join(self.names)}"
            msg = f"unknown variable {name}; {hint}"
            raise KnowledgeError(msg)
