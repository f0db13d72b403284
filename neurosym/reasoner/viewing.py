"""An answer as a page, as a fragment of a notebook, and as text for a terminal."""

from collections.abc import Sequence

from neurosym.cases.variable import Role, Variable
from neurosym.drawing.bars import Contribution, OutcomeRow
from neurosym.drawing.graph import GraphView
from neurosym.drawing.page import answer_fragment
from neurosym.drawing.placement import GraphEdge, GraphNode, NodeRole
from neurosym.drawing.tree import ProofStep, StepKind, proof_text
from neurosym.drawing.view import AnswerView, Change, Chip, PossibleReply, Question
from neurosym.drawing.words import Words
from neurosym.explanation.answer import Answer, Reason, Step
from neurosym.phrases import Phrases, percent
from neurosym.reasoner.explaining import Explaining

_MOST_CHANGES = 6
_SPEAKS = 0.05
_SHOWN = 3


class Viewing(Explaining):
    """Works out the parts of an answer, and shows it."""

    def html(self, answer: Answer) -> str:
        """Return the answer as a fragment for a notebook."""
        return answer_fragment(self.view(answer))

    def text(self, answer: Answer) -> str:
        """Return the answer as text for a terminal."""
        return "\n".join(_text_parts(answer, self))

    def view(self, answer: Answer, title: str = "") -> AnswerView:
        """Return everything that a page shows of the answer.

        Args:
            answer: The answer.
            title: The page's title; empty for the domain's name.
        """
        phrases = self.asked.phrases
        return AnswerView(
            title=title or answer.pack,
            headline=self.headline(answer),
            sentence=answer.summary,
            confidence=answer.confidence,
            confidence_text=percent(answer.confidence),
            decided=not answer.abstains,
            findings=self._chips(answer),
            guarantee=answer.guarantee,
            notes=answer.notes,
            outcomes=self._rows(answer),
            contributions=self._contributions(answer),
            proof_summary=answer.proof.sentence,
            proof=tuple(reason_step(reason) for reason in answer.proof.reasons),
            graph=self.graph_view(),
            paths=tuple(path.sentence for path in self.paths()),
            changes=self._changes(answer),
            question=self._question(),
            language=phrases.language,
            words=Words(**phrases.section("words")),
        )

    def headline(self, answer: Answer) -> str:
        """Return the outcome, or that there is none."""
        if answer.conflict is not None:
            return self.asked.phrases.say("answer.conflict_headline")
        if answer.abstains:
            return self.asked.phrases.say("answer.unsure_headline")
        return answer.outcomes[0].reading

    def graph_view(self) -> GraphView:
        """Return the causal graph with the answer's paths."""
        asked, graph = self.asked, self.asked.fitted.graph
        nodes = tuple(self._node(i, v) for i, v in enumerate(asked.fitted.engine.vocabulary))
        paths = self.paths()
        steps = {(arrow.cause, arrow.effect) for path in paths for arrow in path.arrows}
        edges = tuple(
            GraphEdge(
                edge.cause,
                edge.effect,
                self.strengths[edge.cause, edge.effect],
                edge.confidence,
                directed=edge.direction != "unknown",
                label=f"{self.strengths[edge.cause, edge.effect]:.2f}"
                if (edge.cause, edge.effect) in steps
                else "",
                note=asked.phrases.say(
                    "arrow.note",
                    strength=f"{self.strengths[edge.cause, edge.effect]:.2f}",
                    confidence=percent(edge.confidence),
                ),
            )
            for edge in graph.edges
        )
        return GraphView(nodes, edges, tuple(path.nodes for path in paths))

    def _node(self, index: int, variable: Variable) -> GraphNode:
        asked = self.asked
        seen = bool(asked.codes[index] >= 0)
        row = asked.answer if index == asked.target else asked.fused.marginals[index][0]
        state, share = int(row.argmax()), float(row.max())
        known = asked.fused.conflict[0] or not share
        word = asked.seen(index) if seen else "" if known else asked.state(index, state)
        return GraphNode(
            variable.name,
            label=asked.name(index),
            role=_node_role(variable, index == asked.target),
            observed=seen,
            value=word,
            share=None if seen or known else share,
        )

    def _chips(self, answer: Answer) -> tuple[Chip, ...]:
        sides = {
            item.variable: "for" if item.log_odds > 0 else "against"
            for item in ([] if answer.conflict else answer.contributions)
            if abs(item.log_odds) > _SPEAKS
        }
        vocabulary = self.asked.fitted.engine.vocabulary
        chips = []
        for fact in answer.facts:
            index = vocabulary.index(fact.variable)
            side = sides.get(fact.variable)
            name, state = self.asked.name(index), self.asked.seen(index)
            if side == "for":
                chips.append(Chip(name, state, "for"))
            else:
                chips.append(Chip(name, state, "against" if side else ""))
        return tuple(chips)

    def _rows(self, answer: Answer) -> tuple[OutcomeRow, ...]:
        excluded = {r.outcome for r in answer.proof.reasons if r.effect == "excludes"}
        note = self.asked.phrases.section("words")["excluded"]
        return tuple(
            OutcomeRow(
                outcome.reading,
                outcome.probability,
                outcome.network,
                outcome.in_set,
                note if outcome.reading in excluded else "",
            )
            for outcome in answer.outcomes
        )

    def _contributions(self, answer: Answer) -> tuple[Contribution, ...]:
        if answer.conflict is not None:
            return ()
        vocabulary = self.asked.fitted.engine.vocabulary
        found = []
        for item in answer.contributions:
            index = vocabulary.index(item.variable)
            name = f"{self.asked.name(index)}: {self.asked.seen(index)}"
            found.append(Contribution(name, item.log_odds, f"{item.log_odds:+.2f}"))
        return tuple(found)

    def _changes(self, answer: Answer) -> tuple[Change, ...]:
        vocabulary = self.asked.fitted.engine.vocabulary
        target = vocabulary[self.asked.target]
        found = []
        for item in answer.would_change[:_MOST_CHANGES]:
            index = vocabulary.index(item.variable)
            new = self.asked.state(index, vocabulary[index].states.index(item.state))
            outcome = self.asked.outcome(target.states.index(item.outcome))
            old = self.asked.seen(index) if item.observed else "?"
            found.append(Change(self.asked.name(index), old, new, outcome, item.probability))
        return tuple(found)

    def _question(self) -> Question | None:
        if not self.questions:
            return None
        asked, best = self.asked, self.questions[0]
        said = self.question(best)
        replies = tuple(
            PossibleReply(
                asked.state(outcome.findings[0][0], outcome.findings[0][1]),
                outcome.probability,
                asked.outcome(outcome.answer),
                outcome.answer_probability,
            )
            for outcome in sorted(best.outcomes, key=lambda o: -o.probability)
        )
        others = tuple(self.question(other).text for other in self.questions[1:_SHOWN])
        return Question(said.text, said.sentence, replies, others)


