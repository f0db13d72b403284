"""Reading rule files: places, faults, declarations, readings."""

import pytest

from neurosym.errors import PackPermissionError, RuleSyntaxError
from neurosym.logic.ground_program import ClauseKind
from neurosym.logic.program import Program
from neurosym.logic.reading import read_sources
from neurosym.logic.syntax import Reading, Severity, Source, SourceProgram

THREE_FAULTS = """\
fever(ann).
cough(ann :- sick(ann).
flu(X) :- fever(X), cough(X.
cold(X) :- fever(X) cough(X).
rash("ann).
last(ann).
"""


def read(text: str) -> SourceProgram:
    return read_sources([Source("r.pl", text)])


def test_clauses_with_places_kinds_and_comments() -> None:
    text = (
        "% head of the file\n\n%! why\n% more\n  fever(ann).\n0.3::a; 0.7::b :- c.\n"
        "c. 0.9::false :- a, b.\nx :- a,\n  b.\n"
    )
    program = read(text)
    places = [(c.position.line, c.position.column, c.kind) for c in program.clauses]
    assert places == [
        (5, 3, ClauseKind.FACT),
        (6, 1, ClauseKind.DISJUNCTION),
        (7, 1, ClauseKind.FACT),
        (7, 4, ClauseKind.CONSTRAINT),
        (8, 1, ClauseKind.RULE),
    ]
    assert program.clauses[0].comment == "why\nmore"
    assert program.clauses[3].text == "0.9::false :- a, b"
    assert program.clauses[3].strength == 0.9
    assert program.clauses[4].text == "x :- a,\n  b"


def test_all_syntax_errors_come_back_and_reading_goes_on() -> None:
    program = read(THREE_FAULTS)
    lines = [fault.position.line for fault in program.faults if fault.code == "syntax"]
    assert lines == [2, 3, 4, 5]
    assert {"fever/1", "last/1"} <= program.predicates
    with pytest.raises(RuleSyntaxError, match=r"(?s)r\.pl:2:.*r\.pl:3:.*r\.pl:4:.*r\.pl:5:"):
        Program.from_text(THREE_FAULTS, name="r.pl")


@pytest.mark.parametrize(
    ("text", "place", "sentence"),
    [
        ("a :- b", "1:1", "the file ends inside a clause; add the missing full stop"),
        ("a :- b c.", "1:8", "an operator, a comma or the full stop is missing here"),
        ("/* a", "1:1", "a comment /* is never closed; add */"),
        ("a('x).", "1:1", "a quote is opened in this clause and never closed; close it"),
    ],
)
def test_syntax_sentences(text: str, place: str, sentence: str) -> None:
    (fault,) = read(text).faults
    assert str(fault).startswith(f"r.pl:{place}: syntax error: {sentence}")


@pytest.mark.parametrize(
    ("text", "place", "sentence"),
    [
        ("X :- a.", "1:1", "a variable cannot be the head of a clause"),
        ("a.\n3 :- a.", "2:1", "3 cannot be the head of a clause"),
        ("(a, b) :- c.", "1:1", "','/2 is built in and cannot be defined; choose another name"),
        ("findall(a, b, c).", "1:1", "findall/3 is built in and cannot be defined"),
        ("false.", "1:1", "a constraint needs a body; write false :- body."),
        ("0.3::a; b :- c.", "1:1", "each part of an annotated disjunction needs a probability"),
        ("nn(n, [X], Y, Labels)::d(X, Y).", "1:1", "a neural predicate has one of the forms"),
        ("nn(n, [X], Y, [a])::d(X).", "1:1", "a neural predicate has one of the forms"),
        ("nn(n, [X])::d(X); 0.3::e(X).", "1:1", "a neural predicate has one of the forms"),
        ("a :- b, 3.", "1:9", "3 is no goal; write a predicate with its arguments"),
        (":- initialization(main).", "1:4", "the directive initialization/1 is not allowed"),
        (":- use_module(library(socket)).", "1:4", "library(socket) is not available to rules"),
        (":- use_module(other).", "1:4", "a program given as text cannot load the file other"),
        (":- consult(X).", "1:4", "a variable names no file; write its path"),
        (":- observed fever.", "1:13", "fever names no predicate; write name/arity"),
        (":- pred fever(P).", "1:4", "a reading is written :- pred fever(P) :: '@(P:patient)"),
        ("1.5::false :- a.", "1:1", "the strength 1.5 of a constraint is no number between 0"),
    ],
)
def test_faults_of_statements(text: str, place: str, sentence: str) -> None:
    program = read(text)
    faults = [str(f) for f in program.faults if f.severity is Severity.ERROR]
    assert len(faults) == 1
    assert faults[0].startswith(f"r.pl:{place}: {sentence}")


@pytest.mark.parametrize(
    "clause", ["0.3::d(a).", "0.2::d(X); 0.8::e(X) :- f(X).", "0.3::d(X) :- f(X)."]
)
def test_annotated_predicted_head_names_the_two_forms(clause: str) -> None:
    (fault,) = [f for f in read(f":- predicted d/1.\n{clause}").faults if f.code != "singleton"]
    assert str(fault) == (
        "r.pl:2:1: d/1 is predicted, so the model gives its probability; write "
        "false :- body, \\+ head. (hard, also written head :- body.) or "
        "0.9::false :- body, \\+ head. (soft)"
    )


def test_singletons_are_warnings_at_their_place() -> None:
    program = read("a(X) :- b(Y, X, _, _Z).\nquery(a(Q)).\n:- pred a(X) :: 'x'.\n")
    assert [str(fault) for fault in program.faults] == [
        "r.pl:1:11: variable Y occurs only once; write _Y if that is meant, or correct its name"
    ]
    assert program.faults[0].severity is Severity.WARNING


def test_declarations_and_readings() -> None:
    program = read(
        ":- observed fever/1, amount/2.\n:- predicted disease/2.\n:- closed fever/1.\n"
        ":- pred disease(P, D) :: '@(P:patient) has @(D)'.\n"
        ':- pred disease(P, none) :: "@(P) is well".\n'
    )
    declared = program.declarations
    assert declared.observed == {"fever/1", "amount/2"}
    assert declared.predicted == {"disease/2"}
    assert declared.closed == {"fever/1"}
    first, second = declared.readings["disease/2"]
    assert first.say(("ann", "flu")) == "ann has flu"
    assert second.say(("ann", "none")) == "ann is well"
    assert second.say(("ann", "flu")) is None
    assert Reading("p", ("?X", "?X"), "@(X)").say(("a", "b")) is None


def test_own_predicate_may_carry_a_name_of_the_system() -> None:
    text = "shell(1).\n0.5::x.\na :- x, shell(1).\nquery(a).\n"
    assert Program.from_text(text).query() == pytest.approx({"a": 0.5})
    with pytest.raises(PackPermissionError, match=r"r\.pl:1:6: shell/1 is not allowed in rules"):
        Program.from_text("a :- shell(1).", name="r.pl")


def test_unicode_and_windows_line_ends() -> None:
    text = "发烧('安').\r\n0.5::咳嗽('安').\r\nж :- 咳嗽(X), 发烧(X).\r\nquery(ж).\r\n"
    program = Program.from_text(text)
    assert program.query() == pytest.approx({"ж": 0.5})
    assert [clause.position.line for clause in program.clauses] == [1, 2, 3, 4]
