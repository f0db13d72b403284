"""Ground a program in SWI-Prolog and tidy what comes back.

The Prolog side returns every clause instance that came up, as flat lists. Here atoms that hold in
every world or in none are put in as such, what no query, evidence or constraint needs is dropped,
and the rest is renumbered.

References:
    [1] D. Fierens et al. Inference and learning in probabilistic logic programs using weighted
        Boolean formulas. Theory and Practice of Logic Programming 15(3), 2015.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import cast

from neurosym.logic import engine
from neurosym.logic.engine import DEFAULT_LIMITS, Limits, PrologValue
from neurosym.logic.ground_program import (
    EMPTY_SCHEMA,
    FALSE,
    TRUE,
    AtomSchema,
    Column,
    Expression,
    GroundConstraint,
    GroundProgram,
    GroundRule,
    Leaf,
    LeafKind,
    NumericTest,
    Operation,
)
from neurosym.logic.rule_errors import grounding_error
from neurosym.logic.syntax import SourceProgram

_KINDS = (LeafKind.FACT, LeafKind.STATE, LeafKind.TEST)
_LEAF_ROW = 7


@dataclass(frozen=True, slots=True)
class GroundingRequest:
    r"""What to ground a program for.

    Attributes:
        queries: Goals as text; None for the program's own ``query/1``.
        evidence: Literals as text, beside the program's own evidence.
        facts: Facts as text that hold; ``\+ fact`` for one that does not.
        schema: The atoms that a case decides.
        explain: Whether certain facts and rules stay in the result, as proofs need them.
        limits: Bounds on the work.
    """

    queries: tuple[str, ...] | None = None
    evidence: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()
    schema: AtomSchema = EMPTY_SCHEMA
    explain: bool = False
    limits: Limits = DEFAULT_LIMITS


def ground_program(program: SourceProgram, request: GroundingRequest) -> GroundProgram:
    """Ground a program.

    Args:
        program: The program as it was read.
        request: What to ground it for.

    Returns:
        The rules without variables that matter to queries, evidence and constraints.

    Raises:
        UnknownPredicateError: A goal that was reached names an unknown predicate.
        RuleEvaluationError: A rule failed with a Prolog error.
        UnsupportedRuleError: A rule uses a construct that the engine leaves out.
        ResourceLimitError: A limit was reached.
    """
    out = _call(program, request, guarded=False)
    if "error" in out:
        error = cast("list[PrologValue]", out["error"])
        if error[0] == "error" and error[1] == -1:
            guarded = _call(program, request, guarded=True)
            error = cast("list[PrologValue]", guarded.get("error", error))
        raise grounding_error(program, str(error[0]), int(cast(int, error[1])), str(error[2]))
    recording = _Recording.of(out, program)
    return recording.tidied(simplify=not request.explain)


def _call(
    program: SourceProgram, request: GroundingRequest, *, guarded: bool
) -> dict[str, PrologValue]:
    schema = request.schema
    asked: PrologValue = "own" if request.queries is None else list(request.queries)
    given: dict[str, PrologValue] = {
        "queries": asked,
        "evidence": list(request.evidence),
        "facts": list(request.facts),
        "states": [[text, variable, state] for text, variable, state in schema.states],
        "columns": [[text, variable] for text, variable in schema.columns],
        "explain": int(request.explain),
        "guarded": int(guarded),
        "inferences": request.limits.inferences,
        "seconds": request.limits.seconds,
    }
    out = engine.call(
        "neurosym_ground:ground_program(Number, In, Out)",
        {"Number": program.number, "In": given},
        request.limits,
    )
    return cast("dict[str, PrologValue]", out)


@dataclass(slots=True)
class _Recording:
    """What the Prolog side recorded, numbered as there.

    Attributes:
        atoms: Texts.
        leaves: Leaves by atom.
        rules: Clause instances.
        constraints: Constraint bodies.
        queries: Texts and literals.
        evidence: Literals.
        program: The source.
        values: Atoms that hold in every world, or in none.
    """

    atoms: list[str]
    leaves: dict[int, Leaf]
    rules: list[GroundRule]
    constraints: list[GroundConstraint]
    queries: list[tuple[str, int]]
    evidence: list[int]
    program: SourceProgram
    values: dict[int, bool]

    @classmethod
    def of(cls, out: dict[str, PrologValue], program: SourceProgram) -> "_Recording":
        """Decode the flat lists."""
        atoms = _texts(str(out["atoms"]), cast("list[int]", out["numbers"]))
        rules = _rules(cast("list[int]", out["rules"]))
        _name_conjunctions(atoms, rules)
        return cls(
            atoms=atoms,
            leaves=_leaves(out, atoms),
            rules=rules,
            constraints=_constraints(out, atoms, program),
            queries=[
                (str(text), _literal(literal))
                for text, literal in cast("list[list[PrologValue]]", out["queries"])
            ],
            evidence=[_literal(item) for item in cast("list[PrologValue]", out["evidence"])],
            program=program,
            values={},
        )

    def tidied(self, *, simplify: bool) -> GroundProgram:
        """Return the ground program: simplified, relevant, renumbered."""
        if simplify:
            self.values = _certain_values(len(self.atoms), self.leaves, self.rules)
        self.rules = [rule for rule in map(self._reduced, self.rules) if rule is not None]
        self.constraints = [
            replace(constraint, body=body)
            for constraint in self.constraints
            if (body := self._body(constraint.body)) is not None
        ]
        self.queries = [(text, self._value(literal)) for text, literal in self.queries]
        self.evidence = [v for lit in self.evidence if (v := self._value(lit)) != TRUE]
        self._merge_lone_leaves()
        return self._renumbered(self._relevant())

    def _value(self, literal: int) -> int:
        known = self.values.get(abs(literal))
        if known is None:
            return literal
        return TRUE if known == (literal > 0) else FALSE

    def _body(self, body: Sequence[int]) -> tuple[int, ...] | None:
        values = [self._value(literal) for literal in body]
        if FALSE in values:
            return None
        return tuple(literal for literal in values if literal != TRUE)

    def _reduced(self, rule: GroundRule) -> GroundRule | None:
        if not self.values:
            return rule
        if rule.head in self.values:
            return None
        body = self._body(rule.body)
        if body is None:
            return None
        return rule if body == rule.body else GroundRule(rule.head, body, rule.clause)

    def _merge_lone_leaves(self) -> None:
        """Let an atom that follows from one fact's leaf alone be that leaf."""
        counts: dict[int, int] = {}
        for rule in self.rules:
            counts[rule.head] = counts.get(rule.head, 0) + 1
        kept: list[GroundRule] = []
        for rule in self.rules:
            leaf = rule.body[0] if len(rule.body) == 1 else 0
            if counts[rule.head] == 1 and leaf in self.leaves and self._is_choice(leaf):
                self.leaves[rule.head] = self.leaves.pop(leaf)
            else:
                kept.append(rule)
        self.rules = kept
        for leaf, described in self.leaves.items():
            if self._is_choice(leaf):
                self.atoms[leaf - 1] = f"{described.probability:.12g}::{described.text}"

    def _is_choice(self, atom: int) -> bool:
        return self.atoms[atom - 1].startswith("$")

    def _relevant(self) -> list[int]:
        bodies: dict[int, list[int]] = {}
        for rule in self.rules:
            bodies.setdefault(rule.head, []).extend(rule.body)
        roots = [literal for _, literal in self.queries] + self.evidence
        for constraint in self.constraints:
            roots.extend(constraint.body)
        waiting = [abs(literal) for literal in roots if abs(literal) != TRUE]
        seen = set(waiting)
        while waiting:
            for literal in bodies.get(waiting.pop(), ()):
                atom = abs(literal)
                if atom not in seen:
                    seen.add(atom)
                    waiting.append(atom)
        return sorted(seen)

    def _renumbered(self, relevant: Sequence[int]) -> GroundProgram:
        number = {atom: new for new, atom in enumerate(relevant, 1)}
        number[TRUE] = TRUE

        def literals(old: Iterable[int]) -> tuple[int, ...]:
            return tuple(number[lit] if lit > 0 else -number[-lit] for lit in old)

        groups: dict[int, int] = {-1: -1}
        leaves: dict[int, Leaf] = {}
        for atom in relevant:
            if atom in self.leaves:
                leaf = self.leaves[atom]
                group = groups.setdefault(leaf.group, len(groups) - 1)
                leaves[number[atom]] = replace(leaf, group=group, text=self.atoms[atom - 1])
        return GroundProgram(
            atoms=tuple(self.atoms[atom - 1] for atom in relevant),
            leaves=leaves,
            rules=tuple(
                GroundRule(number[rule.head], literals(rule.body), rule.clause)
                for rule in self.rules
                if rule.head in number
            ),
            constraints=tuple(
                replace(constraint, body=literals(constraint.body))
                for constraint in self.constraints
            ),
            queries=tuple((text, literals([literal])[0]) for text, literal in self.queries),
            evidence=literals(self.evidence),
            clauses=self.program.clauses,
        )


