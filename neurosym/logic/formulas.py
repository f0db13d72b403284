"""First-order formulas over finite domains, and the clauses of a rule file as such formulas.

A clause ``h :- b`` says that, for all values of its variables, b implies h; ``false :- b`` that b
never holds. A variable that occurs under one negation alone is inside it: "there is none".
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from neurosym.errors import UnsupportedRuleError
from neurosym.logic import engine
from neurosym.logic.ground_program import Clause
from neurosym.logic.syntax import SourceProgram


@dataclass(frozen=True, slots=True)
class Atom:
    """A predicate of variables and constants; a variable is written ``?X``."""

    name: str
    arguments: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """The opposite of a formula."""

    part: "Formula"


@dataclass(frozen=True, slots=True)
class And:
    """All of some formulas, from left to right."""

    parts: tuple["Formula", ...]


@dataclass(frozen=True, slots=True)
class Or:
    """One of some formulas, from left to right."""

    parts: tuple["Formula", ...]


@dataclass(frozen=True, slots=True)
class Implies:
    """That a formula follows from another."""

    body: "Formula"
    head: "Formula"


@dataclass(frozen=True, slots=True)
class Exists:
    """That a formula holds for some values of variables."""

    variables: tuple[str, ...]
    part: "Formula"


Formula = Atom | Not | And | Or | Implies | Exists


@dataclass(frozen=True, slots=True)
class Axiom:
    """Formulas that hold for all values of their variables, weighed as one.

    Attributes:
        formulas: One formula; or ground facts of one predicate, all of one sign.
        power: How much outliers count (the p of an error's p-mean): the larger, the stricter.
        clauses: The clauses that it came from, by index.
    """

    formulas: tuple[Formula, ...]
    power: float = 2.0
    clauses: tuple[int, ...] = ()


def axioms_of(
    program: SourceProgram,
    guards: Iterable[str] = (),
    powers: Mapping[str, float] | None = None,
) -> tuple[Axiom, ...]:
    """Return the clauses and constraints of a program as axioms.

    Facts of one predicate are one axiom, and so are what ``false :- fact`` denies of it.

    Args:
        program: The program as it was read.
        guards: Predicates that name the domain of a variable, and are left out of the formulas.
        powers: The power of a clause, by its text, where it is not 2.

    Raises:
        UnsupportedRuleError: A clause has a probability, several heads, or a goal that is no atom
            over variables and constants.
    """
    rows = cast(
        "list[list[object]]",
        engine.call("neurosym_outline:outline(Number, Out)", {"Number": program.number}),
    )
    facts: dict[tuple[str, bool], list[tuple[Formula, int]]] = {}
    axioms: list[Axiom] = []
    for row in rows:
        index = int(cast(int, row[0]))
        clause = program.clauses[index]
        formula = _formula(row, clause, frozenset(guards))
        fact = formula.part if isinstance(formula, Not) else formula
        power = (powers or {}).get(clause.text, 2.0)
        if isinstance(fact, Atom) and not _variables(fact):
            facts.setdefault((fact.name, fact is formula), []).append((formula, index))
        else:
            axioms.append(Axiom((formula,), power, (index,)))
    grouped = [
        Axiom(tuple(formula for formula, _ in found), 2.0, tuple(index for _, index in found))
        for found in facts.values()
    ]
    return (*grouped, *axioms)


def _formula(row: Sequence[object], clause: Clause, guards: frozenset[str]) -> Formula:
    _, certain, heads, body = row
    trees = cast("list[list[object]]", heads)
    if not certain or len(trees) > 1:
        raise UnsupportedRuleError(
            f"{clause.position}: a clause with a probability or several heads is no formula of a "
            "fuzzy theory; leave the probability out"
        )
    parts = _flattened(cast("list[object]", body), clause)
    counts = Counter(v for part in parts for v in set(_variables(part)))
    head = _tree(trees[0], clause) if trees else None
    counts.update(_variables(head) if head is not None else ())
    kept = [part for part in parts if not (isinstance(part, Atom) and part.name in guards)]
    quantified = [_quantified(part, counts) for part in kept]
    together = quantified[0] if len(quantified) == 1 else And(tuple(quantified))
    if head is None:
        return Not(together)
    return Implies(together, head) if quantified else head


def _flattened(tree: list[object], clause: Clause) -> list[Formula]:
    """Return the parts of a conjunction."""
    if tree[0] == "and":
        subtrees = cast("list[list[object]]", tree[1:])
        return [part for subtree in subtrees for part in _flattened(subtree, clause)]
    return [_tree(tree, clause)]


def _tree(tree: list[object], clause: Clause) -> Formula:
    kind, *rest = tree
    if kind == "atom":
        name, *arguments = cast("list[str]", rest)
        return Atom(name, tuple(arguments))
    if kind == "other":
        raise UnsupportedRuleError(
            f"{clause.position}: a goal is no atom over variables and constants; a fuzzy theory "
            "has none but such atoms, \\+, conjunction and disjunction"
        )
    parts = tuple(_tree(subtree, clause) for subtree in cast("list[list[object]]", rest))
    if kind == "not":
        return Not(parts[0])
    return And(parts) if kind == "and" else Or(parts)


def _quantified(part: Formula, counts: Counter[str]) -> Formula:
    """Return a part of a body with the variables inside its negation quantified there."""
    if not isinstance(part, Not):
        return part
    own = tuple(v for v in dict.fromkeys(_variables(part)) if counts[v] == 1)
    return Not(Exists(own, part.part)) if own else part


def _variables(formula: Formula) -> list[str]:
    """Return the free variables of a formula, in their order, with repetitions."""
    if isinstance(formula, Atom):
        return [argument for argument in formula.arguments if argument.startswith("?")]
    if isinstance(formula, Exists):
        return [v for v in _variables(formula.part) if v not in formula.variables]
    if isinstance(formula, Not):
        return _variables(formula.part)
    parts = (formula.body, formula.head) if isinstance(formula, Implies) else formula.parts
    return [variable for part in parts for variable in _variables(part)]


def free_variables(formula: Formula) -> tuple[str, ...]:
    """Return the free variables of a formula, each once, in their order."""
    return tuple(dict.fromkeys(_variables(formula)))


def renamed(formula: Formula, names: Mapping[str, str]) -> Formula:
    """Return a formula with its variables renamed, those that are quantified as well."""
    if isinstance(formula, Atom):
        return Atom(formula.name, tuple(names.get(a, a) for a in formula.arguments))
    if isinstance(formula, Not):
        return Not(renamed(formula.part, names))
    if isinstance(formula, Exists):
        own = tuple(names[variable] for variable in formula.variables)
        return Exists(own, renamed(formula.part, names))
    if isinstance(formula, Implies):
        return Implies(renamed(formula.body, names), renamed(formula.head, names))
    parts = tuple(renamed(part, names) for part in formula.parts)
    return And(parts) if isinstance(formula, And) else Or(parts)
