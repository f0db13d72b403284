"""What a program is asked for reasons: proofs of a goal, and why a goal fails."""

from collections.abc import Sequence

from neurosym.cases.facts import CaseData
from neurosym.logic.engine import Limits
from neurosym.logic.ground_program import EMPTY_SCHEMA, AtomSchema
from neurosym.logic.proof_results import Proofs, WhyNot
from neurosym.logic.tasks import ProgramTasks


class ProgramProofs(ProgramTasks):
    """The reasons of a program, searched for only when they are asked for.

    Attributes:
        limits: Bounds on grounding.
    """

    limits: Limits

    def prove(
        self,
        goal: str,
        k: int = 3,
        *,
        facts: CaseData = (),
        evidence: Sequence[str] = (),
        schema: AtomSchema = EMPTY_SCHEMA,
        language: str = "en",
    ) -> Proofs:
        """Return the most probable proofs of a goal, best first; none if it has no proof.

        Steps are rules with file and line, facts with their row, goals that nothing uncertain
        decides with their values, and negations with why each rule for the negated atom fails. A
        proof that rests on all facts of a better one and on more says nothing new and is left out.

        Args:
            goal: The goal; one with variables is proved for each of its answers.
            k: Most proofs wanted.
            facts: Facts of the case, as text or as data: see :func:`neurosym.cases.facts_of`. No
                proof rests on what is observed and nobody speaks of.
            evidence: Literals that are known: their leaves are taken as they are.
            schema: The atoms of a pack's variables, as
                :func:`neurosym.steering.schema.schema_of` gives them: rules that ask which state
                a predicted variable is in try them all.
            language: Language of the sentences.

        Raises:
            ResourceLimitError: The program is too large to ground or to search.
            ValueError: ``k`` is below 1.
        """
        if k < 1:
            raise ValueError(f"k is {k}; ask for at least one proof")
        from neurosym.cases.facts import facts_of  # noqa: PLC0415 - probabilities need none
        from neurosym.logic.proving import Question, prove  # noqa: PLC0415

        question = Question.of(self.source, goal, facts_of(facts), evidence, self.limits, schema)
        return prove(question, k, language)

    def why_not(  # noqa: PLR0913 - each says one thing
        self,
        goal: str,
        k: int = 3,
        *,
        facts: CaseData = (),
        evidence: Sequence[str] = (),
        at_least: float = 0.5,
        changeable: Sequence[str] = (),
        schema: AtomSchema = EMPTY_SCHEMA,
        language: str = "en",
    ) -> WhyNot:
        """Return why a goal fails or is unlikely, and which facts would prove it.

        Args:
            goal: The goal.
            k: Most attempts, and most changes.
            facts: Facts of the case, as in :meth:`prove`.
            evidence: Literals that are known.
            at_least: Probability from which on there is nothing to explain, and that changes
                shall reach where the goal has a proof already, in (0, 1].
            changeable: Predicates whose facts may be otherwise, as ``name/arity``. If none are
                given, those that the case decides; where that is not enough, all that have nothing
                but facts.
            schema: As in :meth:`prove`.
            language: Language of the sentences.

        Raises:
            ResourceLimitError: The program is too large to ground.
            RuleEvaluationError: A changeable predicate is not decided by facts alone.
            ValueError: ``at_least`` is no probability above 0.
        """
        from neurosym.cases.facts import facts_of  # noqa: PLC0415 - probabilities need none
        from neurosym.logic.fact_changes import Wish  # noqa: PLC0415
        from neurosym.logic.proving import Question  # noqa: PLC0415
        from neurosym.logic.why_not import why_not  # noqa: PLC0415

        if not 0.0 < at_least <= 1.0:
            raise ValueError(f"at_least is {at_least}; give a probability above 0, at most 1")
        question = Question.of(self.source, goal, facts_of(facts), evidence, self.limits, schema)
        return why_not(question, Wish(k, at_least, tuple(changeable), language))
