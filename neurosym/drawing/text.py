"""Text in a picture: how wide it is, where it breaks, and how it is made safe for markup.

A picture is drawn without a browser at hand, so widths come from a table: the advance widths of
the Helvetica family, in thousandths of the font size, which Arial and Liberation Sans share.
"""

import re
from html import escape

_NARROW = "!'(),-./:;I[]`fijlrt| "
_WIDE = "%@MWm\N{EM DASH}\N{HORIZONTAL ELLIPSIS}"
_UPPER = re.compile(r"[A-Z&+<=>~]")
_BOLD = 1.06
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_BREAK = re.compile(r"(?<=[_/\-])|(?<=[a-z0-9])(?=[A-Z][a-z])|(?<=\s)")
_WIDE_CHARACTER = 0x2E80  # CJK radicals and all beyond them fill a square
_ELLIPSIS = "\N{HORIZONTAL ELLIPSIS}"


def text_width(text: str, size: float, *, bold: bool = False) -> float:
    """Width of a line of text in pixels, at most a few per cent too large.

    Args:
        text: One line.
        size: Font size in pixels.
        bold: Whether it is set in bold.

    Returns:
        The width in pixels.

    Example:
        >>> text_width("lung", 10)
        18.9
    """
    total = sum(_em(character) for character in text)
    return round(total * size * (_BOLD if bold else 1.0), 3)


def _em(character: str) -> float:
    if ord(character) >= _WIDE_CHARACTER:
        return 1.0
    if character in _NARROW:
        return 0.222 if character in "ijl'|" else 0.333
    if character in _WIDE:
        return 0.945
    return 0.7 if _UPPER.match(character) else 0.556


def wrap(text: str, width: float, size: float, *, lines: int = 2, bold: bool = False) -> list[str]:
    """Break a label into lines no wider than a box; what does not fit ends in an ellipsis.

    Lines break at blanks, after ``_``, ``/`` and ``-``, and before a capital inside a word.

    Args:
        text: The label.
        width: Room in pixels.
        size: Font size in pixels.
        lines: The most lines there may be.
        bold: Whether it is set in bold.

    Returns:
        At least one line, at most ``lines``.

    Example:
        >>> wrap("HypoxiaInO2", 60, 13)
        ['Hypoxia', 'InO2']
    """
    pieces = _pieces(text, width, size, bold=bold)
    rows: list[str] = [""]
    for piece in pieces:
        if rows[-1] and text_width((rows[-1] + piece).rstrip(), size, bold=bold) > width:
            rows.append("")
        rows[-1] += piece
    if len(rows) > lines:
        rest = "".join(rows[lines - 1 :]).strip()
        rows = [*rows[: lines - 1], _shorten(rest, width, size, bold=bold)]
    return [row.strip() for row in rows]


def _pieces(text: str, width: float, size: float, *, bold: bool) -> list[str]:
    """Parts of a text between which a line may end; wide scripts may break anywhere."""
    pieces: list[str] = []
    for piece in (p for p in _BREAK.split(text) if p):
        if any(ord(character) >= _WIDE_CHARACTER for character in piece):
            pieces.extend(piece)
        elif text_width(piece.strip(), size, bold=bold) > width:
            pieces.append(_shorten(piece.strip(), width, size, bold=bold, always=False))
        else:
            pieces.append(piece)
    return pieces


def _shorten(text: str, width: float, size: float, *, bold: bool, always: bool = True) -> str:
    """The longest beginning of a text that fits with an ellipsis after it."""
    if not always and text_width(text, size, bold=bold) <= width:
        return text
    kept = text.rstrip(_ELLIPSIS)
    while len(kept) > 1 and text_width(kept + _ELLIPSIS, size, bold=bold) > width:
        kept = kept[:-1].rstrip()
    return kept + _ELLIPSIS


def share_text(share: float) -> str:
    """A probability as a table shows it: one decimal, and never a rounded 0 or 100.

    Example:
        >>> [share_text(p) for p in (0.0, 0.0002, 0.5, 0.9999, 1.0)]
        ['0.0%', '<0.1%', '50.0%', '>99.9%', '100.0%']
    """
    smallest = 0.001
    if 0.0 < share < smallest:
        return "<0.1%"
    if 1.0 - smallest < share < 1.0:
        return ">99.9%"
    return f"{share:.1%}"


def printable(text: str) -> str:
    r"""Text without characters that steer a terminal or turn the order of writing.

    Example:
        >>> printable("a\x1b[2Jb")
        'a[2Jb'
    """
    return _CONTROL.sub("", text)


def safe(text: str) -> str:
    """Text made safe inside markup and inside a quoted attribute."""
    return escape(printable(text), quote=True)


def number(value: float) -> str:
    """A coordinate with at most one decimal, so that pictures are short and repeatable."""
    text = f"{value:.1f}".removesuffix(".0")
    return "0" if text == "-0" else text
