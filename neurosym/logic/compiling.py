"""From a ground program to a circuit that counts its worlds by weight.

Three ways lead there:

1. *direct*: the program is a circuit as it stands, such as a sum of digits;
2. *elimination*: sparse tables are joined and summed out, one variable at a time: the circuit's
   size follows the program's treewidth, whatever the number of queries;
3. *diagrams*: sentential decision diagrams, for loops through negation and cycles in which a body
   needs two atoms of the cycle, and where cycles make the tables wide.

No estimate tells for sure which of the last two is cheaper, and either may be a thousand times the
other: they take turns under budgets that grow, so that what is wasted is a share of what is
needed (see :mod:`neurosym.logic.stages`).
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from time import monotonic

from neurosym.errors import ResourceLimitError
from neurosym.logic.choices import choices_of
from neurosym.logic.circuit import FIRST_LITERAL, Circuit, CircuitLiteral, LiteralKind
from neurosym.logic.circuit_cache import circuit_key, load, store
from neurosym.logic.collecting import uncollected
from neurosym.logic.constraints import gather_constraints, with_definitions
from neurosym.logic.cycles import relevant_atoms, rules_by_head
from neurosym.logic.elimination.direct import NotDirectError, direct_circuit
from neurosym.logic.elimination.eliminating import Elimination
from neurosym.logic.elimination.encoding import NotEliminableError
from neurosym.logic.elimination.task import EliminationTask, literal_nodes
from neurosym.logic.ground_program import GroundProgram
from neurosym.logic.stages import TooDearError, Way, stages


@dataclass(frozen=True, slots=True)
class CompileLimit:
    """What a compilation may use before it gives up.

    Attributes:
        nodes: Most nodes in one attempt: of decision diagrams, those no longer in use included;
            of tables, those in use and those of the table being made. Four million take about a
            gigabyte.
        seconds: Most seconds in all.
    """

    nodes: int = 4_000_000
    seconds: float = 60.0


DEFAULT_LIMIT = CompileLimit()

_WORTH_KEEPING = 12
"""Choices from which on a circuit is looked for on disk."""

_UNTRUSTED_NODES = 500_000
"""Nodes for a stranger's program."""

_SLOW = 0.1
"""Seconds of compilation from which on a circuit is kept on disk."""


def compile_circuit(
    ground: GroundProgram,
    roots: Sequence[int] | None = None,
    *,
    cards: Mapping[int, int] | None = None,
    limit: CompileLimit = DEFAULT_LIMIT,
    smooth: bool = True,
    ways: Sequence[Way] = tuple(Way),
) -> Circuit:
    """Compile literals of a program to one circuit.

    Args:
        ground: The program; its evidence and constraints are conjoined to every root.
        roots: Literals asked for; the program's queries if None.
        cards: Number of states of every pack variable, exactly one of which holds. Without it,
            states are independent of each other.
        limit: What the compilation may use.
        smooth: Whether a choice of facts that does not matter in a world still adds its total
            weight. The largest weight of a world (``Semiring.MAX``) needs that, and so do facts
            whose weights do not sum to one; without it circuits are smaller.
        ways: The ways that may be taken, tried in their order.

    Returns:
        A circuit with a root for every literal asked for, and last a root for the evidence and
        the constraints alone, by which the others are to be divided.

    Raises:
        ResourceLimitError: Every way needs more than the limit.
        UnsupportedRuleError: A loop through negation leaves an atom undefined in a possible world.
    """
    if roots is None:
        roots = [literal for _, literal in ground.queries]
    with uncollected():
        task = elimination_task(ground, roots, cards, smooth=smooth)
        return _kept(task, roots, cards, limit, ways)


def _kept(
    task: EliminationTask,
    roots: Sequence[int],
    cards: Mapping[int, int] | None,
    limit: CompileLimit,
    ways: Sequence[Way],
) -> Circuit:
    """Return the circuit, from disk where it is there; a stranger's never lies there."""
    if len(task.choices) < _WORTH_KEEPING or task.source.compile_seconds is not None:
        return _compiled(task, roots, cards, limit, ways)
    key = circuit_key(task, cards, ways)
    circuit = load(key)
    if circuit is None:
        started = monotonic()
        circuit = _compiled(task, roots, cards, limit, ways)
        if monotonic() - started > _SLOW:
            store(key, circuit)
    return circuit