def _literal(value: PrologValue) -> int:
    if value == "true":
        return TRUE
    if value == "false":
        return FALSE
    return int(cast(int, value))


def _texts(lines: str, numbers: Sequence[int]) -> list[str]:
    """Put the lines in the order of the atoms' numbers."""
    texts = [""] * len(numbers)
    for number, text in zip(numbers, lines.split("\n"), strict=False):
        texts[number - 1] = text
    return texts


def _rules(flat: list[int]) -> list[GroundRule]:
    rules = []
    at = 0
    while at < len(flat):
        head, clause, count = flat[at : at + 3]
        at += 3 + count
        rules.append(GroundRule(head, tuple(flat[at - count : at]), clause))
    return rules


def _leaves(out: dict[str, PrologValue], atoms: list[str]) -> dict[int, Leaf]:
    tests = {
        int(cast(int, row[0])): NumericTest(str(row[1]), _expression(row[2]), _expression(row[3]))
        for row in cast("list[list[PrologValue]]", out["tests"])
    }
    flat = cast("list[int]", out["leaves"])
    probabilities = cast("list[float]", out["probabilities"])
    leaves: dict[int, Leaf] = {}
    for row, probability in enumerate(probabilities):
        atom, kind, clause, group, learnable, variable, state = flat[
            row * _LEAF_ROW : (row + 1) * _LEAF_ROW
        ]
        leaves[atom] = Leaf(
            kind=_KINDS[kind],
            text=atoms[atom - 1].lstrip("$"),
            probability=min(probability, 1.0) if kind == 0 else None,
            group=group,
            variable=variable,
            state=state,
            test=tests.get(atom),
            learnable=bool(learnable),
            clause=clause,
        )
    return leaves


