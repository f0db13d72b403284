"""Proofs and reasons why not as text for a terminal and as pages of their own."""

from collections.abc import Iterator
from dataclasses import dataclass

from neurosym.drawing.page import draw_page, page_style
from neurosym.drawing.text import printable, safe
from neurosym.drawing.tree import ProofStep, proof_html, proof_text
from neurosym.drawing.view import Section
from neurosym.drawing.words import Words
from neurosym.logic.proof_results import FactChange, Proofs, WhyNot
from neurosym.logic.proof_steps import distinct_steps
from neurosym.logic.proof_tree import Proof
from neurosym.logic.proof_words import StepWords, Telling
from neurosym.phrases import Phrases, percent

_UNFOLDED = 9
"""Levels of a tree that are open at first."""


@dataclass(frozen=True, slots=True)
class _Part:
    """A heading, and below it trees, each with a caption, or sentences alone."""

    heading: str
    trees: tuple[tuple[str, tuple[ProofStep, ...]], ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Report:
    """What is shown: a title, a summary, and parts."""

    title: str
    summary: str
    parts: tuple[_Part, ...]
    phrases: Phrases

    @property
    def words(self) -> Words:
        return Words(**self.phrases.section("words"))


def as_text(found: Proofs | WhyNot, language: str) -> str:
    """Return proofs, or why there is none, as text for a terminal."""
    return _as_text(_report(found, language))


def as_page(found: Proofs | WhyNot, language: str) -> str:
    """Return proofs, or why there is none, as a whole HTML document."""
    return _as_page(_report(found, language))


def as_fragment(found: Proofs | WhyNot, language: str) -> str:
    """Return proofs, or why there is none, as a fragment for a notebook."""
    return _as_fragment(_report(found, language))


def _report(found: Proofs | WhyNot, language: str) -> _Report:
    phrases = Phrases.load(language)
    if isinstance(found, Proofs):
        return _proof_report(found, phrases)
    return _why_report(found, phrases)


def _proof_report(proofs: Proofs, phrases: Phrases) -> _Report:
    words = StepWords(phrases)
    parts = []
    for number, proof in enumerate(proofs, 1):
        share = percent(proof.probability)
        heading = phrases.say("proving.number", number=str(number), percent=share)
        parts.append(_Part(heading, (("", words.trees(proof)),)))
    if not proofs.complete:
        parts.append(_Part(phrases.say("proving.early")))
    if proofs:
        summary = phrases.say("proving.found", count=len(proofs), goal=proofs.goal)
    else:
        summary = phrases.say("proving.none", goal=proofs.goal)
    return _Report(phrases.say("proving.title", goal=proofs.goal), summary, tuple(parts), phrases)


def _why_report(found: WhyNot, phrases: Phrases) -> _Report:
    parts = () if found.proved else (_attempts(found, phrases), _changes(found, phrases))
    title = phrases.say("why_not.title", goal=found.goal)
    shown = tuple(part for part in parts if part.trees or part.notes)
    return _Report(title, _why_summary(found, phrases), shown, phrases)


def _why_summary(found: WhyNot, phrases: Phrases) -> str:
    goal, probability = found.goal, found.probability
    if found.proved and probability is None:
        return phrases.say("why_not.proved_known", goal=goal)
    if probability is None:
        return phrases.say("why_not.unknown", goal=goal)
    if found.proved:
        return phrases.say("why_not.proved", goal=goal, percent=percent(probability))
    if probability > 0.0:
        return phrases.say("why_not.unlikely", goal=goal, percent=percent(probability))
    if any(attempt.proof.holds for attempt in found.attempts):
        return phrases.say("why_not.excluded", goal=goal)
    return phrases.say("why_not.fails", goal=goal)


def _attempts(found: WhyNot, phrases: Phrases) -> _Part:
    words = StepWords(phrases, Telling.ATTEMPT)
    weak = bool(found.attempts) and found.attempts[0].proof.holds
    trees = []
    for number, attempt in enumerate(found.attempts, 1):
        failing = phrases.say("why_not.and").join(_failing(step, words) for step in attempt.failing)
        caption = phrases.say("why_not.attempt", number=str(number), failing=failing)
        trees.append((caption, words.trees(attempt.proof)))
    none = "why_not.no_attempt" if found.complete else "why_not.no_attempt_yet"
    notes = () if trees else (phrases.say(none),)
    return _Part(phrases.say("why_not.weak" if weak else "why_not.attempts"), tuple(trees), notes)


def _changes(found: WhyNot, phrases: Phrases) -> _Part:
    words = StepWords(phrases, Telling.CHANGE)
    readings = {
        step.text: words.atom(step)
        for proof in (
            *(attempt.proof for attempt in found.attempts),
            *(change.proof for change in found.changes),
        )
        for step in distinct_steps(proof)
    }
    trees = []
    for number, change in enumerate(found.changes, 1):
        what = phrases.say("why_not.and").join(_changed(change, readings, phrases))
        caption = phrases.say("why_not.change", number=number, what=what, count=change.size)
        if change.probability is not None:
            share = percent(change.probability)
            caption = phrases.say("why_not.then", change=caption, percent=share)
        trees.append((caption, words.trees(change.proof)))
    heading = phrases.say("why_not.changes")
    return _Part(heading, tuple(trees), tuple(_change_notes(found, phrases)))


def _change_notes(found: WhyNot, phrases: Phrases) -> Iterator[str]:
    if not found.complete:
        yield phrases.say("why_not.early")
    elif not found.changes and found.changeable:
        predicates = phrases.list_words(found.changeable)
        yield phrases.say("why_not.no_change", predicates=predicates)
    elif not found.changes:
        yield phrases.say("why_not.no_facts")


def _failing(step: Proof, words: StepWords) -> str:
    sentence = words.sentence(step)
    return words.phrases.say("step.unlikely", fact=sentence) if step.holds else sentence


def _changed(change: FactChange, readings: dict[str, str], phrases: Phrases) -> Iterator[str]:
    """Yield each changed fact in words."""
    old = dict(change.replaced)
    for text in change.added:
        atom = text.removeprefix("\\+ ")
        fact = readings.get(text, atom)
        if text in old:
            before = readings.get(old[text], old[text])
            yield phrases.say("why_not.instead", fact=fact, old=before)
        else:
            yield phrases.say("why_not.add" if atom == text else "why_not.deny", fact=fact)
    for text in change.removed:
        yield phrases.say("why_not.remove", fact=readings.get(f"\\+ {text}", text))


def _as_text(report: _Report) -> str:
    blocks = [report.summary]
    for part in report.parts:
        lines = [part.heading]
        for caption, steps in part.trees:
            lines += [f"\n{caption}"] if caption else []
            lines.append(proof_text(steps, words=report.words))
        blocks.append("\n".join([*lines, *part.notes]))
    return printable("\n\n".join(blocks))


def _part_html(part: _Part, words: Words) -> str:
    trees = "".join(
        (f'<p class="caption">{safe(caption)}</p>' if caption else "")
        + proof_html(steps, unfolded=_UNFOLDED, words=words)
        for caption, steps in part.trees
    )
    return trees + "".join(f"<p>{safe(note)}</p>" for note in part.notes)


def _as_page(report: _Report) -> str:
    sections = [Section(part.heading, _part_html(part, report.words)) for part in report.parts]
    head = (
        f'<header class="top"><h1 class="title">{safe(report.title)}</h1>'
        f'<p class="case">{safe(report.summary)}</p></header>'
    )
    return draw_page(report.title, sections, head=head, language=report.phrases.language)


def _as_fragment(report: _Report) -> str:
    shown = "".join(
        f"<details open><summary>{safe(part.heading)}</summary>"
        f"{_part_html(part, report.words)}</details>"
        for part in report.parts
    )
    return (
        f'<div class="ns ns-fragment" lang="{safe(report.phrases.language)}">'
        f'<style>{page_style()}</style><p class="title">{safe(report.summary)}</p>{shown}</div>'
    )
