"""What a closer look at a program finds: each kind with its place, and what is left alone."""

from pathlib import Path

import pytest

from neurosym.logic.checking import CaseKnowledge, Fault, Severity, faults, faults_of_text
from neurosym.logic.ground_program import AtomSchema
from neurosym.logic.program import Program

SCHEMA = AtomSchema(
    (
        ("disease(case,flu)", 0, 0),
        ("disease(case,cold)", 0, 1),
        ("disease(case,none)", 0, 2),
        ("fever(case)", 1, 0),
        ("cough(case)", 2, 0),
    ),
    (("age(case,N)", 3),),
)
KNOWN = CaseKnowledge(ranges={3: (0.0, 120.0)}, missing={2: ("Cough", 0.62)})


def found(text: str) -> list[Fault]:
    return faults_of_text(text, name="r.pl", schema=SCHEMA, known=KNOWN)


def only(text: str) -> tuple[int, int, str, str]:
    (fault,) = found(text)
    return fault.position.line, fault.position.column, fault.code, fault.sentence


@pytest.mark.parametrize(
    ("text", "column", "sentence"),
    [
        (
            "a(P) :- age(P, A), A > old.",
            24,
            "old in A>old is no number; write a number, or compare with = or \\=",
        ),
        (
            "a(P) :- disease(P, D), D > 3.",
            24,
            (
                "D in D>3 is never a number: it is cold, flu, none; compare it with = or \\=, or "
                "use a numeric column"
            ),
        ),
        (
            "b(flu). c(X) :- b(X). a(Y) :- c(X), Y is 2 * X.",
            46,
            (
                "X in Y is 2*X is never a number: it is flu; compare it with = or \\=, or use a "
                "numeric column"
            ),
        ),
    ],
)
def test_an_atom_as_a_number(text: str, column: int, sentence: str) -> None:
    assert only(text) == (1, column, "not_a_number", sentence)


@pytest.mark.parametrize(
    "text",
    [
        "a(P, A) :- age(P, A), A > 2 * pi.",
        "a(P) :- age(P, A), A > t(30).",
        "b(1). b(x). a(X) :- b(X), X > 3.",
        "a(X, Y) :- Y is X + 1. q(Y) :- a(2, Y).",
        'a(X) :- X is "a" + 0.',
        "a(X) :- findall(Y, b(Y), L), sum_list(L, X), X > 3. b(5).",
    ],
)
def test_what_may_be_a_number_is_left_alone(text: str) -> None:
    assert found(text) == []


def test_an_unknown_state_in_a_comparison_and_in_a_fact() -> None:
    sentence = "unknown state flue in D==flue; did you mean flu? states are cold, flu, none"
    assert only("a(P) :- disease(P, D), D == flue.") == (1, 29, "unknown_state", sentence)
    listed = found("viral(cold).\nviral(flue).\na(P) :- disease(P, D), viral(D).\n")
    assert [(f.position.line, f.position.column, f.code) for f in listed] == [
        (2, 7, "unknown_state")
    ]


def test_a_clause_that_is_written_twice() -> None:
    sentence = "this says the same as the clause at r.pl:1; remove one of the two"
    assert only("a(P) :- fever(P), cough(P).\na(Q) :- cough(Q), fever(Q).\n") == (
        2,
        1,
        "duplicate",
        sentence,
    )
    assert only("a(1).\na(2).\na(1).\n")[:3] == (3, 1, "duplicate")
    soft = "0.6::false :- fever(P), disease(P, none).\n"
    assert only(soft + soft)[:3] == (2, 1, "duplicate_constraint")


def test_a_second_cause_and_a_second_answer_are_notes() -> None:
    (cause,) = found("0.3::a.\n0.3::a.\n")
    (answer,) = found("p(1).\np(1).\nn(N) :- findall(X, p(X), L), length(L, N).\n")
    assert (cause.code, cause.severity) == ("duplicate_cause", Severity.NOTE)
    assert (answer.code, answer.severity) == ("duplicate_answer", Severity.NOTE)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a(P) :- fever(P).\na(P) :- fever(P), age(P, N), N > 3.\n", 2),
        ("a(P) :- age(P, N), N > 9.\na(P) :- age(P, N), N > 3.\n", 1),
        ("a(_).\na(ann).\n", 2),
        ("a :- b.\n0.3::a :- b.\nb.\n", 2),
        ("false :- fever(P), cough(P).\n0.5::false :- fever(P), cough(P), disease(P, none).\n", 2),
    ],
)
def test_a_clause_that_adds_nothing(text: str, line: int) -> None:
    assert only(text)[::2] == (line, "subsumed")


