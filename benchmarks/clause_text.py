"""Rule files as text: clauses, goals and names with their places, without the logic engine.

What makes faults must not know what finds them, so this reads rules with a regular expression. It
knows the clauses that the corpus has: facts, rules whose bodies are goals with commas in between,
and constraints.
"""

import functools
import re
from dataclasses import dataclass

TOKEN = re.compile(
    r"(?P<comment>%[^\n]*|/\*.*?\*/)"
    r"|(?P<quoted>'(?:[^'\\]|''|\\.)*')|(?P<string>\"(?:[^\"\\]|\\.)*\")"
    r"|(?P<number>0'(?:\\.|''|.)|\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)"
    r"|(?P<variable>[A-Z_]\w*)|(?P<name>[a-z]\w*)"
    r"|(?P<end>\.(?=\s|%|\Z))|(?P<symbol>[+\-*/\\^<>=~:.?@#&$]+)|(?P<mark>[(),|{}\[\]!;])",
    re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Token:
    """A word of a rule file, with its place."""

    kind: str
    text: str
    start: int

    @property
    def stop(self) -> int:
        """The place behind it."""
        return self.start + len(self.text)


@dataclass(frozen=True, slots=True)
class Goal:
    """A goal of a body, with its place."""

    tokens: tuple[Token, ...]
    text: str

    @property
    def start(self) -> int:
        """Where it starts."""
        return self.tokens[0].start

    @property
    def stop(self) -> int:
        """The place behind it."""
        return self.tokens[-1].stop

    @property
    def name(self) -> str:
        """The predicate's name; empty for a comparison, a negation or anything else."""
        called = len(self.tokens) == 1 or self.tokens[1].text == "("
        whole = self.text.endswith(")") or len(self.tokens) == 1
        return self.tokens[0].text if self.tokens[0].kind == "name" and called and whole else ""

    @property
    def negated(self) -> bool:
        """Whether it is a negation."""
        return self.tokens[0].text in ("\\+", "not")


@dataclass(frozen=True, slots=True)
class TextClause:
    """A clause: its head's text, its goals, and its place from the first word to the full stop."""

    tokens: tuple[Token, ...]
    head: str
    goals: tuple[Goal, ...]
    text: str

    @property
    def start(self) -> int:
        """Where it starts."""
        return self.tokens[0].start

    @property
    def stop(self) -> int:
        """The place behind its full stop."""
        return self.tokens[-1].stop

    @property
    def directive(self) -> bool:
        """Whether it is a directive, a query or evidence."""
        return self.tokens[0].text in (":-", "?-", "query", "evidence")

    @property
    def constraint(self) -> bool:
        """Whether it is a constraint, hard or soft."""
        return self.head.endswith("false")

    @property
    def certain(self) -> bool:
        """Whether it is a plain clause or a hard constraint, of one head."""
        return "::" not in self.head and ";" not in self.head

    @property
    def name(self) -> str:
        """The head's predicate; empty where the head is no plain atom."""
        head = re.fullmatch(r"(?:[^:]*::)?\s*([a-z]\w*)\s*(?:\(.*\))?", self.head, re.DOTALL)
        return head[1] if head and not self.constraint else ""

    def variables(self) -> list[Token]:
        """Return the variables where they occur, without the anonymous ones."""
        return [t for t in self.tokens if t.kind == "variable" and not t.text.startswith("_")]


@functools.lru_cache(maxsize=512)
def clauses(text: str) -> tuple[TextClause, ...]:
    """Return the clauses of a rule file, directives included."""
    found: list[TextClause] = []
    words: list[Token] = []
    for match in TOKEN.finditer(text):
        kind = match.lastgroup or ""
        if kind == "comment":
            continue
        words.append(Token(kind, match.group(), match.start()))
        if kind == "end":
            found.append(_clause(tuple(words), text))
            words = []
    return tuple(found)


def _clause(words: tuple[Token, ...], text: str) -> TextClause:
    neck = next((i for i, t in enumerate(words) if t.text == ":-" and i > 0), None)
    whole = text[words[0].start : words[-1].start]
    if neck is None:
        return TextClause(words, whole, (), whole)
    head = text[words[0].start : words[neck - 1].stop]
    return TextClause(words, head, tuple(_goals(words[neck + 1 : -1], text)), whole)


def _goals(words: tuple[Token, ...], text: str) -> list[Goal]:
    """Return the goals between the commas; none where there is a disjunction or a condition."""
    depth, parts = 0, [[]]  # type: tuple[int, list[list[Token]]]
    for word in words:
        depth += (word.text in "([{") - (word.text in ")]}")
        if depth == 0 and word.text in (";", "->", "*->", "|"):
            return []
        if depth == 0 and word.text == ",":
            parts.append([])
        else:
            parts[-1].append(word)
    return [Goal(tuple(part), text[part[0].start : part[-1].stop]) for part in parts if part]


def line_and_column(text: str, offset: int) -> tuple[int, int]:
    """Return line and column of a character offset, both from 1."""
    line = text.count("\n", 0, offset) + 1
    return line, offset - (text.rfind("\n", 0, offset) + 1) + 1
