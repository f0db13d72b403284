"""What the rules say about one answer, with the proof of each."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from neurosym.explanation.answer import Proof, Reason, Step
from neurosym.explanation.conflict import Conflict, find_conflict
from neurosym.explanation.rules import (
    Influence,
    RuleView,
    body_steps,
    influences,
    plain_sentence,
)
from neurosym.logic.constraints import Constraint, gather_constraints
from neurosym.logic.ground_program import LeafKind, NumericTest
from neurosym.logic.numeric_tests import UNKNOWN, as_cut, evaluate
from neurosym.reasoner.asked import Asked
from neurosym.steering.rule_factors import RuleFactor

_MOST = 6
_LEAST = 1e-9
_LARGEST_FACTOR = 99.0


@dataclass(frozen=True)
class RuleReasons:
    """The rules that bear on an answer.

    Attributes:
        asked: The case and its answer.
    """

    asked: Asked

    @cached_property
    def factors(self) -> tuple[RuleFactor, ...]:
        """The rules as tables, in the order of the ground constraints."""
        return self.asked.fitted.engine.factors.constraints

    @cached_property
    def constraints(self) -> tuple[Constraint, ...]:
        """The ground constraints."""
        return gather_constraints(self.asked.fitted.ground)

    def proof(self) -> Proof:
        """Return what the rules say."""
        excluded = self._excluded()
        weighed = self._weighed()
        reasons = (*excluded.values(), *weighed)
        say, asked = self.asked.phrases.say, self.asked
        states = len(asked.answer)
        if excluded and len(excluded) == states - 1:
            outcome = asked.outcome(asked.best)
            return Proof("derivation", say("proof.summary_derived", outcome=outcome), reasons)
        if excluded:
            rivals = asked.phrases.list_words([asked.outcome(state) for state in excluded])
            text = say("proof.summary_excluded", rivals=rivals, count=len(excluded))
            return Proof("exclusion", text, reasons)
        if weighed:
            text = say("proof.summary_weighed", count=len(weighed))
            return Proof("none", f"{say('proof.no_rule')} {text}", reasons)
        return Proof("none", say("proof.no_rule"))

    def conflict(self) -> Conflict:
        """Return the smallest conflict of the case's facts and the rules."""
        return self._conflict(self.asked.codes)

    def place(self, rule: int) -> str:
        """Return file and line of a rule."""
        clause = self.asked.fitted.ground.clauses[self.constraints[rule].clause]
        return f"{clause.position.file}:{clause.position.line}"

    def text(self, rule: int) -> str:
        """Return a rule as its author wrote it."""
        return self.asked.fitted.ground.clauses[self.constraints[rule].clause].text

    def _conflict(self, codes: np.ndarray) -> Conflict:
        engine = self.asked.fitted.engine
        variables = len(engine.vocabulary)
        scopes = [[v for v in f.scope if v < variables] for f in self.factors]
        return find_conflict(codes, self.asked.values, engine.fusion.possible, scopes)

    def _excluded(self) -> dict[int, Reason]:
        """For each outcome that hard rules leave no world, the rule that excludes it."""
        asked = self.asked
        impossible = np.flatnonzero(
            (asked.fused.probabilities[0] <= 0) & (asked.fused.network[0] > 0)
        )
        found = {}
        for state in (int(s) for s in impossible):
            codes = asked.codes.copy()
            codes[asked.target] = state
            rules = self._conflict(codes).rules
            steps = [step for rule in rules if (step := self._step(rule, state)) is not None]
            if steps:
                found[state] = self._exclusion(state, rules, steps)
        return found

    def _exclusion(self, state: int, rules: Sequence[int], steps: list[Step]) -> Reason:
        say, rival = self.asked.phrases.say, self.asked.outcome(state)
        if len(steps) == 1:
            body = self._body(steps[0])
            text = say("proof.rival_excluded", rival=rival, rule=self.place(rules[0]), body=body)
            return Reason("excludes", rival, None, text, steps[0])
        text = say("proof.rival_excluded_by_many", rival=rival, count=len(steps))
        return Reason("excludes", rival, None, text, Step(text, "rival", children=tuple(steps)))

    def _weighed(self) -> list[Reason]:
        """The rules that move the odds of some outcomes, the weightiest first."""
        asked = self.asked
        if asked.fused.conflict[0]:
            return []
        states = len(asked.answer)
        views = [RuleView(c, self._against(f, states)) for c, f in self._pairs()]
        fused = asked.fused.probabilities[0]
        found = influences(views, [float(p) for p in fused], self._without())
        possible = (i for i in found if any(fused[state] > 0 for state in i.outcomes))
        reasons = (self._reason(influence) for influence in possible)
        return [reason for reason in reasons if reason is not None][:_MOST]

    def _pairs(self) -> list[tuple[Constraint, RuleFactor]]:
        return list(zip(self.constraints, self.factors, strict=True))

    def _against(self, factor: RuleFactor, states: int) -> frozenset[int]:
        if self.asked.target not in factor.scope:
            return frozenset()
        axis = factor.scope.index(self.asked.target)
        broken = np.moveaxis(factor.broken, axis, 0).reshape(states, -1).any(axis=1)
        found = frozenset(int(state) for state in np.flatnonzero(broken))
        return found if len(found) < states else frozenset()

    def _without(self) -> list[list[float]]:
        """The answer without each rule in turn."""
        engine, asked = self.asked.fitted.engine, self.asked
        beliefs = {engine.target: asked.fused.belief}
        found = engine.fusion.without_each_rule(
            asked.codes, asked.values, beliefs, engine.weight, engine.target
        )
        return [[float(p) for p in row] for row in found]

    def _reason(self, influence: Influence) -> Reason | None:
        asked, rule = self.asked, influence.rule
        likeliest = max(influence.outcomes, key=lambda state: asked.answer[state])
        step = self._step(rule, likeliest)
        if step is None:
            return None
        words = [asked.outcome(state) for state in influence.outcomes]
        outcome = asked.phrases.list_words(words, "or")
        kind = "supports" if influence.log_odds > 0 else "against"
        factor = min(float(np.exp(abs(influence.log_odds))), _LARGEST_FACTOR)
        text = asked.phrases.say(
            f"proof.{kind}",
            rule=self.place(rule),
            strength=asked.phrases.rule_word(1.0 - 1.0 / factor),
            outcome=outcome,
            body=self._body(step),
            factor=f"{factor:.2g}",
        )
        effect = "for" if influence.log_odds > 0 else "against"
        return Reason(effect, outcome, influence.log_odds, text, step)

    def _body(self, step: Step) -> str:
        """The body of a rule in words, without the outcome itself."""
        outcomes = {self._target_sentence(state) for state in range(len(self.asked.answer))}
        parts = [child.sentence for child in step.children if child.sentence not in outcomes]
        return self.asked.phrases.list_words(parts) or step.sentence

    def _target_sentence(self, state: int) -> str:
        variable = self.asked.variable(self.asked.target)
        atom = variable.atom(variable.states[state], self.asked.reader.constant)
        return self.asked.reader.say(atom.removeprefix("\\+ "))

    def _step(self, rule: int, state: int) -> Step | None:
        """Why the rule's body holds, supposing an outcome."""
        truth, probability = self._leaves(state)
        say = plain_sentence(
            self.asked.reader,
            lambda fact: self.asked.phrases.say("proof.negation", fact=fact),
        )
        ground, constraint = self.asked.fitted.ground, self.constraints[rule]
        step = body_steps(ground, constraint, truth, probability, say)
        if step is None:
            return None
        heading = f"{self.place(rule)}"
        return Step(
            heading, "rule", self.place(rule), self.text(rule), step.probability, step.children
        )

    def _leaves(self, state: int) -> tuple[dict[int, bool], dict[int, float]]:
        """Truth of the leaves that the case decides, and probability of all others."""
        truth: dict[int, bool] = {}
        probability: dict[int, float] = {}
        for atom, leaf in self.asked.fitted.ground.leaves.items():
            if leaf.kind is LeafKind.STATE:
                code = (
                    state if leaf.variable == self.asked.target else self.asked.codes[leaf.variable]
                )
                share = float(self.asked.fused.marginals[leaf.variable][0, leaf.state])
                if code >= 0:
                    truth[atom] = bool(code == leaf.state)
                if code < 0 or leaf.variable == self.asked.target:
                    probability[atom] = max(share, _LEAST)
            elif leaf.test is not None:
                outcome = int(evaluate(leaf.test, self.asked.values[None])[0])
                if outcome != UNKNOWN:
                    truth[atom] = bool(outcome)
                else:
                    probability[atom] = self._chance(leaf.test)
            else:
                probability[atom] = leaf.probability or 0.0
        return truth, probability

    def _chance(self, test: NumericTest) -> float:
        """How probable a comparison of a silent column is; next to nothing where no bin decides."""
        cut = as_cut(test)
        if cut is None:
            return _LEAST
        variable = self.asked.variable(cut.variable)
        if cut.threshold not in variable.cuts:
            return _LEAST
        first = variable.cuts.index(cut.threshold) + 1
        upper = float(self.asked.fused.marginals[cut.variable][0, first:].sum())
        return max(upper if cut.above else 1.0 - upper, _LEAST)
