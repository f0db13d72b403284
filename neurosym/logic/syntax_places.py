"""Where a syntax error is for the author, and what it asks for.

SWI-Prolog points at the word that it cannot fit in. Where a full stop is missing that is in the
next clause, lines below; where a bracket is not closed, at the full stop.
"""

import re

from neurosym.logic.syntax import Source

_SENTENCES = {
    "operator_expected": "an operator, a comma or the full stop is missing here",
    "operator_clash": "two operators clash here: a full stop or a comma is missing before it",
    "operator_balance": "an operator lacks an argument here; complete it or remove it",
    "cannot_start_term": "no term can start here; look for a missing argument or bracket",
    "cannot_start": "no term can start here; look for a missing argument or bracket",
    "end_of_clause": "the clause ends too early; complete it before the full stop",
    "end_of_clause_expected": "the clause should end here; put a full stop or an operator",
    "end_of_file": "the file ends inside a clause; add the missing full stop or bracket",
    "illegal_number": "this is no number; correct its digits",
    "undefined_char_escape": "unknown escape after a backslash; write \\\\ for a backslash",
    "end_of_file_in_quoted": "a quote is opened in this clause and never closed; close it",
    "end_of_file_in_block_comment": "a comment /* is never closed; add */",
}
_STOP = "the full stop of this clause is missing; add it here"
_BRACKET = "a bracket that is opened in this clause is not closed; close it"
_MAY_LACK_STOP = frozenset({"operator_expected", "operator_clash", "operator_balance"})
_COMMENT = re.compile(r"(?:'(?:[^'\\]|''|\\.)*'|\"(?:[^\"\\]|\\.)*\"|0'.|[^%])*?(?=\s*(?:%|\Z))")
_BLOCK = re.compile(r"/\*.*?\*/", re.DOTALL)
_GOES_ON = tuple(",;|([{<>=+-*/\\^~?@#&:$.")


def syntax_fault(reason: str, source: Source, offset: int) -> tuple[int, str]:
    """Return the place of a syntax error, as a character offset, and its sentence.

    Args:
        reason: SWI-Prolog's word for it.
        source: The file.
        offset: Where SWI-Prolog stopped.
    """
    name = reason.partition("(")[0]
    if name in _MAY_LACK_STOP:
        stop = _missing_stop(source, offset)
        if stop is not None:
            return stop, f"syntax error: {_STOP}"
    if name == "operator_expected" and re.match(r"\.(\s|\Z)", source.text[offset : offset + 2]):
        return offset, f"syntax error: {_BRACKET}"
    sentence = _SENTENCES.get(name) or f"{name.replace('_', ' ')}; correct the clause"
    return offset, f"syntax error: {sentence}"


def _missing_stop(source: Source, offset: int) -> int | None:
    """Return the place behind the clause above the one at an offset, if that has no full stop.

    A clause starts at the first column of a line.
    """
    lines = _BLOCK.sub(lambda match: re.sub(r"[^\n]", " ", match.group()), source.text).split("\n")
    line = source.position(offset).line - 1
    while line > 0 and not re.match(r"[^\s%]", lines[line]):
        line -= 1
    above = line - 1
    while above >= 0 and not _code(lines[above]):
        above -= 1
    if above < 0:
        return None
    code = _code(lines[above])
    if code.endswith(_GOES_ON):
        return None
    return source.line_starts[above] + len(code)


def _code(line: str) -> str:
    """Return a line without its comment and the blanks before it."""
    match = _COMMENT.match(line)
    return match.group() if match else ""