@pytest.mark.parametrize(
    "text",
    [
        "0.5::false :- fever(P), cough(P).\n0.6::false :- fever(P), cough(P), disease(P, none).\n",
        "a(P) :- age(P, N), N > 3.\na(P) :- age(P, N), N < 9.\n",
        "0.3::a :- b.\n0.4::a :- b.\nb.\n",
        "a(P) :- fever(P), !.\na(P) :- fever(P), disease(P, flu).\n",
        "path(X, Y) :- edge(X, Y).\npath(X, Y) :- edge(X, Z), path(Z, Y).\nedge(1, 1).\n",
    ],
)
def test_rules_that_say_different_things(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("false :- fever(P), \\+ disease(P, flu).\nfalse :- fever(P), disease(P, flu).\n", 2),
        (
            (
                ":- predicted disease/2.\ndisease(P, flu) :- fever(P).\n"
                "disease(P, cold) :- fever(P), age(P, A), A > 9.\n"
            ),
            3,
        ),
        ("ill(P) :- fever(P).\nfalse :- fever(P), ill(P).\n", 2),
        ("0.5::a.\nevidence(a).\nevidence(a, false).\n", 3),
        ("a.\nevidence(\\+ a).\n", 2),
    ],
)
def test_clauses_that_contradict_each_other(text: str, line: int) -> None:
    assert [f.position.line for f in found(text) if f.code == "contradiction"] == [line]


def test_definitions_from_both_sides_do_not_contradict() -> None:
    text = (
        "false :- fever(P), \\+ cough(P), \\+ disease(P, flu).\nfalse :- cough(P), \\+ fever(P).\n"
    )
    assert [fault for fault in found(text) if fault.code == "contradiction"] == []


@pytest.mark.parametrize(
    ("text", "column", "sentence"),
    [
        (
            "a(P) :- age(P, A), A > 500.",
            20,
            (
                "A>500 can never hold: the value lies between 0 and 120; correct the "
                "number, or the range in variables.toml"
            ),
        ),
        (
            "a(P) :- age(P, A), A > 5, A < 3.",
            27,
            "A<3 can never hold together with A>5; correct one of the numbers or signs",
        ),
        (
            "a(P) :- disease(P, flu), fever(P), disease(P, cold).",
            36,
            (
                "this can never hold: disease(P,cold) and disease(P,flu) are two states of one "
                "variable; keep one of them, or write ( ... ; ... )"
            ),
        ),
        (
            "a(P) :- fever(P), \\+ fever(P).",
            19,
            (
                "this can never hold: the rule asks for fever(P) and for its negation; remove "
                "one of them"
            ),
        ),
        (
            "b(1, 2). a :- b(1, 2), \\+ b(1, _).",
            24,
            (
                "this can never hold: the rule asks for b(1,2) and for its negation; remove one of "
                "them"
            ),
        ),
        (
            "b(1). a :- b(2).",
            14,
            "b(2) can never hold: no clause has 2; correct it, or add the clause",
        ),
        (
            "b(tall). a(P) :- disease(P, D), b(D).",
            35,
            (
                "b(D) can never hold together with disease(P,D): no value of D is in both; correct "
                "the argument, or the clauses of the two"
            ),
        ),
        (
            "b(1). b(2). a(X) :- b(X), X > 5.",
            27,
            (
                "X>5 can never hold: the clauses give values from 1 to 2; correct the "
                "number, or the clauses"
            ),
        ),
    ],
)
def test_a_rule_that_can_never_fire(text: str, column: int, sentence: str) -> None:
    listed = [f for f in found(text) if f.code == "never_fires"]
    assert [(f.position.column, f.sentence) for f in listed] == [(column, sentence)]


@pytest.mark.parametrize(
    "text",
    [
        "a(P) :- age(P, A), ( A > 5 ; A < 3 ).",
        "a(P) :- age(P, A), ( A > 5 -> fever(P) ; A < 3 ).",
        "a(P) :- disease(P, flu) ; disease(P, cold).",
        "a(P) :- disease(P, D), \\+ disease(P, flu), D \\== cold.",
        "b(1, 2). b(2, 3). a(X, Y) :- b(X, Y), \\+ b(Y, _).",
        "a(P, Q) :- disease(P, flu), disease(Q, cold).",
        "a(P) :- age(P, A), age(P, B), A > B, B > 2 * A - 60.",
        ":- observed b/1.\na :- b(2).\nb(1).",
    ],
)
def test_rules_that_can_fire(text: str) -> None:
    assert [f for f in found(text) if f.code == "never_fires"] == []


def test_facts_of_an_example_may_lack_what_a_rule_asks_for() -> None:
    (note,) = faults_of_text("age(ann, 30). senior(X) :- age(X, A), A > 65.")
    assert (note.code, note.severity) == ("no_such_fact", Severity.NOTE)


