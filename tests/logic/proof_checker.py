"""A small checker of proofs, and a small evaluator, written apart from the prover.

Programs are of unary predicates over a few constants, facts with a number, negation and
comparisons. The checker looks at what a proof says (text, file and line) and at the program alone.
"""

import itertools
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass

from neurosym.logic.proof_tree import Proof, ProofKind

CONSTANTS = ("a", "b")
FACTS = ("f", "g", "h")
DERIVED = ("p", "q", "r", "s")
LIMITS = (2, 5)
NUMBERS = (1, 2, 3, 4, 5, 6)


@dataclass(frozen=True)
class Literal:
    """`name(X)` or `name(a)`, negated or not; a comparison `T > limit`; or `m(X, T)`."""

    name: str
    argument: str = ""
    negative: bool = False
    limit: int = 0

    def text(self, case: str, number: int) -> str:
        argument = case if self.argument == "X" else self.argument
        if self.name in "<>":
            return f"{number} {self.name} {self.limit}"
        atom = f"m({argument},{number})" if self.name == "m" else f"{self.name}({argument})"
        return f"\\+ {atom}" if self.negative else atom

    def source(self) -> str:
        if self.name in "<>":
            return f"T {self.name} {self.limit}"
        atom = f"m({self.argument}, T)" if self.name == "m" else f"{self.name}({self.argument})"
        return f"\\+ {atom}" if self.negative else atom


@dataclass(frozen=True)
class Rule:
    head: Literal
    body: tuple[Literal, ...]

    def source(self) -> str:
        return f"{self.head.source()} :- {', '.join(lit.source() for lit in self.body)}."

    @property
    def numeric(self) -> bool:
        return any(lit.name == "m" for lit in self.body)


@dataclass(frozen=True)
class Case:
    """A program, and the facts that hold; line N of its text is rule N - 2."""

    rules: tuple[Rule, ...]
    facts: frozenset[str]

    def text(self) -> str:
        declared = ", ".join([*(f"{name}/1" for name in FACTS), "m/2"])
        unused = [f"{name}(none)" for name in DERIVED]
        lines = [f":- observed {declared}. :- closed {declared}."]
        lines += [rule.source() for rule in self.rules]
        return "\n".join([*lines, *(f"{atom} :- fail." for atom in unused)])


def random_case(seed: int) -> Case:
    draw = random.Random(seed)
    rules = []
    for level, name in enumerate(DERIVED):
        for _ in range(draw.randint(1, 3)):
            where = draw.choice(["X", "X", *CONSTANTS])
            body = [_random_literal(draw, level, where) for _ in range(draw.randint(1, 3))]
            if draw.random() < 0.3:
                body += [
                    Literal("m", where),
                    Literal(draw.choice("<>"), "", limit=draw.choice(LIMITS)),
                ]
            if where == "X" and all(lit.negative for lit in body):
                body.insert(0, Literal(draw.choice(FACTS), where))
            body.sort(key=lambda lit: lit.negative)
            rules.append(Rule(Literal(name, where), tuple(dict.fromkeys(body))))
    facts = {f"{name}({c})" for name in FACTS for c in CONSTANTS if draw.random() < 0.4}
    facts |= {f"m({c},{draw.choice(NUMBERS)})" for c in CONSTANTS if draw.random() < 0.7}
    return Case(tuple(rules), frozenset(facts))


def _random_literal(draw: random.Random, level: int, where: str) -> Literal:
    argument = where if draw.random() < 0.8 else draw.choice(CONSTANTS)
    kind = draw.random()
    if kind < 0.25 and level:
        return Literal(DERIVED[draw.randrange(level)], argument, negative=True)
    if kind < 0.5 and (level or draw.random() < 0.3):
        own = draw.random() < 0.3
        return Literal(draw.choice(DERIVED[: level + own] or DERIVED[:1]), argument)
    return Literal(draw.choice(FACTS), argument, negative=draw.random() < 0.35)


