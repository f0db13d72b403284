"""The face of the logic engine: a program that is loaded, asked, grounded and proved.

Example:
    >>> program = Program.from_text("0.4::heads(1). 0.5::heads(2). win :- heads(_). query(win).")
    >>> program.query()
    {'win': 0.7}
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Protocol, Unpack, cast, overload, runtime_checkable

from neurosym.errors import ResourceLimitError, RuleSyntaxError
from neurosym.logic.answers import (
    OTHER_METHODS,
    Degree,
    Estimate,
    Interval,
    Method,
    QueryOptions,
    check_options,
)
from neurosym.logic.collecting import uncollected
from neurosym.logic.compiled import CompiledQuery, changeable
from neurosym.logic.compiling import DEFAULT_LIMIT, CompileLimit, compile_circuit
from neurosym.logic.engine import DEFAULT_LIMITS, UNTRUSTED_LIMITS, Limits
from neurosym.logic.ground_program import EMPTY_SCHEMA, AtomSchema, Clause, GroundProgram
from neurosym.logic.grounding import GroundingRequest, ground_program
from neurosym.logic.proof_tasks import ProgramProofs
from neurosym.logic.reading import raise_errors, read_paths, read_sources
from neurosym.logic.source_files import check_size
from neurosym.logic.syntax import Declarations, Severity, Source, SourceProgram
from neurosym.logic.tasks import Goals

if TYPE_CHECKING:
    from neurosym.logic.belief_penalty import BeliefPenalty


@runtime_checkable
class Differentiable(Protocol):
    """A torch tensor, named without importing torch."""

    def backward(self) -> None:
        """Put gradients into what it was computed from."""


class Program(ProgramProofs):
    """A rule program: ProbLog's language, with declarations and constraints.

    Args:
        source: The program as it was read, without faults that keep it from running.
        limits: Bounds on grounding; None for those of every program, or of a stranger's.
    """

    def __init__(self, source: SourceProgram, limits: Limits | None = None) -> None:
        if any(fault.severity is Severity.ERROR for fault in source.faults):
            from neurosym.logic.checking import faults_of_program  # noqa: PLC0415 - it reads files

            raise_errors(faults_of_program(source))
        self.source = source
        self.limits = limits or source.untrusted or DEFAULT_LIMITS

    @classmethod
    def load(
        cls,
        path: str | Path | Sequence[str | Path],
        *,
        limits: Limits | None = None,
        untrusted: bool = False,
    ) -> "Program":
        """Load a rule file, all ``.pl`` files of a folder, or several files as one program.

        Args:
            path: The file, the folder or the files.
            limits: Bounds on grounding; None for :data:`DEFAULT_LIMITS`, or for
                :data:`UNTRUSTED_LIMITS` where the rules are a stranger's.
            untrusted: Whether the rules are a stranger's: they run in a process of their own,
                which can neither open nor send anything and is ended where it does not behave.

        Raises:
            RuleSyntaxError: With every fault of the files, one a line.
            PackPermissionError: If a rule reaches for files, processes or the network, or a
                stranger's file is a link out of its folder.
            ResourceLimitError: A stranger's rules are too long, or reading them reached a limit.
        """
        return cls(read_paths(rule_files(path), _bounds(limits, untrusted=untrusted)), limits)

    @classmethod
    def from_text(
        cls,
        text: str,
        *,
        name: str = "program.pl",
        limits: Limits | None = None,
        untrusted: bool = False,
    ) -> "Program":
        """Read a program from text; ``name`` stands for its file in messages.

        The other arguments are those of :meth:`load`.

        Raises:
            RuleSyntaxError: With every fault of the text, one a line.
            PackPermissionError: If a rule reaches for files, processes or the network.
            TypeError: ``text`` is no string.
            ResourceLimitError: A stranger's rules are too long, or reading them reached a limit.
        """
        if not isinstance(text, str):
            raise TypeError(f"text is of type {type(text).__name__}; give the program as a string")
        source = Source(name, text)
        if untrusted:
            check_size([source])
        return cls(read_sources([source], _bounds(limits, untrusted=untrusted)), limits)

    @property
    def clauses(self) -> tuple[Clause, ...]:
        """The clauses and constraints with their places, as ``GroundRule.clause`` counts them."""
        return self.source.clauses

    @property
    def declarations(self) -> Declarations:
        """What is observed, predicted and closed, and how atoms read in sentences."""
        return self.source.declarations

    def ground(
        self,
        queries: Goals = None,
        *,
        evidence: Sequence[str] = (),
        facts: Sequence[str] = (),
        schema: AtomSchema = EMPTY_SCHEMA,
        explain: bool = False,
    ) -> GroundProgram:
        r"""Ground the program for queries, evidence and all constraints.

        Args:
            queries: Goals; None for the program's own queries.
            evidence: Literals that are known, beside the program's own evidence.
            facts: Facts of the case, such as ``fever(ann)``; ``\+ fever(ann)`` denies one.
            schema: The atoms that a case decides, if a pack brings them.
            explain: Whether certain facts and rules stay, as proofs need them.

        Raises:
            UnknownPredicateError: A goal names an unknown predicate.
            RuleEvaluationError: A rule failed with a Prolog error.
            UnsupportedRuleError: A rule uses what the engine leaves out.
            ResourceLimitError: A limit was reached.
        """
        goals = (queries,) if isinstance(queries, str) else queries
        request = GroundingRequest(
            queries=None if goals is None else tuple(goals),
            evidence=tuple(evidence),
            facts=tuple(facts),
            schema=schema,
            explain=explain,
            limits=self.limits,
        )
        return ground_program(self.source, request)

    @overload
    def query(
        self,
        goal: Goals = None,
        *,
        evidence: Sequence[str] = (),
        facts: Sequence[str] = (),
        method: Literal["exact"] = "exact",
        **options: Unpack[QueryOptions],
    ) -> dict[str, float]: ...

    @overload
    def query(
        self,
        goal: Goals = None,
        *,
        evidence: Sequence[str] = (),
        facts: Sequence[str] = (),
        method: Literal["bounds", "k-best"],
        **options: Unpack[QueryOptions],
    ) -> dict[str, Interval]: ...

    @overload
    def query(
        self,
        goal: Goals = None,
        *,
        evidence: Sequence[str] = (),
        facts: Sequence[str] = (),
        method: Literal["sampling"],
        **options: Unpack[QueryOptions],
    ) -> dict[str, Estimate]: ...

    @overload
    def query(
        self,
        goal: Goals = None,
        *,
        evidence: Sequence[str] = (),
        facts: Sequence[str] = (),
        method: Literal["fuzzy"],
        **options: Unpack[QueryOptions],
    ) -> dict[str, Degree]: ...

    def query(
        self,
        goal: Goals = None,
        *,
        evidence: Sequence[str] = (),
        facts: Sequence[str] = (),
        method: str = "exact",
        **options: Unpack[QueryOptions],
    ) -> dict[str, float] | dict[str, Interval] | dict[str, Estimate] | dict[str, Degree]:
        """Return the probability of every answer to a query.

        Args:
            goal: Goals, which may have variables; None for the program's own ``query/1``.
            evidence: Literals to condition on, beside the program's own evidence.
            facts: Facts of the case.
            method: ``"exact"``; for programs too large for that, ``"bounds"``: an interval that
                holds the value and tightens with time; ``"k-best"``: the same from the k best
                proofs for and against; ``"sampling"``: an estimate with a confidence interval;
                ``"fuzzy"``: a degree of truth, which is no probability.
            options: What the method is told: ``limit`` (exact), ``seconds`` and ``gap`` (bounds),
                ``k`` and ``seconds`` (k-best), ``samples``, ``seed`` and ``confidence`` (sampling)
                and ``t_norm`` (fuzzy).

        Returns:
            By answer, written as ProbLog writes it: a probability, interval, estimate or degree.

        Raises:
            InconsistentEvidenceError: Evidence and hard constraints hold together in no world.
            ResourceLimitError: The program is too large to ground or to compile exactly.
            SamplingError: Not one random world agrees with the evidence.
            ValueError: There is no such method, or it takes no such option.
        """
        chosen = check_options(method, options)
        if chosen is not Method.EXACT:
            from neurosym.logic.approximating import approximate_answers  # noqa: PLC0415 - rare

            ground = self.ground(goal, evidence=evidence, facts=facts)
            return approximate_answers(ground, chosen, options)
        limit = options.get("limit", DEFAULT_LIMIT)
        with uncollected():
            ground = self.ground(goal, evidence=evidence, facts=facts)
            return _compiled(ground, ground, limit).query()

    def compile(
        self,
        goal: Goals = None,
        *,
        evidence: Sequence[str] = (),
        facts: Sequence[str] = (),
        limit: CompileLimit = DEFAULT_LIMIT,
    ) -> CompiledQuery:
        """Ground and compile a query once, to ask it again under other probabilities.

        The arguments and errors are those of :meth:`query`; ``limit`` is what compiling may use.
        The circuit may be larger than a query's: facts of probability 0 and 1 may change as well.
        """
        with uncollected():
            ground = self.ground(goal, evidence=evidence, facts=facts)
            return _compiled(ground, changeable(ground), limit)

    def penalty(
        self, beliefs: Mapping[str, Differentiable], *, facts: Sequence[str] = ()
    ) -> Differentiable:
        """Return what breaking the constraints costs each row of a batch, in nats.

        Args:
            beliefs: Probability of each predicted or observed atom, one tensor ``[batch]`` an
                atom. Atoms that differ only in their last argument are states of one variable
                and sum to one.
            facts: Facts that hold in every row.

        Returns:
            The semantic loss ``[batch]``, differentiable in the beliefs; infinite, with gradients
            of 0, in a row that no world can keep. It compiles the rules each time; training
            compiles once, with :meth:`compile_penalty`.

        Raises:
            InconsistentEvidenceError: The batch is one row, and no world that agrees with it keeps
                the hard constraints.
        """
        from neurosym.logic.belief_penalty import Beliefs  # noqa: PLC0415 - it needs torch

        penalise = self.compile_penalty(list(beliefs), facts=facts)
        return penalise(cast(Beliefs, beliefs)).losses()

    def compile_penalty(
        self, atoms: Sequence[str], *, facts: Sequence[str] = ()
    ) -> "BeliefPenalty":
        """Compile the constraints for training.

        Args:
            atoms: The predicted and observed atoms that beliefs will be given for, as in
                :meth:`penalty`.
            facts: Facts that hold in every row.

        Returns:
            A function of beliefs: what each constraint costs each row, and which rows are possible.
        """
        from neurosym.logic.belief_penalty import BeliefPenalty  # noqa: PLC0415 - it needs torch

        request = GroundingRequest(facts=tuple(facts), limits=self.limits)
        return BeliefPenalty(self.source, request, atoms)


def _compiled(ground: GroundProgram, meant: GroundProgram, limit: CompileLimit) -> CompiledQuery:
    """Compile a program as it is meant; a limit that is reached names the other methods."""
    try:
        return CompiledQuery(ground, compile_circuit(meant, smooth=False, limit=limit))
    except ResourceLimitError as error:
        raise ResourceLimitError(f"{error}; {OTHER_METHODS}") from error


def _bounds(limits: Limits | None, *, untrusted: bool) -> Limits | None:
    return (limits or UNTRUSTED_LIMITS) if untrusted else None


def rule_files(path: str | Path | Sequence[str | Path]) -> list[Path]:
    """Return the rule files that a path names: itself, a folder's ``.pl`` files, or a list.

    Raises:
        RuleSyntaxError: If there is no such file or folder, or the folder has no ``.pl`` file.
        ValueError: If the list is empty.
    """
    if not isinstance(path, str | Path):
        if not path:
            raise ValueError("the list of rule files is empty; name at least one")
        return [file for item in path for file in rule_files(item)]
    place = Path(path)
    if not place.is_dir():
        return [place]
    files = sorted(place.glob("*.pl"))
    if not files:
        raise RuleSyntaxError(f"{place}: the folder holds no rule file; add one that ends in .pl")
    return files