def test_left_recursion_is_a_note_and_in_a_pack_a_warning() -> None:
    text = "path(X, Y) :- path(X, Z), edge(Z, Y).\npath(X, Y) :- edge(X, Y).\nedge(1, 1).\n"
    (note,) = found(text)
    assert (note.position.line, note.position.column, note.code) == (1, 15, "left_recursion")
    assert note.severity is Severity.NOTE
    (warning,) = found(":- use_module(library(neurosym)).\n" + text)
    assert warning.severity is Severity.WARNING
    assert found(":- table path/2.\n" + text) == []


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("n(X) :- n(Y), X is Y + 1.\nn(0).\n", "endless_recursion"),
        ("n(X) :- n(Y), Y < 9, X is Y + 1.\nn(0).\n", "left_recursion"),
        ("n(X) :- n(s(X)).\nn(0).\n", "endless_recursion"),
        ("a :- b.\nb :- c, a.\nc.\n", None),
        ("len([], 0).\nlen([_|T], N) :- len(T, M), N is M + 1.\n", None),
        ("fac(0, 1).\nfac(N, F) :- N > 0, M is N - 1, fac(M, G), F is N * G.\n", None),
    ],
)
def test_recursion_that_ends_is_left_alone(text: str, code: str | None) -> None:
    assert [fault.code for fault in found(text) if "recursion" in fault.code] == (
        [code] if code else []
    )


def test_negation_on_what_is_often_missing() -> None:
    assert only("a(P) :- fever(P), \\+ cough(P).") == (
        1,
        19,
        "often_missing",
        (
            "\\+ cough(P) asks for what 62% of the cases leave open (Cough): where it is "
            "missing the estimate decides, not a finding; write the rule on what is mostly known, "
            "or say what missing means"
        ),
    )
    assert found("a(P) :- cough(P), \\+ fever(P).") == []


def test_a_clause_that_is_grounded_for_each_case() -> None:
    assert only(":- observed cites/2.\na(C) :- cites(C, D), fever(D).\n")[:3] == (2, 9, "per_case")


def test_a_negation_before_its_variable_is_bound_is_a_note() -> None:
    (note,) = found(":- closed r/2.\n0.1::r(1, 2). s(2). a(X) :- \\+ r(X, Y), s(Y).")
    assert (note.position.column, note.code, note.severity) == (
        29,
        "early_negation",
        Severity.NOTE,
    )


def test_one_predicate_in_two_files(tmp_path: Path) -> None:
    (tmp_path / "a.pl").write_text("p(1).\n")
    (tmp_path / "b.pl").write_text("q(1).\np(2).\n")
    (fault,) = faults(tmp_path)
    assert (fault.position.line, fault.code) == (2, "redefined")
    for name in ("a.pl", "b.pl"):
        text = (tmp_path / name).read_text()
        (tmp_path / name).write_text(":- multifile p/1.\n" + text)
    assert faults(tmp_path) == []


def test_declared_scattered_clauses_are_no_fault() -> None:
    assert found(":- discontiguous p/1.\np(1).\nq(1).\np(2).\n") == []


def test_a_place_within_a_rule_for_what_is_predicted() -> None:
    listed = found(":- predicted disease/2.\ndisease(P, flu) :- fever(P), feber(P).\n")
    assert [(f.position.column, f.code) for f in listed] == [(30, "unknown_predicate")]


@pytest.mark.parametrize(
    ("text", "column", "code", "sentence"),
    [
        ("2::b.", 1, "probability", "the probability 2 is not between 0 and 1; correct it"),
        ("-1::c.", 1, "probability", "the probability -1 is not between 0 and 1; correct it"),
        (
            "1/0::d.",
            1,
            "probability",
            "the probability 1/0 is no number; write one from 0 to 1, such as 0.3",
        ),
        (
            "a. high::b :- a.",
            4,
            "probability",
            "the probability high is no number; write one from 0 to 1, such as 0.3",
        ),
        (
            "0.3::a; 7::b :- fever(_).",
            9,
            "probability",
            "the probability 7 is not between 0 and 1; correct it",
        ),
        (
            "0.6::a; 0.7::b.",
            1,
            "total",
            (
                "the probabilities of an annotated disjunction add up to 1.3, which is above 1; "
                "correct them"
            ),
        ),
        (
            "0.5::a(_, Y) :- c(Y). c(1). b(Y) :- a(_, Y).",
            1,
            "unbound_head",
            (
                "nothing binds _ of a(_,Y), which has a probability, and a question that leaves "
                "it open stops; bind it in the body"
            ),
        ),
    ],
)
def test_a_probability_that_stops_the_program(
    text: str, column: int, code: str, sentence: str
) -> None:
    assert only(text) == (1, column, code, sentence)
    assert found(text)[0].severity is Severity.ERROR