def instances(case: Case, rule: Rule) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield head and body of every instance of a rule over the facts that are there."""
    for c in CONSTANTS if rule.head.argument == "X" else (rule.head.argument,):
        numbers: list[int] = [0]
        if rule.numeric:
            place = next(lit.argument for lit in rule.body if lit.name == "m")
            who = c if place == "X" else place
            pattern = re.compile(rf"m\({who},(\d+)\)")
            numbers = [int(found[1]) for fact in case.facts if (found := pattern.fullmatch(fact))]
        for number in numbers:
            yield rule.head.text(c, number), tuple(lit.text(c, number) for lit in rule.body)


def consequences(case: Case) -> frozenset[str]:
    """Return all that holds, stratum by stratum."""
    true = set(case.facts)
    ground = [
        (rule.head.name, head, body) for rule in case.rules for head, body in instances(case, rule)
    ]
    for name in DERIVED:
        here = [(head, body) for own, head, body in ground if own == name]
        grown = True
        while grown:
            new = {h for h, body in here if all(_true(lit, true) for lit in body)} - true
            true |= new
            grown = bool(new)
    return frozenset(true)


def _true(literal: str, true: set[str] | frozenset[str]) -> bool:
    if comparison := re.fullmatch(r"(\d+) ([<>]) (\d+)", literal):
        left, right = int(comparison[1]), int(comparison[3])
        return left < right if comparison[2] == "<" else left > right
    if literal.startswith("\\+ "):
        return literal.removeprefix("\\+ ") not in true
    return literal in true


def accepts(proof: Proof, case: Case, above: frozenset[str] = frozenset()) -> bool:
    """Return whether every step of a proof follows from the program and the facts."""
    if proof.kind is ProofKind.TEST:
        negative = proof.text.startswith("\\+ ")
        return _true(proof.text.removeprefix("\\+ "), frozenset()) != negative
    if proof.text.startswith("\\+ "):
        return _accepts_negation(proof, case, above)
    if proof.text in above:
        return False
    if not proof.children:
        return proof.text in case.facts
    rule = case.rules[proof.clause.position.line - 2] if proof.clause is not None else None
    said = {child.text for child in proof.children}
    return (
        rule is not None
        and any(h == proof.text and set(body) == said for h, body in instances(case, rule))
        and all(accepts(child, case, above | {proof.text}) for child in proof.children)
    )


def _accepts_negation(proof: Proof, case: Case, above: frozenset[str]) -> bool:
    """Return whether each instance that could make the atom true has a literal that fails."""
    atom = proof.text.removeprefix("\\+ ")
    if atom in case.facts:
        return False
    if proof.text in above:
        return True
    refuted: dict[int, list[str]] = {}
    for child in proof.children:
        assert child.refutes is not None
        refuted.setdefault(child.refutes.position.line - 2, []).append(child.text)
        if not _wild(child.text, case) and not accepts(child, case, above | {proof.text}):
            return False
    return all(
        any(_opposite(literal) in refuted.get(number, ()) for literal in body)
        for number, rule in enumerate(case.rules)
        for head, body in instances(case, rule)
        if head == atom and not any(_opposite(literal) in body for literal in body)
    )


def _wild(text: str, case: Case) -> bool:
    """Return whether a step rightly says that there is no number of a case."""
    found = re.fullmatch(r"\\\+ m\((\w+),_\)", text)
    return found is not None and not any(fact.startswith(f"m({found[1]},") for fact in case.facts)


def _opposite(literal: str) -> str:
    return literal.removeprefix("\\+ ") if literal.startswith("\\+ ") else f"\\+ {literal}"


def least_change(case: Case, goal: str, most: int) -> int | None:
    """Return how many facts must change, at most ``most``, for a goal to hold; None if more."""
    atoms = [f"{name}({c})" for name in FACTS for c in CONSTANTS]
    atoms += [f"m({c},{n})" for c in CONSTANTS for n in range(8)]
    for size in range(most + 1):
        for chosen in itertools.combinations(atoms, size):
            if goal in consequences(Case(case.rules, case.facts ^ frozenset(chosen))):
                return size
    return None