def compile_passing(
    ground: GroundProgram, roots: Sequence[int], limit: CompileLimit = DEFAULT_LIMIT
) -> Circuit:
    """Compile a program that nobody will ask for again: the circuit is not kept on disk.

    Args:
        ground: The program; its evidence and constraints are conjoined to every root.
        roots: Literals asked for.
        limit: What the compilation may use.

    Returns:
        A circuit as :func:`compile_circuit` returns it, not smooth.

    Raises:
        ResourceLimitError: Every way needs more than the limit.
        UnsupportedRuleError: A loop through negation leaves an atom undefined in a possible world.
    """
    task = elimination_task(ground, roots, None, smooth=False)
    return _compiled(task, roots, None, limit, tuple(Way))


def _compiled(
    task: EliminationTask,
    roots: Sequence[int],
    cards: Mapping[int, int] | None,
    limit: CompileLimit,
    ways: Sequence[Way],
) -> Circuit:
    if task.source.compile_seconds is not None:
        seconds = min(limit.seconds, task.source.compile_seconds)
        limit = CompileLimit(min(limit.nodes, _UNTRUSTED_NODES), seconds)
    until = monotonic() + limit.seconds
    if Way.DIRECT in ways:
        with suppress(NotDirectError):
            return direct_circuit(task, limit.nodes)
    elimination, estimate = None, None
    if Way.ELIMINATION in ways:
        with suppress(NotEliminableError):
            elimination = Elimination(task, limit.nodes, until)
            estimate = elimination.estimate()
    by_diagrams = None
    attempts = 0
    for way, nodes in stages(len(task.choices), estimate, limit.nodes):
        if way not in ways or monotonic() > until:
            continue
        try:
            if elimination and way is Way.ELIMINATION:
                return elimination.circuit(nodes)
            by_diagrams = by_diagrams or _by_diagrams(task, roots, cards)
            return by_diagrams(nodes, until)
        except NotEliminableError:
            continue
        except TooDearError as error:
            attempts += error.attempts
    raise ResourceLimitError(
        f"compiling the rules over {len(task.choices)} uncertain choices needs more than "
        f"{limit.nodes} nodes or {limit.seconds:g} s ({attempts} orders tried); raise the limit, "
        "ask fewer queries at once, or split the rules that tie many uncertain facts together"
    )


def _by_diagrams(
    task: EliminationTask, roots: Sequence[int], cards: Mapping[int, int] | None
) -> Callable[[int, float], Circuit]:
    # PySDD is loaded only where it is needed.
    from neurosym.logic.diagram_compiling import DiagramTask  # noqa: PLC0415

    return DiagramTask.of(task.source, roots, cards).circuit


def elimination_task(
    ground: GroundProgram, roots: Sequence[int], cards: Mapping[int, int] | None, *, smooth: bool
) -> EliminationTask:
    """Return what is to be compiled, with an atom for every constraint's being broken.

    The arguments are those of :func:`compile_circuit`.
    """
    constraints = gather_constraints(ground)
    names = [(f"broken({index})", c.bodies, c.clause) for index, c in enumerate(constraints)]
    extended, broken = with_definitions(ground, names) if names else (ground, ())
    atoms = relevant_atoms(extended, (*roots, *ground.evidence, *broken))
    choices = choices_of(ground, atoms, cards)
    literals, nodes = literal_nodes(ground, choices)
    marks = {}
    for index, constraint in enumerate(constraints):
        if not constraint.hard:
            literals.append(CircuitLiteral(LiteralKind.BROKEN, constraint=index))
            marks[broken[index]] = FIRST_LITERAL + len(literals) - 1
    by_head = rules_by_head(rule for rule in extended.rules if rule.head in atoms)
    return EliminationTask(
        ground, extended, by_head, choices, literals, nodes, roots, broken, marks, smooth
    )
