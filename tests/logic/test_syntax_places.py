"""Syntax errors are where the author has to write something."""

import pytest

from neurosym.logic.checking import faults_of_text

STOP = "syntax error: the full stop of this clause is missing; add it here"
BRACKET = "syntax error: a bracket that is opened in this clause is not closed; close it"
MISSING = "syntax error: an operator, a comma or the full stop is missing here"


@pytest.mark.parametrize(
    ("text", "place", "sentence"),
    [
        ("a.\nb :- a   % why\n\n% next\n0.3::c :- a.\n", (2, 7), STOP),
        ("a.\nb :- a\nc.\n", (2, 7), STOP),
        ("a.\nb :- a\n\n/* next\n   part */\n\nc :- b.\n", (2, 7), STOP),
        ("a.\nb :-\n    a,\n    \\+ a\nquery(b).\n", (4, 9), STOP),
        ("a('100%')\nb.\n", (1, 10), STOP),
        ("a.\nb :- c(1.\nc(1).\n", (2, 9), BRACKET),
        ("a.\nb :-\n    c(1)\n    a.\nc(1).\n", (4, 5), MISSING),
        ("a.\nb :- a a.\n", (2, 8), MISSING),
        ("a.\nb :- a(1)a.\n", (2, 10), MISSING),
        ("b :-\na,\na a.\na.\n", (3, 3), MISSING),
    ],
)
def test_place_and_remedy(text: str, place: tuple[int, int], sentence: str) -> None:
    (fault,) = [f for f in faults_of_text(text) if f.code == "syntax"]
    assert ((fault.position.line, fault.position.column), fault.sentence) == (place, sentence)
