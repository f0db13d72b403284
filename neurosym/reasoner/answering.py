"""From the figures of one case to its answer: outcomes, guarantee, and why it abstains."""

import hashlib

import numpy as np

from neurosym.cases.case import Finding
from neurosym.cases.vocabulary import Vocabulary
from neurosym.explanation.answer import Answer, Fact, Outcome
from neurosym.explanation.reading import state_word, variable_word
from neurosym.packs import Pack
from neurosym.phrases import percent
from neurosym.reasoner.asked import Asked
from neurosym.reasoner.viewing import Viewing

_UNUSUAL = 0.02


def answer_to(asked: Asked, pack: Pack) -> Answer:
    """Return the answer to a case; its parts are worked out when they are first read."""
    trusted = asked.trusted
    conflict = bool(asked.fused.conflict[0])
    order = np.argsort(-trusted.probabilities[0], kind="stable")
    missing = _missing(asked)
    return Answer(
        pack=pack.name,
        target=pack.target,
        facts=asked.facts,
        outcomes=tuple(_outcome(asked, int(state)) for state in order),
        confidence=0.0 if conflict else float(trusted.confidence[0]),
        abstains=not bool(trusted.answers[0]) or bool(missing),
        reason=_reason(asked, missing),
        guarantee=_guarantee(asked),
        path_confidence=float(trusted.path_confidence[0]),
        typicality=float(trusted.typicality[0]),
        notes=_notes(asked, pack),
        source=Viewing(asked),
    )


def fact_of(finding: Finding, vocabulary: Vocabulary) -> Fact:
    """Return a finding in words."""
    variable = vocabulary.find(finding.variable)
    source = "" if finding.source is None else str(finding.source)
    if finding.value is None:
        state, said = finding.state, state_word(variable, finding.state)
    else:
        state = f"{finding.value:g}"
        said = f"{state}{variable.unit and ' ' + variable.unit}"
    return Fact(variable.name, state, f"{variable_word(variable)}: {said}", source)


def _outcome(asked: Asked, state: int) -> Outcome:
    return Outcome(
        asked.variable(asked.target).states[state],
        asked.outcome(state),
        float(asked.answer[state]),
        float(asked.fused.probabilities[0, state]),
        float(asked.fused.network[0, state]),
        float(asked.fused.belief[0, state]),
        bool(asked.trusted.inside[0, state]),
    )


def _missing(asked: Asked) -> tuple[str, ...]:
    return tuple(
        asked.name(index)
        for index, variable in enumerate(asked.fitted.engine.vocabulary)
        if variable.mandatory and asked.codes[index] < 0 and index != asked.target
    )


def _reason(asked: Asked, missing: tuple[str, ...]) -> str:
    """Why there is no outcome; empty where there is one."""
    say = asked.phrases.say
    if asked.fused.conflict[0]:
        return say("answer.conflict_headline")
    if missing:
        words = asked.phrases.list_words(list(missing))
        return say("answer.missing", findings=words, count=len(missing))
    if asked.trusted.answers[0]:
        return ""
    return say(
        "answer.unsure",
        outcome=asked.outcome(asked.best),
        confidence=percent(float(asked.answer.max())),
        threshold=percent(asked.fitted.trust.certificate.threshold),
    )


def _guarantee(asked: Asked) -> str:
    """What is guaranteed of prediction set and answers, in words."""
    say, trust = asked.phrases.say, asked.fitted.trust
    inside = [asked.outcome(int(s)) for s in np.flatnonzero(asked.trusted.inside[0])]
    words = asked.phrases.list_words(inside)
    kind = "set.one" if len(inside) == 1 else "set.many"
    holds = say(kind, outcomes=words, count=len(inside))
    aimed = percent(trust.sets.set_coverage)
    covers = say("set.guarantee" if trust.exact else "set.approximate", coverage=aimed)
    certificate = trust.certificate
    error, sure = percent(certificate.error_level), percent(certificate.confidence_level)
    if certificate.certified:
        count = certificate.answered
        told = say("certificate.certified", error=error, confidence=sure, count=count)
    elif trust.exact:
        count = certificate.cases
        told = say("certificate.failed", error=error, confidence=sure, count=count)
    else:
        told = say("certificate.not_reserved", error=error)
    return f"{holds} {covers} {told}"


def _notes(asked: Asked, pack: Pack) -> tuple[str, ...]:
    notes = []
    usual = float(asked.trusted.typicality[0])
    if usual < _UNUSUAL and len(asked.facts):
        notes.append(asked.phrases.say("outlier.note", percent=percent(usual)))
    if _rules_changed(asked, pack):
        notes.append(asked.phrases.say("about.rules_changed"))
    return tuple(notes)


def _rules_changed(asked: Asked, pack: Pack) -> bool:
    """Whether the pack's rules are no longer those that it was fitted with."""
    texts = [path.read_text(encoding="utf-8") for path in pack.rule_files]
    digest = hashlib.sha256("\0".join(texts).encode()).hexdigest()
    return digest != asked.fitted.provenance.get("rules", digest)
