"""The parts of an answer that are worked out when they are first read."""

from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np

from neurosym.bayes.causal.paths import active_paths
from neurosym.bayes.causal.strength import arrow_strength
from neurosym.cases.variable import Role
from neurosym.explanation.answer import (
    Answer,
    Arrow,
    CausalPath,
    ConflictReport,
    FindingEffect,
    NextQuestion,
    Proof,
    WouldChange,
)
from neurosym.explanation.hypotheses import Change, changes, contributions
from neurosym.phrases import percent
from neurosym.questions.acquisition import Question, survey
from neurosym.questions.candidates import Candidate, candidates_of
from neurosym.reasoner.asked import Asked
from neurosym.reasoner.rule_reasons import RuleReasons

_MOST_PATHS = 3
_LEAST_GAIN = 1e-3
_NEUTRAL_POINTS = 0.5


@dataclass(frozen=True)
class Explaining:
    """Works out the parts of one answer.

    Attributes:
        asked: The case and its answer.
    """

    asked: Asked

    @cached_property
    def reasons(self) -> RuleReasons:
        """The rules that bear on the answer."""
        return RuleReasons(self.asked)

    @cached_property
    def strengths(self) -> dict[tuple[str, str], float]:
        """Strength of every arrow of the causal graph, 0 to 1."""
        return arrow_strength(self.asked.fitted.engine.network)

    def proof(self) -> Proof:
        """Return what the rules say."""
        return self.reasons.proof()

    def path(self) -> CausalPath | None:
        """Return the strongest active path between the findings and the target."""
        found = self.paths()
        return found[0] if found else None

    @cached_property
    def _paths(self) -> tuple[CausalPath, ...]:
        asked, names = self.asked, self.asked.fitted.engine.vocabulary.names
        seen = [names[i] for i in np.flatnonzero(asked.codes >= 0)]
        target = names[asked.target]
        if not seen:
            return ()
        found = active_paths(asked.fitted.graph, seen, target, self.strengths, count=20)
        best: dict[str, CausalPath] = {}
        for path in sorted(found, key=lambda p: (len(p.nodes) < 3, -p.strength)):  # noqa: PLR2004
            nodes, turned = path.causal_nodes, path.causal_nodes != path.nodes
            arrows = path.arrows[::-1] if turned else path.arrows
            best.setdefault(path.nodes[0], self._described(nodes, arrows))
        return tuple(best.values())[:_MOST_PATHS]

    def paths(self) -> tuple[CausalPath, ...]:
        """Return the paths shown: mediated ones first, the strongest of each finding."""
        return self._paths

    def _described(self, nodes: tuple[str, ...], arrows: tuple[tuple[str, str], ...]) -> CausalPath:
        asked, vocabulary = self.asked, self.asked.fitted.engine.vocabulary
        states = {}
        for name in nodes:
            index = vocabulary.index(name)
            row = asked.answer if index == asked.target else asked.fused.marginals[index][0]
            states[name] = (asked.state(index, int(row.argmax())), float(row.max()))
        words = [asked.name(vocabulary.index(name)) for name in nodes]
        found = tuple(Arrow(a, b, self.strengths[a, b]) for a, b in arrows)
        return CausalPath(nodes, found, states, self._path_sentence(nodes, words))

    def _path_sentence(self, nodes: tuple[str, ...], words: list[str]) -> str:
        phrases = self.asked.phrases
        if all((a, b) in self.strengths for a, b in pairwise(nodes)):
            chain = [self.strengths[a, b] for a, b in pairwise(nodes)]
            return phrases.chain(words, chain)
        middle = phrases.list_words(words[1:-1]) or words[0]
        return phrases.say("path.active", evidence=words[0], outcome=words[-1], mediators=middle)

    def contributions(self) -> tuple[FindingEffect, ...]:
        """Return what each finding adds to the best outcome."""
        asked = self.asked

        def answering(codes: np.ndarray, values: np.ndarray) -> np.ndarray:
            return asked.probabilities(codes, values)

        found = contributions(asked.codes, asked.values, asked.best, answering)
        return tuple(self._effect(item.variable, item.log_odds) for item in found)

    def _effect(self, variable: int, log_odds: float) -> FindingEffect:
        asked = self.asked
        p = float(asked.answer[asked.best])
        without = p / (p + (1.0 - p) * np.exp(log_odds)) if p > 0 else 0.0
        points = 100.0 * (p - without)
        kind = (
            "neutral" if abs(points) < _NEUTRAL_POINTS else "supports" if points > 0 else "against"
        )
        values: dict[str, str] = {"finding": asked.name(variable), "state": asked.seen(variable)}
        if kind != "neutral":
            size = abs(round(points))
            values |= {
                "outcome": asked.outcome(asked.best),
                "points": asked.phrases.say("finding.points", value=size, count=size),
            }
        sentence = asked.phrases.say(f"finding.{kind}", **values)
        return FindingEffect(asked.variable(variable).name, sentence, log_odds)

    def would_change(self) -> tuple[WouldChange, ...]:
        """Return single changes of findings that lead to another answer."""
        asked = self.asked
        if asked.fused.conflict[0]:
            return ()
        tried = [
            (index, state, float(asked.fitted.numbers[index, state]))
            for index, variable in enumerate(asked.fitted.engine.vocabulary)
            if index != asked.target and variable.role is not Role.LATENT and variable.changeable
            for state in range(len(variable.states))
        ]
        found = changes(asked.codes, asked.values, tried, asked.probabilities)
        return tuple(self._change(item) for item in found)

    def _change(self, change: Change) -> WouldChange:
        asked = self.asked
        sure = change.probability >= asked.fitted.trust.certificate.threshold
        words: dict[str, str] = {
            "finding": asked.name(change.variable),
            "state": asked.state(change.variable, change.state),
            "outcome": asked.outcome(change.outcome),
            "percent": percent(change.probability),
        }
        if change.observed:
            words["old"] = asked.seen(change.variable)
        kind = "flip" if change.observed else "turn_out"
        text = asked.phrases.say(f"change.{kind}" if sure else f"change.{kind}_unsure", **words)
        variable, target = asked.variable(change.variable), asked.variable(asked.target)
        return WouldChange(
            variable.name,
            variable.states[change.state],
            target.states[change.outcome],
            change.probability,
            change.observed,
            text,
        )

    @cached_property
    def candidates(self) -> tuple[Candidate, ...]:
        """All questions that the domain has."""
        vocabulary, numbers = self.asked.fitted.engine.vocabulary, self.asked.fitted.numbers
        typical = {
            index: [float(n) for n in numbers[index, : len(variable.states)]]
            for index, variable in enumerate(vocabulary)
            if variable.numeric
        }
        return candidates_of(vocabulary, typical)

    @cached_property
    def questions(self) -> tuple[Question, ...]:
        """The open questions, the best first; none in a conflict."""
        asked = self.asked
        if asked.fused.conflict[0]:
            return ()
        found = survey(asked.codes, asked.values, asked.marginals, asked.target, self.candidates)
        return tuple(q for q in found.questions if q.gain >= _LEAST_GAIN or q.mandatory)

    def next_question(self) -> NextQuestion | None:
        """Return the missing observation that would help most."""
        return self.question(self.questions[0]) if self.questions else None

    def question(self, question: Question) -> NextQuestion:
        """Return a question in words."""
        asked, variable = self.asked, self.asked.variable(question.variable)
        text = variable.question.get(asked.phrases.language) or asked.phrases.say(
            "question.default", finding=asked.name(question.variable)
        )
        now = float(asked.answer.max())
        before, after = percent(now), percent(min(1.0, now + max(question.value, 0.0)))
        if before != after:
            why = asked.phrases.say("question.why", now=before, then=after)
        else:
            bits, outcome = f"{question.gain / np.log(2.0):.2f}", asked.name(asked.target)
            why = asked.phrases.say("question.why_information", bits=bits, outcome=outcome)
        return NextQuestion(variable.name, variable.states, text, question.gain, question.cost, why)

    def conflict(self) -> ConflictReport | None:
        """Return what conflicts; None where nothing does."""
        asked = self.asked
        if not asked.fused.conflict[0]:
            return None
        found = self.reasons.conflict()
        names = {asked.variable(index).name for index in found.facts}
        facts = tuple(fact for fact in asked.facts if fact.variable in names)
        rules = tuple((self.reasons.place(rule), self.reasons.text(rule)) for rule in found.rules)
        said = asked.phrases.list_words([fact.reading for fact in facts])
        if rules:
            places = asked.phrases.list_words([place for place, _ in rules])
            text = asked.phrases.say("answer.conflict", facts=said, rules=places)
        else:
            text = asked.phrases.say("answer.conflict_graph", facts=said)
        if not found.smallest:
            text = f"{text} {asked.phrases.say('answer.conflict_greedy')}"
        return ConflictReport(facts, rules, text)

    def summary(self, answer: Answer) -> str:
        """Return the answer in one or two sentences."""
        if answer.conflict is not None:
            return answer.conflict.sentence
        asked, best = self.asked, answer.outcomes[0]
        if answer.abstains:
            question = answer.next_question
            ask = (
                f" {asked.phrases.say('question.ask', question=question.text)}" if question else ""
            )
            return f"{answer.reason}{ask}"
        return asked.phrases.say(
            "answer.confident", outcome=best.reading, confidence=percent(answer.confidence)
        )
