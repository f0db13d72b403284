"""From what the Prolog side recorded to a ground program: simplified, relevant, renumbered.

Atoms that hold in every world or in none are put in as such, what no query, evidence or constraint
needs is dropped, and the rest is renumbered. All of it is plain Python over integers, as a small
program should not wait for anything to be imported and a large one has a million literals.

References:
    [1] D. Fierens et al. Inference and learning in probabilistic logic programs using weighted
        Boolean formulas. Theory and Practice of Logic Programming 15(3), 2015.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import cast

from neurosym.logic.certain_atoms import GroundClause, certain_values, mentions
from neurosym.logic.engine import PrologValue
from neurosym.logic.ground_program import (
    FALSE,
    TRUE,
    Column,
    Expression,
    GivenLiteral,
    GroundConstraint,
    GroundProgram,
    GroundRule,
    Leaf,
    LeafKind,
    NumericTest,
    Operation,
    Threshold,
)
from neurosym.logic.leaf_rows import neural_outputs
from neurosym.logic.near_misses import INNER, settled_near_misses, take_marks
from neurosym.logic.syntax import SourceProgram

_KINDS = (
    LeafKind.FACT,
    LeafKind.STATE,
    LeafKind.TEST,
    LeafKind.NEURAL,
    LeafKind.DECISION,
)
_LEAF_ROW = 7
_UNNAMED = ("&", INNER)


@dataclass(slots=True)
class Recording:
    """What the Prolog side recorded, numbered as there.

    Attributes:
        atoms: Texts; a dollar sign marks the choice of a clause.
        leaves: Place of each leaf's row.
        leaf: Makes a leaf from its row, text and group.
        rules: Clause instances.
        constraints: Constraint bodies.
        queries: Texts and literals.
        evidence: Literals, with their texts and clauses.
        program: The source.
        values: Atoms that hold in every world, or in none.
        steps: Atoms that are certain goals, and whether each compares values.
        inner: Atoms that no rule file names.
    """

    atoms: list[str]
    leaves: dict[int, int]
    leaf: "_LeafRows"
    rules: list[GroundClause]
    constraints: list[GroundConstraint]
    queries: list[tuple[str, int]]
    evidence: list[GivenLiteral]
    program: SourceProgram
    values: dict[int, bool]
    steps: dict[int, bool]
    inner: frozenset[int]

    @classmethod
    def of(
        cls, out: dict[str, PrologValue], program: SourceProgram, *, detailed: bool = False
    ) -> "Recording":
        """Decode the flat lists; ``detailed`` ones have steps and near misses."""
        atoms = _texts(str(out["atoms"]), cast("list[int]", out["numbers"]))
        rules = _rules(cast("list[int]", out["rules"]))
        leaf = _LeafRows(out)
        steps, inner, mark = take_marks(atoms) if detailed else ({}, frozenset(), 0)
        if mark:
            rules = settled_near_misses(rules, leaf.places(), mark)
        _name_conjunctions(atoms, rules)
        return cls(
            atoms=atoms,
            leaves=leaf.places(),
            leaf=leaf,
            rules=rules,
            constraints=_constraints(out, atoms, program),
            queries=_queries(cast("list[PrologValue]", out["queries"]), atoms),
            evidence=_evidence(cast("list[list[PrologValue]]", out["evidence"]), atoms),
            program=program,
            values={},
            steps=steps,
            inner=inner,
        )

    def tidied(self, *, simplify: bool) -> GroundProgram:
        """Return the ground program: simplified, relevant, renumbered."""
        if simplify:
            self.values = certain_values(len(self.atoms), self.leaves, self.rules)
        if self.values:
            self._put_in_values()
        self.evidence = [given for given in self.evidence if given.literal != TRUE]
        self._merge_lone_leaves()
        return self._renumbered(self._relevant())

    def _put_in_values(self) -> None:
        values, rules = self.values, []
        for rule in self.rules:
            head, old, clause = rule
            if head in values:
                continue
            if not mentions(old, values):
                rules.append(rule)
            elif (body := self._body(old)) is not None:
                rules.append((head, body, clause))
        self.rules = rules
        self.constraints = [
            replace(constraint, body=body)
            for constraint in self.constraints
            if (body := self._body(constraint.body)) is not None
        ]
        self.queries = [(text, self._value(literal)) for text, literal in self.queries]
        self.evidence = [g._replace(literal=self._value(g.literal)) for g in self.evidence]

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

    def _merge_lone_leaves(self) -> None:
        """Let an atom that follows from one fact's leaf alone be that leaf."""
        atoms, leaves = self.atoms, self.leaves
        choices = {leaf for leaf in leaves if atoms[leaf - 1].startswith("$")}
        counts = Counter([head for head, _, _ in self.rules])
        uses = Counter([abs(lit) for _, body, _ in self.rules for lit in body])
        uses.update(abs(literal) for literal in self._asked())
        kept: list[GroundClause] = []
        for rule in self.rules:
            head, body, _ = rule
            lone = len(body) == 1 and counts[head] == 1 and uses[body[0]] == 1
            if lone and body[0] in choices:
                leaves[head] = leaves.pop(body[0])
            else:
                kept.append(rule)
        self.rules = kept
        for leaf in choices:
            place = leaves.get(leaf)
            if place is not None:
                text = atoms[leaf - 1].lstrip("$")
                atoms[leaf - 1] = f"{self.leaf.annotation(place)}::{text}"

    def _asked(self) -> list[int]:
        """Return the literals of queries, evidence and constraints."""
        asked = [literal for _, literal in self.queries]
        asked += [given.literal for given in self.evidence]
        for constraint in self.constraints:
            asked.extend(constraint.body)
        return asked

    def _relevant(self) -> list[int]:
        bodies: dict[int, list[tuple[int, ...]]] = {}
        for head, body, _ in self.rules:
            if head in bodies:
                bodies[head].append(body)
            else:
                bodies[head] = [body]
        waiting = [abs(literal) for literal in self._asked() if abs(literal) != TRUE]
        seen = set(waiting)
        while waiting:
            for body in bodies.get(waiting.pop(), ()):
                for literal in body:
                    atom = abs(literal)
                    if atom not in seen:
                        seen.add(atom)
                        waiting.append(atom)
        return sorted(seen)

    def _renumbered(self, relevant: Sequence[int]) -> GroundProgram:
        # Python counts a negative index from the end, so that one list maps both signs.
        number = [0] * (2 * len(self.atoms) + 1)
        for new, atom in enumerate(relevant, 1):
            number[atom] = new
            number[-atom] = -new
        new_of = number.__getitem__
        atoms = self.atoms
        rules: Iterable[GroundRule] = map(GroundRule._make, self.rules)
        if len(relevant) < len(atoms):
            rules = [
                GroundRule(new_of(head), tuple(map(new_of, body)), clause)
                for head, body, clause in self.rules
                if number[head]
            ]

        def literals(old: Iterable[int]) -> tuple[int, ...]:
            return tuple([lit if abs(lit) == TRUE else new_of(lit) for lit in old])

        return GroundProgram(
            atoms=tuple([atoms[atom - 1] for atom in relevant]),
            leaves=self._leaves(relevant),
            rules=tuple(rules),
            constraints=tuple(
                replace(constraint, body=literals(constraint.body))
                for constraint in self.constraints
            ),
            queries=tuple((text, literals([literal])[0]) for text, literal in self.queries),
            evidence=literals(given.literal for given in self.evidence),
            clauses=self.program.clauses,
            given=tuple(g._replace(literal=literals([g.literal])[0]) for g in self.evidence),
            steps={new_of(atom): test for atom, test in self.steps.items() if new_of(atom)},
            inner=frozenset(filter(None, map(new_of, self.inner))),
        )

    def _leaves(self, relevant: Sequence[int]) -> dict[int, Leaf]:
        groups: dict[int, int] = {-1: -1}
        leaves: dict[int, Leaf] = {}
        place_of, group_of, made = self.leaves.get, self.leaf.groups, self.leaf.made
        for new, atom in enumerate(relevant, 1):
            place = place_of(atom)
            if place is not None:
                group = groups.setdefault(group_of[place], len(groups) - 1)
                leaves[new] = made(place, self.atoms[atom - 1], group)
        return leaves


