"""The page about one answer: one HTML file that needs nothing else, on paper or on a phone.

No script, no font, no picture is fetched; colours follow the reader's choice of light or dark.
``answer_fragment`` is the same content for a notebook, its style kept to itself.
"""

import math
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from neurosym.drawing.bars import contribution_bars, outcome_table
from neurosym.drawing.comparison import draw_comparison, draw_side_by_side
from neurosym.drawing.graph import draw_graph
from neurosym.drawing.text import number, safe, share_text
from neurosym.drawing.tree import proof_html
from neurosym.drawing.view import AnswerView, Question, Section


@cache
def page_style() -> str:
    """The style sheet of pages and fragments; every rule in it is about ``.ns`` and below."""
    return Path(__file__).with_name("page.css").read_text(encoding="utf-8")


def draw_page(
    title: str, sections: Sequence[Section], *, head: str = "", foot: str = "", language: str = "en"
) -> str:
    """Put sections into a whole HTML document.

    Args:
        title: Title of the document.
        sections: Its parts, each under a heading of its own.
        head: Content above the sections, trusted; a heading with the title if empty.
        foot: Content below them, trusted.
        language: Language of the text.

    Returns:
        The document.
    """
    top = head or f'<header class="top"><h1 class="title">{safe(title)}</h1></header>'
    end = f"<footer>{foot}</footer>" if foot else ""
    return (
        f'<!DOCTYPE html>\n<html lang="{safe(language)}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="color-scheme" content="light dark">\n'
        f"<title>{safe(title)}</title>\n<style>{_BODY}{page_style()}</style>\n</head>\n"
        f'<body>\n<div class="ns ns-page">{top}<main id="main">{_sections(sections)}</main>{end}'
        "</div>\n</body>\n</html>\n"
    )


_UNFOLDED = 3  # parts of a fragment that are open at first

_BODY = (
    "body{margin:0}@media screen{html{background:#f3f5f7}}"
    "@media screen and (prefers-color-scheme:dark){html{background:#0e1318}}"
)


def answer_page(view: AnswerView) -> str:
    """The whole page about one answer.

    Args:
        view: What it shows.

    Returns:
        An HTML document without outside resources.
    """
    skip = f'<a class="skip" href="#main">{safe(view.words.skip)}</a>'
    foot = f"<p>{safe(view.disclaimer)}</p>" if view.disclaimer else ""
    return draw_page(
        f"{view.headline} \N{MIDDLE DOT} {view.title}",
        _answer_sections(view),
        head=skip + _header(view) + _answer(view),
        foot=foot,
        language=view.language,
    )


def answer_fragment(view: AnswerView) -> str:
    """The same content for a notebook cell: compact, folded, its style kept to itself.

    Args:
        view: What it shows.

    Returns:
        A ``<div>`` element.
    """
    parts = [
        f"<details{' open' * (k < _UNFOLDED)}><summary>{safe(section.title)}</summary>"
        f"{section.html}</details>"
        for k, section in enumerate(_answer_sections(view))
    ]
    foot = f'<p class="soft">{safe(view.disclaimer)}</p>' if view.disclaimer else ""
    return (
        f'<div class="ns ns-fragment" lang="{safe(view.language)}"><style>{page_style()}</style>'
        f"{_header(view, 'h3')}{_answer(view)}{''.join(parts)}{foot}</div>"
    )


def _sections(sections: Sequence[Section]) -> str:
    return "".join(
        f'<section aria-labelledby="part-{k}"><h2 id="part-{k}">{safe(part.title)}</h2>'
        f"{part.html}</section>"
        for k, part in enumerate(sections)
    )


def _header(view: AnswerView, tag: str = "h1") -> str:
    case = f'<p class="case">{safe(view.case)}</p>' if view.case else ""
    chips = "".join(
        f'<li class="chip {chip.side}"><span>{safe(chip.name)}</span> '
        f"<b>{safe(chip.state)}</b></li>"
        for chip in view.findings
    )
    found = f'<ul class="chips" aria-label="{safe(view.words.findings)}">{chips}</ul>'
    title = f'<{tag} class="title">{safe(view.title)}</{tag}>'
    return f'<header class="top">{title}{case}{found if chips else ""}</header>'


def _answer(view: AnswerView) -> str:
    """The card with the outcome, its confidence, the guarantee and the warnings."""
    parts = [f'<p class="kicker">{safe(view.words.answer)}</p>']
    parts.append(f'<p class="headline">{safe(view.headline)}</p>')
    parts.append(f'<p class="sentence">{safe(view.sentence)}</p>')
    if view.question is not None and not view.decided:
        parts.append(f'<p class="ask">{safe(view.question.text)}</p>')
    if view.guarantee:
        parts.append(f'<p class="soft">{safe(view.guarantee)}</p>')
    parts.extend(f'<p class="warning">{safe(note)}</p>' for note in view.notes)
    state = "decided" if view.decided else "open"
    return (
        f'<div class="answer {state}" role="group" aria-label="{safe(view.words.answer)}">'
        f"{_ring(view)}<div>{''.join(parts)}</div></div>"
    )


