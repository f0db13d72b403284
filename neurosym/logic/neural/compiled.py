"""Shapes of queries, grounded and compiled: each circuit once, whatever tensors it is asked about.

A program whose goals are relations is asked with a variable for the last argument, which gives
all its answers at once; from any other, and where that fails, the goals that came up are grounded
together as they are.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from neurosym.errors import ResourceLimitError, RuleEvaluationError, UnsupportedRuleError
from neurosym.logic.circuit import Circuit
from neurosym.logic.compiling import DEFAULT_LIMIT, CompileLimit, compile_circuit
from neurosym.logic.ground_program import GroundProgram
from neurosym.logic.neural.queries import Shape, Traits
from neurosym.logic.neural.weighing import WeightPlan, plan_weights
from neurosym.logic.program import Program

IMPOSSIBLE = -1
"""The root of a goal that no world can prove."""


_WIDE_SECONDS = 20.0
"""A goal with a variable is given up after this, since it may have answers without end."""


@dataclass(slots=True, eq=False)
class CompiledShape:
    """A circuit that answers goals of one shape.

    Attributes:
        goals: What was asked, in the order asked.
        evidence: What it is conditioned on.
        wide: Whether it holds all answers to one goal with a variable.
        ground: The ground program.
        circuit: Its circuit: a root for every answer, and one for the evidence.
        roots: Root of every answer by its text.
        plan: Where the weights come from.
    """

    goals: tuple[str, ...]
    evidence: tuple[str, ...]
    wide: bool
    ground: GroundProgram
    circuit: Circuit
    roots: Mapping[str, int]
    plan: WeightPlan


@dataclass(slots=True)
class ShapeCompiler:
    """Compiles shapes, each once.

    Attributes:
        program: The program.
        traits: What its clauses tell about shapes.
        limit: What a compilation may use.
        compiled: The compiled shapes; their place is their number.
    """

    program: Program
    traits: Traits
    limit: CompileLimit = DEFAULT_LIMIT
    compiled: list[CompiledShape] = field(default_factory=list)
    _wide: dict[tuple[str, tuple[str, ...]], int] = field(default_factory=dict)

    def compile(self, shapes: Sequence[Shape]) -> list[tuple[int, int]]:
        """Return the number of the circuit and the root for every shape, compiling what is new.

        Raises:
            UnsupportedRuleError: A goal has variables, so that it has no one probability.
            ResourceLimitError: A shape is too large to ground or to compile.
        """
        waiting: dict[tuple[str, tuple[str, ...]], dict[str, None]] = {}
        for shape in shapes:
            waiting.setdefault((shape.wider, shape.evidence), {})[shape.goal] = None
        numbers = {key: self._compiled(key, tuple(goals)) for key, goals in waiting.items()}
        found: list[tuple[int, int]] = []
        for shape in shapes:
            number = numbers[shape.wider, shape.evidence]
            if shape.goal == shape.wider and _has_variable(self.compiled[number], shape.goal):
                raise UnsupportedRuleError(
                    f"the goal {shape.goal} has a variable, so that it has one probability for "
                    "each answer; name the answer, or ask for its answers"
                )
            found.append((number, self.compiled[number].roots.get(shape.goal, IMPOSSIBLE)))
        return found

    def answers(self, shape: Shape) -> int:
        """Return the number of the circuit of a goal with variables."""
        return self._compiled((shape.goal, shape.evidence), (shape.goal,))

    def _compiled(self, key: tuple[str, tuple[str, ...]], goals: tuple[str, ...]) -> int:
        number = self._wide.get(key)
        if number is None:
            self._wide[key] = len(self.compiled)
            self.compiled.append(self._first(key, goals))
            return self._wide[key]
        known = self.compiled[number]
        new = tuple(goal for goal in goals if goal not in known.goals)
        if new and not known.wide:
            self.compiled[number] = self._made(known.goals + new, known.evidence, wide=False)
        return number

    def _first(self, key: tuple[str, tuple[str, ...]], goals: tuple[str, ...]) -> CompiledShape:
        wider, evidence = key
        if self.traits.relational or goals == (wider,):
            try:
                return self._made((wider,), evidence, wide=True)
            except (RuleEvaluationError, UnsupportedRuleError, ResourceLimitError):
                if goals == (wider,):
                    raise
        return self._made(goals, evidence, wide=False)

    def _made(
        self, goals: tuple[str, ...], evidence: tuple[str, ...], *, wide: bool
    ) -> CompiledShape:
        program = self.program
        if wide:
            seconds = min(_WIDE_SECONDS, program.limits.seconds)
            program = Program(program.source, replace(program.limits, seconds=seconds))
        ground = program.ground(goals, evidence=evidence)
        circuit = compile_circuit(ground, limit=self.limit, smooth=False)
        roots = {text: root for root, (text, _) in enumerate(ground.queries)}
        plan = plan_weights(circuit.literals, ground, self.traits.starts)
        return CompiledShape(goals, evidence, wide, ground, circuit, roots, plan)


def _has_variable(compiled: CompiledShape, goal: str) -> bool:
    """Whether a goal was answered by instances of itself."""
    return compiled.goals == (goal,) and goal not in compiled.roots
