"""Examples compiled: which of them share a circuit, and what is to be counted on it.

Examples that saw the same atoms share one circuit, and are its cases: beside every observed atom
stands a leaf that it must agree with, whose weights are what was seen. Where each of many examples
saw other atoms, all share one circuit, in which an atom that was not seen agrees with both.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from jaxtyping import Float64

from neurosym.errors import ResourceLimitError, UnsupportedRuleError
from neurosym.logic.choices import Choice, choices_of
from neurosym.logic.circuit import Circuit, LiteralKind
from neurosym.logic.compiling import CompileLimit, compile_circuit
from neurosym.logic.constraints import with_definitions
from neurosym.logic.cycles import relevant_atoms
from neurosym.logic.ground_program import GroundProgram, GroundRule, Leaf, LeafKind

Cases = Mapping[frozenset[int], Sequence[int]]
"""Literals that were seen to hold, and the numbers of the examples that saw them."""

SHARED_LIMIT = CompileLimit(nodes=300_000, seconds=20.0)
"""What a circuit may use that several cases share; else each case has its own."""

_MANY_KINDS = 8
"""Kinds of examples from which on one circuit for all of them is looked at."""

_MUCH_LARGER = 3.0
"""How many times more than one example needs such a circuit may rest on."""


@dataclass(frozen=True, slots=True, eq=False)
class CountedChoice:
    """A choice with learnable leaves.

    Attributes:
        choice: The choice.
        clause: Its clause.
        tie: Its tie.
        body: Row of the root that says whether its clause's body holds; -1 where it always does.
        leaf_rows: Literals of the circuit that are leaves of it, and the leaves.
        rest_row: Literal of the circuit that is none of them; -1 if there is none.
        times: How often each case counts.
    """

    choice: Choice
    clause: int
    tie: str
    body: int
    leaf_rows: tuple[tuple[int, int], ...]
    rest_row: int
    times: Float64[np.ndarray, " batch"]


@dataclass(frozen=True, slots=True, eq=False)
class Shape:
    """Examples that share a circuit.

    Attributes:
        ground: The program of the circuit.
        circuit: The circuit: a root for every body that counts, and last the observations.
        counted: The learnable choices that the observations depend on.
        observed: Weights of literals that stand for what was seen, one a case.
        times: How often each case occurs.
        names: Number of an example, from 1, of each case.
    """

    ground: GroundProgram
    circuit: Circuit
    counted: tuple[CountedChoice, ...]
    observed: Mapping[int, Float64[np.ndarray, " batch"]]
    times: Float64[np.ndarray, " batch"]
    names: tuple[int, ...]


def compiled_shapes(ground: GroundProgram, cases: Cases, limit: CompileLimit) -> list[Shape]:
    """Return all cases, compiled.

    Args:
        ground: The program, without constraints.
        cases: What was seen.
        limit: What compiling a single case may use.

    Raises:
        ResourceLimitError: A case is too large to compile.
        UnsupportedRuleError: Alternatives of one clause differ by different terms.
    """
    kinds: dict[frozenset[int], dict[frozenset[int], Sequence[int]]] = defaultdict(dict)
    for literals, numbers in cases.items():
        kinds[frozenset(map(abs, literals))][literals] = numbers
    if len(kinds) > _MANY_KINDS and _much_in_common(ground, list(kinds)):
        try:
            return [_shared(ground, cases, SHARED_LIMIT)]
        except ResourceLimitError:
            pass
    return [shape for kind in kinds.values() for shape in _kind(ground, kind, limit)]


def _much_in_common(ground: GroundProgram, kinds: Sequence[frozenset[int]]) -> bool:
    """Return whether what all examples rest on is little more than what one does."""
    sizes = [len(relevant_atoms(ground, kind)) for kind in kinds]
    together = len(relevant_atoms(ground, frozenset().union(*kinds)))
    return together <= _MUCH_LARGER * sum(sizes) / len(sizes)


def _kind(ground: GroundProgram, cases: Cases, limit: CompileLimit) -> list[Shape]:
    """Return the cases that saw the same atoms: one shape, or one for each."""
    if len(cases) > 1:
        try:
            return [_shared(ground, cases, SHARED_LIMIT)]
        except ResourceLimitError:
            pass
    shapes = []
    for literals, numbers in cases.items():
        evidence = (*ground.evidence, *sorted(literals, key=abs))
        program = replace(ground, evidence=evidence, queries=())
        shapes.append(_compiled(program, {literals: numbers}, limit, {}))
    return shapes


def _shared(ground: GroundProgram, cases: Cases, limit: CompileLimit) -> Shape:
    """Compile with a leaf for each observed atom, with which the atom must agree."""
    atoms = sorted({abs(literal) for literals in cases for literal in literals})
    first = len(ground.atoms) + 1
    seen = {atom: first + 2 * row for row, atom in enumerate(atoms)}
    names = [text for atom in atoms for text in (f"seen {atom}", f"agrees {atom}")]
    rules = [
        GroundRule(leaf + 1, (sign * atom, sign * leaf), -1)
        for atom, leaf in seen.items()
        for sign in (1, -1)
    ]
    leaves = {leaf: Leaf(LeafKind.FACT, f"seen {atom}", 0.5) for atom, leaf in seen.items()}
    program = replace(
        ground,
        atoms=ground.atoms + tuple(names),
        leaves={**ground.leaves, **leaves},
        rules=(*ground.rules, *rules),
        evidence=(*ground.evidence, *(leaf + 1 for leaf in seen.values())),
        queries=(),
    )
    return _compiled(program, cases, limit, {leaf: atom for atom, leaf in seen.items()})


def _compiled(
    ground: GroundProgram, cases: Cases, limit: CompileLimit, atom_of: Mapping[int, int]
) -> Shape:
    """Compile cases to one shape; ``atom_of`` maps the leaves that stand for observed atoms."""
    program, choices, bodies = _with_bodies(ground)
    circuit = compile_circuit(program, bodies, smooth=False, limit=limit)
    times = np.array([float(len(numbers)) for numbers in cases.values()])
    observed = {}
    for row, literal in enumerate(circuit.literals):
        if literal.kind is not LiteralKind.BROKEN and literal.leaves[0] in atom_of:
            atom = atom_of[literal.leaves[0]]
            against = -atom if literal.kind is LiteralKind.LEAF else atom
            observed[row] = np.array([float(against not in literals) for literals in cases])
    own = [literal for literal in ground.evidence if abs(literal) - 1 not in atom_of]
    needs = [relevant_atoms(program, (*own, *literals)) for literals in cases]
    counted = []
    for choice, body in choices:
        leaf_rows, rest_row = _rows(circuit, choice)
        here = np.array([not need.isdisjoint(choice.leaves) for need in needs])
        learned = next(ground.leaves[x] for x in choice.leaves if ground.leaves[x].learnable)
        counted.append(
            CountedChoice(
                choice, learned.clause, learned.tie, body, leaf_rows, rest_row, times * here
            )
        )
    names = tuple(numbers[0] for numbers in cases.values())
    return Shape(program, circuit, tuple(counted), observed, times, names)


def _rows(circuit: Circuit, choice: Choice) -> tuple[tuple[tuple[int, int], ...], int]:
    """Return the circuit's literals of a choice's leaves, and of none of them."""
    leaf_rows, rest_row = [], -1
    for row, literal in enumerate(circuit.literals):
        if literal.kind is LiteralKind.BROKEN or literal.leaves[0] not in choice.leaves:
            continue
        if literal.kind is LiteralKind.LEAF:
            leaf_rows.append((row, literal.leaves[0]))
        else:
            rest_row = row
    return tuple(leaf_rows), rest_row


def _with_bodies(
    ground: GroundProgram,
) -> tuple[GroundProgram, list[tuple[Choice, int]], tuple[int, ...]]:
    """Return the program with an atom for every body that counts, the choices, and the atoms."""
    relevant = relevant_atoms(ground, ground.evidence)
    uses = _uses(ground)
    counted: list[tuple[Choice, int]] = []
    bodies: list[list[tuple[int, ...]]] = []
    for choice in choices_of(ground):
        learned = [ground.leaves[leaf] for leaf in choice.leaves if ground.leaves[leaf].learnable]
        if not learned or relevant.isdisjoint(choice.leaves):
            continue
        if len({leaf.tie for leaf in learned}) > 1:
            raise UnsupportedRuleError(
                f"{ground.text(choice.leaves[0])} and its alternatives differ by different terms; "
                "give every t(...) of an annotated disjunction the same ones"
            )
        found = [body for leaf in choice.leaves for body in uses[leaf]]
        always = () in found
        counted.append((choice, -1 if always else len(bodies)))
        bodies += [] if always else [found]
    names = [(f"body {row}", body, -1) for row, body in enumerate(bodies)]
    extended, atoms = with_definitions(ground, names)
    return extended, counted, atoms


def _uses(ground: GroundProgram) -> dict[int, list[tuple[int, ...]]]:
    """Return for every leaf the bodies under which it decides; an empty one if it always does."""
    uses: dict[int, list[tuple[int, ...]]] = defaultdict(list)
    for rule in ground.rules:
        for row, literal in enumerate(rule.body):
            leaf = ground.leaves.get(abs(literal))
            if leaf is not None:
                own = row == len(rule.body) - 1 and rule.clause == leaf.clause
                uses[abs(literal)].append(rule.body[:-1] if own else ())
    for literal in ground.evidence:
        uses[abs(literal)].append(())
    return uses