def _node_role(variable: Variable, is_target: bool) -> NodeRole:
    if is_target:
        return NodeRole.TARGET
    if variable.role is Role.MEDIATOR:
        return NodeRole.MEDIATOR
    return NodeRole.LATENT if variable.role is Role.LATENT else NodeRole.EVIDENCE


def reason_step(reason: Reason) -> ProofStep:
    """Return a rule's part in the answer as a step that can be drawn."""
    proof = reason.proof
    return ProofStep(
        reason.sentence,
        StepKind.RIVAL if reason.effect == "excludes" else StepKind.RULE,
        proof.place,
        proof.source,
        children=tuple(_step(child) for child in proof.children),
    )


def _step(step: Step) -> ProofStep:
    known = step.probability >= 1.0
    kind = StepKind(step.kind)
    return ProofStep(
        step.sentence,
        StepKind.OPEN if kind is StepKind.STATE and not known else kind,
        step.place,
        step.source,
        probability=None if known else step.probability,
        children=tuple(_step(child) for child in step.children),
    )


def _text_parts(answer: Answer, viewing: Viewing) -> Sequence[str]:
    phrases = viewing.asked.phrases
    words = phrases.section("words")
    lines = [answer.summary, ""]
    if answer.conflict is not None:
        return [*lines, *(f"  {place}: {text}" for place, text in answer.conflict.rules)]
    lines += _outcome_lines(answer, words["outcomes"])
    lines += ["", f"{words['proof']}: {answer.proof.sentence}"]
    if answer.proof.reasons:
        steps = [reason_step(reason) for reason in answer.proof.reasons]
        lines.append(proof_text(steps, words=Words(**words)))
    if answer.facts:
        none = phrases.say("path.none", outcome=answer.outcomes[0].reading)
        lines += ["", f"{words['causal_graph']}:"]
        lines += [f"  {path.sentence}" for path in viewing.paths()] or [f"  {none}"]
        lines += ["", f"{words['contributions']}:"]
        lines += [f"  {item.sentence}" for item in answer.contributions]
    else:
        lines += ["", phrases.say("finding.none")]
    lines += ["", f"{words['changes']}:", *_change_lines(answer, phrases)]
    lines += ["", f"{words['next_question']}:", *_question_lines(answer, phrases)]
    lines += ["", answer.guarantee, *answer.notes]
    return lines


def _outcome_lines(answer: Answer, title: str) -> list[str]:
    width = max(len(outcome.reading) for outcome in answer.outcomes)
    return [
        f"{title}:",
        *(
            f"  {outcome.reading:<{width}}  {percent(outcome.probability):>6}"
            for outcome in answer.outcomes
        ),
    ]


def _change_lines(answer: Answer, phrases: Phrases) -> list[str]:
    found = [f"  {item.sentence}" for item in answer.would_change[:_MOST_CHANGES]]
    return found or [f"  {phrases.say('change.none')}"]


def _question_lines(answer: Answer, phrases: Phrases) -> list[str]:
    question = answer.next_question
    if question is None:
        return [f"  {phrases.say('question.none', outcome=answer.outcomes[0].reading)}"]
    return [f"  {question.text}", f"  {question.sentence}"]