class _LeafRows:
    """The rows of the leaves.

    Args:
        out: What the Prolog side returned.
    """

    def __init__(self, out: dict[str, PrologValue]) -> None:
        flat = cast("list[int]", out["leaves"])
        self.atoms, self.kinds, self.clauses, self.groups, self.learnable, *variables = (
            flat[column::_LEAF_ROW] for column in range(_LEAF_ROW)
        )
        self.variables, self.states = variables
        self.probabilities = cast("list[float]", out["probabilities"])
        self.tests = {
            int(cast(int, row[0])): NumericTest(
                str(row[1]), _expression(row[2]), _expression(row[3])
            )
            for row in cast("list[list[PrologValue]]", out["tests"])
        }
        self.outputs = neural_outputs(cast("list[list[PrologValue]]", out["outputs"]))
        self.ties = {
            int(cast(int, leaf)): (int(cast(int, alternative)), str(tie))
            for leaf, alternative, tie in cast("list[list[PrologValue]]", out["ties"])
        }

    def places(self) -> dict[int, int]:
        """Return the place of each leaf's row."""
        return dict(zip(self.atoms, range(len(self.atoms)), strict=True))

    def annotation(self, place: int) -> str:
        """Return what stands before the two colons of a choice."""
        output = self.outputs.get(self.atoms[place])
        if output is not None:
            return f"nn({output.network})"
        if _KINDS[self.kinds[place]] is LeafKind.DECISION:
            return "?"
        return f"{min(self.probabilities[place], 1.0):.12g}"

    def made(self, place: int, text: str, group: int) -> Leaf:
        """Return the leaf of a row, with the text and the group that it has by now."""
        kind, atom = self.kinds[place], self.atoms[place]
        alternative, tie = self.ties.get(atom, (0, ""))
        return Leaf(
            _KINDS[kind],
            text,
            min(self.probabilities[place], 1.0) if kind == 0 else None,
            group,
            self.variables[place],
            self.states[place],
            self.tests.get(atom),
            bool(self.learnable[place]),
            self.clauses[place],
            alternative,
            tie,
            self.outputs.get(atom),
        )