@pytest.mark.parametrize(
    "text",
    [
        "P::a :- b(P). b(0.3). b(0.2).",
        "1/3::a; 1/3::b; 1/3::c.",
        "t(0.7)::a; t(0.8)::b. t(_)::c.",
        "?::d.",
        "nn(net, [X], Y, [0, 1])::digit(X, Y).",
        "0.5::heads(_). query(heads(c1)).",
        "0.5::heads(_). a(C) :- c(C), heads(C). c(1).",
    ],
)
def test_probabilities_that_run(text: str) -> None:
    codes = {"probability", "total", "unbound_head"}
    assert [fault for fault in found(text) if fault.code in codes] == []


def test_a_head_that_nothing_asks_for_is_a_warning() -> None:
    (fault,) = found("0.5::a(_) :- fever(_).")
    assert (fault.code, fault.severity) == ("unbound_head", Severity.WARNING)


@pytest.mark.parametrize(
    ("text", "column", "code", "sentence"),
    [
        (
            ":- pred a(X) :: '@(X:man) is as @(Y)'. a(P) :- fever(P).",
            17,
            "reading_variable",
            "the reading has a place for Y, which is no variable of its atom; write one that is",
        ),
        (
            ":- pred fevre(X) :: '@(X) has fever'.",
            9,
            "no_such_predicate",
            (
                "this reading is of fevre/1, which has no clause and is never asked for; did you "
                "mean fever/1?"
            ),
        ),
        (
            ":- table zz/2. a(P) :- fever(P).",
            4,
            "no_such_predicate",
            (
                ":- table is of zz/2, which has no clause and is never asked for; correct the "
                "name, or remove it"
            ),
        ),
        (
            ":- closed a/99999999999999999999.",
            11,
            "indicator",
            ("a/99999999999999999999 names no predicate; write name/arity, such as fever/1"),
        ),
    ],
)
def test_a_declaration_that_says_nothing(text: str, column: int, code: str, sentence: str) -> None:
    assert only(text) == (1, column, code, sentence)


def test_a_closed_predicate_needs_no_clause() -> None:
    text = ":- closed a/1.\nb(P) :- c(P), \\+ a(P).\nc(1).\nquery(b(_))."
    assert found(text) == []
    assert dict(Program.from_text(text).query()) == {"b(1)": 1.0}


def test_a_number_that_is_computed_before_it_is_known() -> None:
    assert only("a(Z) :- Z is Y + 1, Y = 1.") == (
        1,
        14,
        "unbound_number",
        (
            "Y in Z is Y+1 has no value yet when it is computed, and the rule stops there; bind "
            "it in a goal further left"
        ),
    )
    assert found("a(Y) :- Z is Y + 1, Z > 1.") == []
    assert found("a(Z) :- ( fever(_), Y = 1 ; age(_, Y) ), Z is Y + 1.") == []


@pytest.mark.parametrize(
    ("text", "column", "sentence"),
    [
        (
            "a(S) :- S = 3, S > 9.",
            16,
            "S>9 can never hold together with S=3; correct one of the numbers or signs",
        ),
        (
            "a(Y) :- Y > 3, Y = 1.",
            16,
            "Y=1 can never hold together with Y>3; correct one of the numbers or signs",
        ),
        (
            "a(P) :- age(P, T), Y is T + 1, Y < 0, T > 3.",
            39,
            "T>3 can never hold together with Y<0; correct one of the numbers or signs",
        ),
        (
            "a(T) :- between(1, 5, T), T > 9.",
            27,
            "T>9 can never hold together with between(1,5,T); correct one of the numbers or signs",
        ),
        ("a(Y) :- X = 2, Y is X, Y > 3.", 24, ""),
    ],
)
def test_numbers_that_exclude_each_other(text: str, column: int, sentence: str) -> None:
    line, place, code, told = only(text)
    assert (line, place, code) == (1, column, "never_fires")
    assert told == sentence or not sentence


@pytest.mark.parametrize(
    "text",
    [
        "a(T) :- between(1, 5, T), T > 4.",
        "a(T) :- between(1, inf, T), T > 4.",
        "a(P) :- age(P, T), Y is T + 1, Y > 0, T < 3.",
        "a(P) :- age(P, T), Y is T + 1, Z is Y + Y, Z > 0, T < 3.",
        "a(S) :- S = 10, S > 9.",
    ],
)
def test_numbers_that_agree(text: str) -> None:
    assert found(text) == []


def test_an_annotated_disjunction_that_is_written_twice() -> None:
    for clause in ("0.2::a; 0.3::b.\n", "0.2::a(X); 0.3::b(X) :- age(_, X).\n"):
        assert only(clause * 2)[:3] == (2, 1, "duplicate_cause")
    assert found("0.2::a; 0.3::b.\n0.2::a; 0.4::b.\n") == []