def _expression(value: object) -> Expression:
    if isinstance(value, list):
        if value[0] == "column":
            return Column(int(cast(int, value[1])))
        return Operation(str(value[0]), tuple(_expression(item) for item in value[1:]))
    return float(cast(float, value))


def _constraints(
    out: dict[str, PrologValue], atoms: list[str], program: SourceProgram
) -> list[GroundConstraint]:
    flat = cast("list[int]", out["constraints"])
    counted = set(cast("list[int]", out["counted"]))
    constraints = []
    at = 0
    while at < len(flat):
        clause, count = flat[at : at + 2]
        predicted = [atom for atom in flat[at + 2 : at + 2 + count] if atom in counted]
        at += 2 + count
        size = flat[at]
        body = tuple(flat[at + 1 : at + 1 + size])
        at += 1 + size
        instance = tuple(atoms[atom - 1] for atom in predicted)
        strength = program.strengths.get(clause, 1.0)
        learnable = clause in program.learnable
        constraints.append(GroundConstraint(body, strength, clause, instance, learnable))
    return constraints


def _name_conjunctions(atoms: list[str], rules: list[GroundRule]) -> None:
    """Give the atom of a conjunction, which has no text of its own, that of its parts."""
    for rule in rules:
        if rule.clause < 0 and atoms[rule.head - 1].startswith("&"):
            parts = [atoms[abs(lit) - 1].lstrip("$") for lit in rule.body]
            signed = [p if lit > 0 else f"\\+ {p}" for p, lit in zip(parts, rule.body, strict=True)]
            atoms[rule.head - 1] = ", ".join(signed)


def _certain_values(
    count: int, leaves: dict[int, Leaf], rules: list[GroundRule]
) -> dict[int, bool]:
    """Return the atoms that hold in every world or in none, by propagation from facts."""
    open_rules = [0] * (count + 1)
    missing = [len(rule.body) for rule in rules]
    alive = [True] * len(rules)
    uses: dict[int, list[int]] = {}
    for index, rule in enumerate(rules):
        open_rules[rule.head] += 1
        for literal in rule.body:
            uses.setdefault(abs(literal), []).append(index)
    values = {rule.head: True for rule in rules if not rule.body}
    values |= {
        atom: False for atom in range(1, count + 1) if not open_rules[atom] and atom not in leaves
    }
    waiting = list(values)
    while waiting:
        atom = waiting.pop()
        for index in uses.get(atom, ()):
            rule = rules[index]
            if not alive[index] or rule.head in values:
                continue
            if (atom in rule.body) == values[atom]:
                missing[index] -= 1
                decided = missing[index] == 0
            else:
                alive[index] = False
                open_rules[rule.head] -= 1
                decided = open_rules[rule.head] == 0 and rule.head not in leaves
            if decided:
                values[rule.head] = missing[index] == 0
                waiting.append(rule.head)
    return values
