"""The few words that pictures and pages say by themselves, in English unless others are given.

Sentences about a case come from ``neurosym.phrases``; a language's file there has a table
``[words]`` with exactly these names, so ``Words(**phrases.section("words"))`` translates a page.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Words:
    """Headings, legend entries and column titles; each attribute is the English text."""

    about: str = "About this answer"
    after_rules: str = "Answer"
    against: str = "speaks against"
    answer: str = "Answer"
    before_rules: str = "Causal network alone"
    both_graphs: str = "in both"
    calibrated: str = "calibrated confidence"
    causal_graph: str = "Why: the causal path"
    changes: str = "What would change the answer"
    comparison: str = "Learned and published graph"
    confidence: str = "Confidence"
    contributions: str = "What each finding adds"
    count: str = "Cases"
    evidence: str = "finding"
    excluded: str = "excluded"
    findings: str = "Findings"
    found_right: str = "Share that was right"
    graph_note: str = "wider = stronger"
    highlighted: str = "path of this answer"
    in_set: str = "in the prediction set"
    latent: str = "never observed"
    learned: str = "learned"
    learned_only: str = "learned only"
    mediator: str = "mediator"
    next_question: str = "What to ask next"
    observed: str = "observed in this case"
    outcome: str = "Outcome"
    outcomes: str = "Outcomes"
    perfect: str = "perfectly calibrated"
    probability: str = "Probability"
    proof: str = "Proof"
    published: str = "published"
    published_only: str = "published only"
    report: str = "report"
    reversed_edge: str = "reversed"
    rule_text: str = "as written"
    said: str = "Confidence that was stated"
    side_by_side: str = "Side by side"
    skip: str = "Skip to the answer"
    step_computed: str = "computed"
    step_fact: str = "fact"
    step_negation: str = "absent"
    step_rule: str = "rule"
    step_open: str = "unknown"
    step_state: str = "finding"
    step_test: str = "compared"
    supports: str = "speaks for"
    target: str = "outcome asked for"
    undirected: str = "direction not known"


ENGLISH = Words()
