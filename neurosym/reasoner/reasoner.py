"""The reasoner: from a pack or data to answers that can be checked."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from jaxtyping import Bool, Float64

from neurosym.bayes.causal.action import ActionEffect
from neurosym.bayes.network.graph import CausalGraph
from neurosym.cases.case import Case
from neurosym.cases.parsing import Value, case_from_mapping, parse_case
from neurosym.cases.table import CaseTable, table_from_cases
from neurosym.cases.table_reading import Frame, table_from_frame
from neurosym.cases.vocabulary import Vocabulary
from neurosym.confidence.risk import Certificate
from neurosym.errors import CaseError, NotFittedError, SavedFileError
from neurosym.explanation.answer import Answer
from neurosym.packs import Pack, find_pack
from neurosym.phrases import Phrases
from neurosym.reasoner.answering import answer_to, fact_of
from neurosym.reasoner.asked import Asked
from neurosym.reasoner.fitted import Fitted
from neurosym.reasoner.fused import Fused
from neurosym.reasoner.options import FitOptions, Progress, silent
from neurosym.reasoner.records import from_parts, to_parts
from neurosym.reasoner.rule_report import RuleReport, rule_report
from neurosym.reasoner.saving import read_state, saved_place, write_state
from neurosym.reasoner.trust import Trusted
from neurosym.reasoner.viewing import Viewing

Findings = Case | str | Mapping[str, Value]
"""A case: findings in a string, a mapping of variables to states, or a Case."""


@dataclass(frozen=True, slots=True)
class Decisions:
    """Decisions on many cases, as arrays.

    Attributes:
        states: The outcomes' names, in the order of the columns of ``probabilities``.
        probabilities: Calibrated probabilities; rows of zeros where evidence breaks the rules.
        outcome: Index of the most probable outcome.
        confidence: Its probability.
        answers: Whether it is sure enough to be given.
        conflict: Whether the evidence breaks the hard rules.
        prediction_set: Which outcomes the prediction set holds.
    """

    states: tuple[str, ...]
    probabilities: Float64[np.ndarray, "batch state"]
    outcome: np.ndarray
    confidence: Float64[np.ndarray, " batch"]
    answers: Bool[np.ndarray, " batch"]
    conflict: Bool[np.ndarray, " batch"]
    prediction_set: Bool[np.ndarray, "batch state"]


class Reasoner:
    """Answers cases of one domain.

    Example:
        >>> reasoner = Reasoner.from_pack("respiratory")
        >>> reasoner.target
        'bronc'
    """

    def __init__(self, pack: Pack, fitted: Fitted | None = None) -> None:
        self.pack = pack
        self._fitted = fitted

    @staticmethod
    def from_pack(name: str, *, untrusted: bool = False) -> "Reasoner":
        """Return the reasoner of a built-in pack, not fitted yet.

        Args:
            name: The pack's name.
            untrusted: Whether the pack is a stranger's: it must keep to its folders, and its rules
                run in a process of their own, under tight limits.

        Raises:
            PackError: If there is no such pack.
        """
        return Reasoner(find_pack(name, untrusted=untrusted))

    @staticmethod
    def from_folder(root: str | Path, name: str, *, untrusted: bool = False) -> "Reasoner":
        """Return the reasoner of the pack in ``root/rules/name`` and ``root/causal/name``.

        Args:
            root: The folder that holds ``rules`` and ``causal``.
            name: The pack's name.
            untrusted: As for :meth:`from_pack`.

        Raises:
            PackError: If there is no such pack, or it contradicts itself.
            PackPermissionError: If a stranger's pack reaches out of its folders.
        """
        return Reasoner(find_pack(name, Path(root), untrusted=untrusted))

    @property
    def target(self) -> str:
        """Name of the variable that cases are asked about."""
        return self.pack.target

    @property
    def fitted(self) -> Fitted:
        """The fitted domain.

        Raises:
            NotFittedError: If it was neither fitted nor loaded.
        """
        if self._fitted is None:
            raise NotFittedError(
                f"the reasoner of {self.pack.name} is not fitted; call fit(), or load() a saved one"
            )
        return self._fitted

    @property
    def vocabulary(self) -> Vocabulary:
        """The variables; once fitted, numeric ones have their bins."""
        return self.pack.vocabulary if self._fitted is None else self.fitted.engine.vocabulary

    @property
    def graph(self) -> CausalGraph:
        """The causal graph that was learned."""
        return self.fitted.graph

    @property
    def certificate(self) -> Certificate:
        """From which confidence on it answers, and what is guaranteed of those answers."""
        return self.fitted.trust.certificate

    def rules(self, *, language: str | None = None) -> RuleReport:
        """Return what fitting made of the rules: their strengths, and the thresholds it learned.

        Args:
            language: Language of the sentences; None for the pack's.

        Raises:
            NotFittedError: If it was neither fitted nor loaded.
        """
        return rule_report(self.fitted, Phrases.load(language or self.pack.language))

    def fit(
        self,
        cases: Frame | CaseTable | None = None,
        *,
        options: FitOptions | None = None,
        progress: Progress = silent,
        graph: CausalGraph | None = None,
    ) -> "Reasoner":
        """Learn the causal graph and its tables, train the model, weigh and calibrate.

        Args:
            cases: A data frame or a CaseTable of labelled cases; None for the pack's own data.
            options: How to fit.
            progress: Told the stage, how much is done, and how much there is.
            graph: A causal graph to use instead of learning one.

        Raises:
            DataError: If the cases lack a column, know an unknown state, or are too few.
            RuleSyntaxError: If a rule file has a fault.
            KnowledgeError: If the causal knowledge contradicts itself.
        """
        from neurosym.reasoner.domain import prepare_pack  # noqa: PLC0415 - ask needs no Prolog
        from neurosym.reasoner.fitting import fit_domain  # noqa: PLC0415

        chosen = options or FitOptions()
        table = self._table(cases)
        domain = prepare_pack(self.pack, table, chosen)
        self._fitted = fit_domain(domain, table, chosen, progress, graph)
        return self

    def _table(self, cases: Frame | CaseTable | None) -> CaseTable:
        if isinstance(cases, CaseTable):
            return cases
        if cases is None:
            from neurosym.packs import load_data  # noqa: PLC0415 - reads pgmpy's files

            return load_data(self.pack)
        return table_from_frame(cases, self.pack.vocabulary)

    def case(self, findings: Findings) -> Case:
        """Return a case, checked against the pack's variables.

        Raises:
            CaseError: If a variable or state is unknown, or a variable is in two states.
        """
        return _case(findings, self.vocabulary)

    def ask(self, findings: Findings, *, language: str | None = None) -> Answer:
        """Answer one case.

        Args:
            findings: ``"lower_body_o2=<5, chest_xray=oligaemic"``, a mapping, or a Case.
            language: Language of every sentence; None for the pack's.

        Raises:
            CaseError: If a variable or state is unknown, or a variable is in two states.
            NotFittedError: If it was neither fitted nor loaded.
        """
        asked = self._asked(findings, Phrases.load(language or self.pack.language))
        return answer_to(asked, self.pack)

    def query(self, goal: str, findings: Findings = "") -> dict[str, float]:
        """Return the probability of every answer to a goal of the rules in one case.

        Args:
            goal: A goal such as ``diagnose(P, D)``; the case is the constant ``case``.
            findings: The case.

        Raises:
            InconsistentEvidenceError: If the case breaks the hard rules.
            UnknownPredicateError: If the goal names a predicate that nothing defines.
        """
        from neurosym.reasoner.derived import derived_probabilities  # noqa: PLC0415 - needs Prolog

        vocabulary = self.fitted.engine.vocabulary
        table = table_from_cases([_case(findings, vocabulary)], vocabulary)
        return derived_probabilities(self.pack, self.fitted, goal, table)

    def effect(
        self, *, do: Findings, given: Findings = "", target: str | None = None
    ) -> ActionEffect:
        """Return what an action does to a variable, by the causal network: P(target | do, given).

        Args:
            do: The variables that are set, and to which states.
            given: What was seen before; what lies downstream of the action is left out and named.
            target: The variable looked at; None for the pack's.

        Raises:
            CaseError: If a variable or state is unknown.
            DataError: If the action sets the target itself.
        """
        from neurosym.bayes.causal.do import action_effect  # noqa: PLC0415 - ask needs none

        vocabulary = self.fitted.engine.vocabulary
        looked_at = vocabulary.find(self.target if target is None else target).name
        return action_effect(
            self.fitted.engine.network,
            _states(do, vocabulary),
            _states(given, vocabulary),
            looked_at,
        )

    def asked(self, findings: Findings, *, language: str | None = None) -> Viewing:
        """Return what :meth:`ask` works from, for pages and further questions."""
        return Viewing(self._asked(findings, Phrases.load(language or self.pack.language)))

    def _asked(self, findings: Findings, phrases: Phrases) -> Asked:
        fitted = self.fitted
        vocabulary = fitted.engine.vocabulary
        case = _case(findings, vocabulary)
        table = table_from_cases([case], vocabulary)
        if table.codes[0, fitted.engine.target] >= 0:
            raise CaseError(
                f"the case says {self.target}, which is what is asked for; leave it out"
            )
        fused = fitted.engine.answer(table.codes, table.values)
        facts = tuple(fact_of(finding, vocabulary) for finding in case.findings)
        trusted = fitted.trust(fused, table.codes)
        return Asked(fitted, table.codes[0], table.values[0], facts, phrases, fused, trusted)

    def decide(self, cases: Frame | CaseTable) -> Decisions:
        """Decide on many cases at once; no sentence is made.

        Args:
            cases: A data frame or a CaseTable; variables without a column are silent, a column of
                the target is not looked at.

        Raises:
            DataError: If a column or a state is unknown.
        """
        engine = self.fitted.engine
        if not isinstance(cases, CaseTable):
            cases = table_from_frame(cases, self.pack.vocabulary, partial=True)
        table = cases.binned(engine.vocabulary)
        codes, values = table.codes.copy(), table.values.copy()
        codes[:, engine.target], values[:, engine.target] = -1, np.nan
        fused: Fused = engine.answer(codes, values)
        trusted: Trusted = self.fitted.trust(fused, codes)
        return Decisions(
            engine.vocabulary[engine.target].states,
            trusted.probabilities,
            trusted.probabilities.argmax(axis=1),
            trusted.confidence,
            trusted.answers,
            fused.conflict,
            trusted.inside,
        )

    def save(self, path: str | Path | None = None) -> Path:
        """Save to one file, safely: an interrupted save leaves the old file whole.

        Args:
            path: The file; None for the pack's place under ``NEUROSYM_HOME`` or ``./.neurosym``.
        """
        place = saved_place(self.pack.name) if path is None else Path(path)
        write_state(place, *to_parts(self.fitted))
        return place

    def load(self, path: str | Path | None = None) -> "Reasoner":
        """Load what :meth:`save` wrote; needs neither SWI-Prolog nor the data.

        Raises:
            SavedFileError: If the file is missing, damaged, foreign, of another version, or of
                another pack.
        """
        place = saved_place(self.pack.name) if path is None else Path(path)
        fitted = from_parts(*read_state(place))
        if fitted.name != self.pack.name:
            raise SavedFileError(
                f"{place}: it was saved for the pack {fitted.name}, not {self.pack.name}"
            )
        self._fitted = fitted
        return self


def _states(findings: Findings, vocabulary: Vocabulary) -> dict[str, str]:
    """Return the state of each variable of a case, numbers as their bins."""
    row = table_from_cases([_case(findings, vocabulary)], vocabulary).codes[0]
    return {v.name: v.states[c] for v, c in zip(vocabulary, row, strict=True) if c >= 0}


def _case(findings: Findings, vocabulary: Vocabulary) -> Case:
    if isinstance(findings, Case):
        return findings
    if isinstance(findings, str):
        return parse_case(findings, vocabulary)
    return case_from_mapping(findings, vocabulary)
