"""What fitting has made of the rules: strengths and thresholds, as written or as learned."""

from dataclasses import dataclass

from neurosym.logic.thresholds import learnable_tests
from neurosym.phrases import Phrases
from neurosym.reasoner.fitted import Fitted

_NOTHING = 0.005
"""A learned strength below this is shown as 0.00: the rule adds nothing."""


@dataclass(frozen=True, slots=True)
class RuleStrength:
    """How much one constraint counts.

    Attributes:
        place: File and line.
        text: The rule as its author wrote it.
        strength: Share of its weight that a world loses by breaking it; 1 excludes the world.
        learned: Whether the strength was learned from cases.
        sentence: The same in words.
    """

    place: str
    text: str
    strength: float
    learned: bool
    sentence: str


@dataclass(frozen=True, slots=True)
class RuleReport:
    """What fitting has made of the rules.

    Attributes:
        strengths: The constraints, in the order of the rule files.
        comparisons: Comparisons whose threshold was learned, with what was learned.
    """

    strengths: tuple[RuleStrength, ...]
    comparisons: tuple[str, ...]

    def learned(self) -> tuple[str, ...]:
        """Return a sentence for everything that was learned."""
        return tuple(rule.sentence for rule in self.strengths if rule.learned) + self.comparisons


def rule_report(fitted: Fitted, phrases: Phrases) -> RuleReport:
    """Return what a fitted reasoner counts its rules for."""
    ground, strengths = fitted.ground, fitted.engine.strengths
    found: dict[int, RuleStrength] = {}
    for factor, strength in zip(fitted.engine.factors.constraints, strengths, strict=True):
        if factor.clause in found:
            continue
        clause = ground.clauses[factor.clause]
        place = f"{clause.position.file}:{clause.position.line}"
        learned = factor.learnable and not factor.hard
        sentence = _sentence(phrases, place, float(strength), learned=learned)
        found[factor.clause] = RuleStrength(place, clause.text, float(strength), learned, sentence)
    comparisons = tuple(
        phrases.say("proof.learned_threshold", comparison=ground.leaves[atom].text)
        for atom in learnable_tests(ground)
        if fitted.thresholds
    )
    return RuleReport(tuple(found[clause] for clause in sorted(found)), comparisons)


def _sentence(phrases: Phrases, place: str, strength: float, *, learned: bool) -> str:
    if learned and strength < _NOTHING:
        return phrases.say("proof.adds_nothing", rule=place)
    kind = "learned_strength" if learned else "given_strength"
    return f"{place}: {phrases.say(f'proof.{kind}', strength=f'{strength:.2f}')}"
