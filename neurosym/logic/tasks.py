"""What a program is asked beside probabilities: its best world, random worlds, decisions, learning.

Each task's module is imported when it is asked for.
"""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Literal, Unpack

import numpy as np

from neurosym.logic.answers import (
    Examples,
    Learned,
    LearningMethod,
    LearnOptions,
    Samples,
    Strategy,
    World,
    random_generator,
)
from neurosym.logic.ground_program import GroundProgram
from neurosym.logic.syntax import SourceProgram

Goals = str | Sequence[str] | None
"""Goals as text; None for the program's own ``query/1``."""


class ProgramTasks(ABC):
    """The tasks of a program that can be ground.

    Attributes:
        source: The program as it was read.
    """

    source: SourceProgram

    @abstractmethod
    def ground(
        self, queries: Goals = None, *, evidence: Sequence[str] = (), facts: Sequence[str] = ()
    ) -> GroundProgram:
        """Ground the program for queries, evidence and all constraints."""

    def most_probable(self, *, evidence: Sequence[str] = (), facts: Sequence[str] = ()) -> World:
        """Return the most probable world: the best choice of all that the queries rest on (MPE).

        Args:
            evidence: Literals that hold in it, beside the program's own evidence.
            facts: Facts of the case.

        Raises:
            InconsistentEvidenceError: Evidence and hard constraints hold together in no world.
            ResourceLimitError: Evidence and constraints are too large to ground or to compile.
        """
        from neurosym.logic.most_probable import most_probable_world  # noqa: PLC0415 - rare

        return most_probable_world(self.ground(evidence=evidence, facts=facts))

    def sample(
        self,
        count: int,
        goal: Goals = None,
        *,
        evidence: Sequence[str] = (),
        facts: Sequence[str] = (),
        seed: "int | np.random.Generator" = 0,
    ) -> Samples:
        """Return random worlds that agree with the evidence, as the truth of the queries.

        Args:
            count: Number of worlds.
            goal: Goals; None for the program's own queries.
            evidence: Literals to condition on, beside the program's own evidence.
            facts: Facts of the case.
            seed: A seed, or a generator to draw from.

        Raises:
            InconsistentEvidenceError: Evidence and hard constraints hold together in no world.
            SamplingError: Not one random world agrees with the evidence.
        """
        from neurosym.logic.sampling import sample_worlds  # noqa: PLC0415 - rare

        ground = self.ground(goal, evidence=evidence, facts=facts)
        return sample_worlds(ground, count, random_generator(seed))

    def optimal_strategy(
        self, *, evidence: Sequence[str] = (), facts: Sequence[str] = ()
    ) -> Strategy:
        """Return the decisions with the greatest expected utility, as DTProbLog does.

        Decisions are written ``?::umbrella.``, utilities ``utility(wet, -10).``

        Args:
            evidence: Literals to condition on, beside the program's own evidence.
            facts: Facts of the case.

        Raises:
            UnknownPredicateError: The program has no utility.
            InconsistentEvidenceError: The evidence is impossible under every strategy.
            ResourceLimitError: The program is too large to ground or to compile.
        """
        from neurosym.logic import decisions  # noqa: PLC0415 - rare

        ground, utilities = decisions.ground_utilities(
            lambda goals: self.ground(goals, evidence=evidence, facts=facts)
        )
        return decisions.optimal_strategy(ground, utilities)

    def learn(
        self,
        examples: Examples,
        *,
        method: Literal["em", "gradient"] = "em",
        facts: Sequence[str] = (),
        **options: Unpack[LearnOptions],
    ) -> Learned:
        """Learn the probabilities ``t(_)`` from examples of what was seen true and false.

        Args:
            examples: Each example as atoms and whether they hold, or as literals; or a file of
                them, with lines of ``---`` in between, as ProbLog reads it.
            method: ``"em"`` (expectation maximisation) or ``"gradient"``.
            facts: Facts that hold in every example.
            options: ``iterations``, ``tolerance``, ``seed``, ``rate``, ``leave_out``.

        Raises:
            InconsistentEvidenceError: An example is impossible under the program.
            RuleSyntaxError: A file of examples cannot be read.
            ResourceLimitError: The examples are too large to ground or to compile.
            UnsupportedRuleError: The program has constraints, or nothing to learn.
            ValueError: There is no example, or one that is empty or has variables.
        """
        from neurosym.logic.learning import learn  # noqa: PLC0415 - rare

        def ground(goals: Sequence[str]) -> GroundProgram:
            return self.ground(goals, facts=facts)

        return learn(self.source, ground, examples, LearningMethod(method), options)