def _ring(view: AnswerView) -> str:
    radius = 52.0
    length = 2 * math.pi * radius
    share = min(max(view.confidence, 0.0), 1.0)
    name = f"{view.words.calibrated}: {view.confidence_text}"
    circle = f'cx="64" cy="64" r="{number(radius)}"'
    return (
        f'<svg class="ring" viewBox="0 0 128 128" role="img" aria-label="{safe(name)}">'
        f'<circle class="track" {circle}/><circle class="value" {circle} '
        f'stroke-dasharray="{number(share * length)} {number(length)}" '
        f'transform="rotate(-90 64 64)"/><text x="64" y="68">{safe(view.confidence_text)}</text>'
        f'<text class="small" x="64" y="86">{safe(view.words.confidence)}</text></svg>'
    )


def _answer_sections(view: AnswerView) -> list[Section]:
    """The parts that have content, in the order in which a reader asks for them."""
    words = view.words
    question = Section(words.next_question, _question(view.question) if view.question else "")
    proof = f"<p>{safe(view.proof_summary)}</p>" if view.proof_summary else ""
    found = [
        Section(words.outcomes, _outcomes(view)),
        Section(words.proof, proof + proof_html(view.proof, words=words)),
        Section(words.causal_graph, _graph(view)),
        Section(words.contributions, _contributions(view)),
        Section(words.changes, _changes(view)),
        question,
        Section(words.comparison, _comparison(view)),
        *view.sections,
        Section(words.about, _about(view)),
    ]
    if not view.decided:
        found.remove(question)
        found.insert(0, question)
    return [section for section in found if section.html]


def _outcomes(view: AnswerView) -> str:
    if not view.outcomes:
        return ""
    table = outcome_table(view.outcomes, words=view.words)
    key = f'<p class="soft"><span class="mark in-set"></span>{safe(view.words.in_set)}</p>'
    return table + (key if any(row.in_set for row in view.outcomes) else "")


def _graph(view: AnswerView) -> str:
    said = "".join(f"<li>{safe(path)}</li>" for path in view.paths)
    text = f'<ul class="paths">{said}</ul>' if said else ""
    if view.graph is None:
        return text
    return text + _scrolled(draw_graph(view.graph, words=view.words))


def _comparison(view: AnswerView) -> str:
    if view.comparison is None:
        return ""
    words = view.words
    both = draw_comparison(view.comparison, words=words)
    pair = draw_side_by_side(view.comparison, words=words)
    figures = "".join(
        f"<figure><figcaption>{safe(name)}</figcaption>{_scrolled(svg)}</figure>"
        for name, svg in zip((words.learned, words.published), pair, strict=True)
    )
    summary = f"<p>{safe(view.comparison_summary)}</p>" if view.comparison_summary else ""
    return (
        f'{summary}{_scrolled(both)}<details class="pair"><summary>'
        f"{safe(words.side_by_side)}</summary>{figures}</details>"
    )


def _scrolled(svg: str) -> str:
    """A picture that a narrow window shows in part; the keyboard moves it as well."""
    return f'<div class="scroll" tabindex="0">{svg}</div>'


def _contributions(view: AnswerView) -> str:
    return contribution_bars(view.contributions, words=view.words) if view.contributions else ""


def _changes(view: AnswerView) -> str:
    rows = "".join(
        f'<li class="{"flips" if change.flips else "keeps"}"><span class="what">'
        f"{safe(change.finding)}</span><span><s>{safe(change.old)}</s> "
        f'\N{RIGHTWARDS ARROW} <b>{safe(change.new)}</b></span><span class="then">'
        f"{safe(change.outcome)} <b>{safe(share_text(change.probability))}</b></span></li>"
        for change in view.changes
    )
    return f'<ul class="changes">{rows}</ul>' if rows else ""


def _question(question: Question) -> str:
    parts = [f'<p class="question">{safe(question.text)}</p>']
    parts += [f"<p>{safe(question.why)}</p>"] if question.why else []
    replies = "".join(
        f'<li><b>{safe(reply.state)}</b> <span class="soft">{safe(share_text(reply.probability))}'
        f'</span><span class="then">{safe(reply.outcome)} '
        f"<b>{safe(share_text(reply.outcome_probability))}</b></span></li>"
        for reply in question.replies
    )
    parts += [f'<ul class="replies">{replies}</ul>'] if replies else []
    others = "".join(f"<li>{safe(other)}</li>" for other in question.others)
    parts += [f'<ul class="soft">{others}</ul>'] if others else []
    return "".join(parts)


def _about(view: AnswerView) -> str:
    rows = "".join(f"<dt>{safe(name)}</dt><dd>{safe(value)}</dd>" for name, value in view.about)
    return f"<dl>{rows}</dl>" if rows else ""
