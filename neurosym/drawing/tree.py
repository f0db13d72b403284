"""A proof as a tree: for a page, folded and unfolded without any script, and for a terminal."""

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from neurosym.drawing.text import safe, share_text
from neurosym.drawing.words import ENGLISH, Words

_NARROWEST = 24


class StepKind(StrEnum):
    """What a step of a proof rests on; the kinds of ``logic.Proof``, an unknown state, a rival."""

    RULE = "rule"
    FACT = "fact"
    STATE = "state"
    OPEN = "open"
    TEST = "test"
    COMPUTED = "computed"
    NEGATION = "negation"
    RIVAL = "rival"


@dataclass(frozen=True, slots=True)
class ProofStep:
    """One step of a proof, as it is drawn.

    Attributes:
        sentence: What holds, in words.
        kind: What it rests on.
        place: Where it is written, ``"rules/child/child.pl:34"``; empty for a finding.
        clause: The rule as written; empty if there is none.
        source: Who says so: the literature that the rule cites.
        probability: Of the step, or None where it is certain or has none.
        children: What it follows from.
        fails: Whether it does not hold as things are.
    """

    sentence: str
    kind: StepKind = StepKind.RULE
    place: str = ""
    clause: str = ""
    source: str = ""
    probability: float | None = None
    children: tuple["ProofStep", ...] = ()
    fails: bool = False


_CROSS = "\N{BALLOT X}"


def proof_html(steps: Sequence[ProofStep], *, unfolded: int = 3, words: Words = ENGLISH) -> str:
    """A proof as nested lists that a reader folds and unfolds.

    Args:
        steps: Its roots.
        unfolded: How many levels are open at first.
        words: Names of the kinds of steps.

    Returns:
        A ``<ul>`` element; empty text if there are no steps.
    """
    if not steps:
        return ""
    items = "".join(f"<li>{_step_html(step, unfolded, words)}</li>" for step in steps)
    return f'<ul class="ns-proof">{items}</ul>'


def _step_html(step: ProofStep, unfolded: int, words: Words) -> str:
    place = f'<code class="place">{safe(step.place)}</code>' if step.place else ""
    share = "" if step.probability is None else f"<b>{safe(share_text(step.probability))}</b>"
    kind = f'<span class="kind {step.kind.value}">{safe(_kind(step, words))}</span>'
    cross = f'<b class="cross">{_CROSS}</b>' if step.fails else ""
    parts = (kind, cross, f"<span>{safe(step.sentence)}</span>", share, place)
    line = " ".join(part for part in parts if part)
    source = f'<p class="source">{safe(step.source)}</p>' if step.source else ""
    clause = (
        f'<details class="clause"><summary>{safe(words.rule_text)}</summary>'
        f"<pre>{safe(step.clause)}</pre>{source}</details>"
        if step.clause
        else source
    )
    body = clause + proof_html(step.children, unfolded=unfolded - 1, words=words)
    if not body:
        return f'<div class="step">{line}</div>'
    state = " open" if unfolded > 0 else ""
    return f'<details class="step"{state}><summary>{line}</summary>{body}</details>'


def _kind(step: ProofStep, words: Words) -> str:
    return {
        StepKind.RULE: words.step_rule,
        StepKind.FACT: words.step_fact,
        StepKind.STATE: words.step_state,
        StepKind.OPEN: words.step_open,
        StepKind.TEST: words.step_test,
        StepKind.COMPUTED: words.step_computed,
        StepKind.NEGATION: words.step_negation,
        StepKind.RIVAL: words.excluded,
    }[step.kind]


def proof_text(steps: Sequence[ProofStep], *, width: int = 96, words: Words = ENGLISH) -> str:
    """A proof for a terminal, its branches drawn with box-drawing characters.

    Args:
        steps: Its roots.
        width: Columns of the terminal; longer sentences are wrapped under themselves.
        words: Names of the kinds of steps.

    Returns:
        Lines without a last newline.

    Example:
        >>> shunt = ProofStep("blood shunts", place="heart.pl:3", probability=0.25)
        >>> print(proof_text([ProofStep("the child is blue", children=(shunt,))]))
        the child is blue  [rule]
        └─ blood shunts  [rule, heart.pl:3, 25.0%]
    """
    lines: list[str] = []
    for step in steps:
        _step_text(step, ("", ""), (width, words), lines)
    return "\n".join(lines)


def _step_text(
    step: ProofStep, prefix: tuple[str, str], options: tuple[int, Words], lines: list[str]
) -> None:
    """Append a step and all below it; the prefix is that of its first and of its other lines."""
    width, words = options
    first, other = prefix
    facts = [_kind(step, words)]
    facts += [step.place] if step.place else []
    facts += [] if step.probability is None else [share_text(step.probability)]
    stem = other + ("\N{BOX DRAWINGS LIGHT VERTICAL}  " if step.children else "   ")
    rows = textwrap.wrap(
        f"{f'{_CROSS} ' * step.fails}{step.sentence}  [{', '.join(facts)}]",
        max(width - len(stem), _NARROWEST),
        break_long_words=False,
        break_on_hyphens=False,
    )
    lines.append(first + rows[0])
    lines.extend(stem + row for row in rows[1:])
    corner = {
        True: "\N{BOX DRAWINGS LIGHT UP AND RIGHT}",
        False: "\N{BOX DRAWINGS LIGHT VERTICAL AND RIGHT}",
    }
    for k, child in enumerate(step.children):
        last = k == len(step.children) - 1
        turn = corner[last] + "\N{BOX DRAWINGS LIGHT HORIZONTAL} "
        below = "   " if last else "\N{BOX DRAWINGS LIGHT VERTICAL}  "
        _step_text(child, (other + turn, other + below), options, lines)
