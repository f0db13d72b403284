"""Learning a program's probabilities from interpretations: from its text to the learned text.

Example:
    >>> from neurosym.logic.program import Program
    >>> program = Program.from_text("t(_)::rain. wet :- rain. 0.1::wet.")
    >>> learned = program.learn([{"wet": True}, {"rain": False}, {"rain": True}])
    >>> round(learned.probabilities["rain"], 3), learned.converged
    (0.65, True)
    >>> learned.text.startswith("0.6")
    True
"""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import numpy as np

from neurosym.errors import InconsistentEvidenceError
from neurosym.logic.answers import Examples, Learned, LearningMethod, LearnOptions
from neurosym.logic.examples import Example, example_of, load_examples
from neurosym.logic.expectation import Climb, maximise_expectation, start_values
from neurosym.logic.gradient_ascent import follow_gradient
from neurosym.logic.ground_program import GroundProgram
from neurosym.logic.interpretations import Heads, Interpretations, Values, contradicts
from neurosym.logic.learnable import learnable_heads, learned_text, parameter_names
from neurosym.logic.syntax import SourceProgram

_ITERATIONS = 1000
_TOLERANCE = 1e-9
_RATE = 0.1


def learn(
    program: SourceProgram,
    ground: Callable[[Sequence[str]], GroundProgram],
    examples: Examples,
    method: LearningMethod,
    options: LearnOptions,
) -> Learned:
    """Return what examples say about a program's learnable probabilities.

    Args:
        program: The program.
        ground: Grounds it for queries.
        examples: The examples, or the files that hold them.
        method: How to climb to the greatest likelihood.
        options: What the method is told.

    Raises:
        InconsistentEvidenceError: An example is impossible under the program, or, where such are
            left out, every one.
        RuleSyntaxError: A file of examples cannot be read.
        ResourceLimitError: The examples are too large to compile.
        UnsupportedRuleError: The program has constraints, or nothing to learn.
        ValueError: There is no example, or one that is empty or has variables.
    """
    observed = _observed(examples)
    atoms = list(dict.fromkeys(atom for example in observed for atom in example))
    asked = ground(atoms)
    if len(asked.queries) != len(atoms):
        raise ValueError("an example has an atom with variables; name the atom that was seen")
    literal = {atom: lit for atom, (_, lit) in zip(atoms, asked.queries, strict=True)}
    heads = learnable_heads(program)
    cases = [[literal[a] if seen else -literal[a] for a, seen in e.items()] for e in observed]
    task, start, left_out = _task(asked, cases, heads, options)
    climb = _climb(task, start, method, options)
    names = parameter_names(program.clauses, heads, task.parameters)
    return Learned(
        {names[parameter]: climb.values[parameter] for parameter in task.parameters},
        climb.history,
        climb.converged,
        learned_text(program, heads, climb.values),
        left_out,
    )


def _task(
    ground: GroundProgram, cases: Sequence[Sequence[int]], heads: Heads, options: LearnOptions
) -> tuple[Interpretations, Values, tuple[int, ...]]:
    """Return the examples compiled, where to start, and the numbers of those left out."""
    leave_out, seed = options.get("leave_out", False), options.get("seed")
    kept = [n for n, case in enumerate(cases, 1) if not (leave_out and contradicts(case))]
    while True:
        task = Interpretations(ground, [cases[n - 1] for n in kept], heads)
        random = np.random.default_rng(seed) if seed is not None else None
        start = start_values(task.parameters, heads, random)
        excluded = {kept[n - 1] for n in task.impossible(start)} if leave_out else set()
        if not excluded:
            break
        kept = [n for n in kept if n not in excluded]
    if not kept:
        raise InconsistentEvidenceError(
            "every example is impossible under the program; correct the program or the examples"
        )
    return task, start, tuple(n for n in range(1, len(cases) + 1) if n not in set(kept))


def _climb(
    task: Interpretations, start: Values, method: LearningMethod, options: LearnOptions
) -> Climb:
    iterations = options.get("iterations", _ITERATIONS)
    tolerance = options.get("tolerance", _TOLERANCE)
    if method is LearningMethod.EM:
        return maximise_expectation(task, start, iterations=iterations, tolerance=tolerance)
    rate = options.get("rate", _RATE)
    return follow_gradient(task, start, iterations=iterations, tolerance=tolerance, rate=rate)


def _observed(examples: Examples) -> list[Example]:
    if isinstance(examples, str | Path):
        found = load_examples(examples)
    else:
        found = [_example(example, number) for number, example in enumerate(examples, start=1)]
    if not found:
        raise ValueError("there is no example; give what was seen, such as {'rain': True}")
    for number, example in enumerate(found, start=1):
        if not example:
            raise ValueError(f"example {number} is empty; give what was seen, or leave it out")
    return found


def _example(example: Mapping[str, bool] | Sequence[str], number: int) -> Example:
    if isinstance(example, Mapping):
        return dict(example)
    pairs = []
    for literal in example:
        text = literal.strip()
        negated = text.startswith("\\+")
        pairs.append((text.removeprefix("\\+").strip(), not negated))
    return example_of(pairs, f"example {number}")