def _queries(rows: list[PrologValue], atoms: list[str]) -> list[tuple[str, int]]:
    """Return texts and literals: a row has both, or is the number of an atom."""
    queries = []
    for row in rows:
        if isinstance(row, int):
            queries.append((atoms[row - 1], row))
        else:
            text, literal = cast("list[PrologValue]", row)
            queries.append((str(text), _literal(literal)))
    return queries


def _evidence(rows: list[list[PrologValue]], atoms: list[str]) -> list[GivenLiteral]:
    """Return literals, each with the text that it has, or that of its atom, and its clause."""
    found = []
    for value, clause, written in rows:
        literal = _literal(value)
        text = str(written)
        if not text and abs(literal) != TRUE:
            text = ("" if literal > 0 else "\\+") + atoms[abs(literal) - 1]
        found.append(GivenLiteral(text, literal, int(cast(int, clause))))
    return found


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


def _rules(flat: list[int]) -> list[GroundClause]:
    rules = []
    at, end = 0, len(flat)
    while at < end:
        start = at + 3
        head, clause, count = flat[at:start]
        at = start + count
        rules.append((head, tuple(flat[start:at]), clause))
    return rules


def _expression(value: object) -> Expression:
    if isinstance(value, list):
        if value[0] == "column":
            return Column(int(cast(int, value[1])))
        if value[0] == "threshold":
            return Threshold(cast(float, value[1]))
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


def _name_conjunctions(atoms: list[str], rules: list[GroundClause]) -> None:
    """Give atoms that have no text of their own, conjunctions and choices, that of their parts."""
    ways: dict[int, list[str]] = {}
    for head, body, clause in rules:
        if clause < 0 and atoms[head - 1].startswith(_UNNAMED):
            parts = [atoms[abs(lit) - 1].lstrip("$") for lit in body]
            shown = ["..." if part.startswith(_UNNAMED) else part for part in parts]
            signed = [p if lit > 0 else f"\\+ {p}" for p, lit in zip(shown, body, strict=True)]
            ways.setdefault(head, []).append(", ".join(signed))
    for head, texts in ways.items():
        atoms[head - 1] = " ; ".join(texts)
