"""Grounding: what comes back from SWI-Prolog, by hand, and under a case's schema."""

import pytest

from neurosym.errors import RuleEvaluationError
from neurosym.logic.ground_program import (
    FALSE,
    TRUE,
    AtomSchema,
    Column,
    GroundProgram,
    LeafKind,
    NumericTest,
    Operation,
    Threshold,
)
from neurosym.logic.program import Program

SCHEMA = AtomSchema(
    states=(
        ("d(case,good)", 2, 0),
        ("d(case,bad)", 2, 1),
        ("lvh(case)", 3, 0),
        ("o2(case,'<5')", 4, 0),
        ("o2(case,'5+')", 4, 1),
    ),
    columns=(("r(case,N)", 0), ("w(case,N)", 1)),
)


def ground(text: str, queries: list[str] | None = None) -> GroundProgram:
    return Program.from_text(text).ground(queries, schema=SCHEMA)


def bodies(program: GroundProgram) -> list[tuple[float, tuple[str, ...], list[str]]]:
    return [
        (c.strength, c.instance, [program.text(literal) for literal in c.body])
        for c in program.constraints
    ]


def test_certain_goals_leave_no_trace() -> None:
    program = Program.from_text("n(1). n(2). 0.5::a(X) :- n(X), X > 1. b :- a(2), n(1).").ground(
        "b"
    )
    assert program.atoms == ("a(2)", "b")
    assert program.leaves[1].probability == 0.5
    assert [(rule.head, rule.body, rule.clause) for rule in program.rules] == [(2, (1,), 3)]


def test_constant_queries_and_irrelevant_atoms() -> None:
    program = Program.from_text("a. 0.5::c. b :- c, fail. d :- c.").ground(["a", "b", "\\+ b"])
    assert program.queries == (("a", TRUE), ("b", FALSE), ("\\+b", TRUE))
    assert program.atoms == ()


def test_disjunctions_share_a_group_per_instance() -> None:
    text = "0.3::a(X); 0.6::b(X) :- n(X). n(1). n(2)."
    program = Program.from_text(text).ground(["a(X)", "b(X)"])
    groups = {program.text(atom): leaf.group for atom, leaf in program.leaves.items()}
    assert groups["a(1)"] == groups["b(1)"] != groups["a(2)"] == groups["b(2)"]
    assert -1 not in groups.values()


def test_learnable_leaves() -> None:
    program = Program.from_text("t(0.3)::a. t(_)::b. 0.2::c.").ground(["a", "b", "c"])
    found = {program.text(a): (x.probability, x.learnable) for a, x in program.leaves.items()}
    assert found == {"a": (0.3, True), "b": (0.5, True), "c": (0.2, False)}


def test_negative_loops_are_handed_over() -> None:
    program = Program.from_text("0.5::x. p :- \\+ q, x. q :- \\+ p.").ground(["p"])
    rules = {program.text(r.head): [program.text(lit) for lit in r.body] for r in program.rules}
    assert rules == {"p": ["\\+ q", "x"], "q": ["\\+ p"]}


def test_states_are_leaves_of_their_variables() -> None:
    program = ground("low(P) :- o2(P, '<5'). x(P, S) :- o2(P, S), lvh(P).", ["low(P)", "x(P, S)"])
    leaves = {program.text(atom): (x.variable, x.state) for atom, x in program.leaves.items()}
    assert leaves == {"o2(case,'<5')": (4, 0), "o2(case,'5+')": (4, 1), "lvh(case)": (3, 0)}
    assert [text for text, _ in program.queries] == ["low(case)", "x(case,'<5')", "x(case,'5+')"]


def test_a_learnable_threshold_is_one_for_each_clause() -> None:
    text = "a(C) :- w(C, W), W > t(20). b(C) :- w(C, W), W > t(20). c(C) :- w(C, W), W > 20."
    program = ground(text, ["a(C)", "b(C)", "c(C)"])
    tests = [leaf.test for leaf in program.leaves.values() if leaf.test is not None]
    assert tests == [NumericTest(">", Column(1), 20.0)] * 3
    assert [isinstance(test.right, Threshold) for test in tests] == [True, True, False]
    assert {leaf.text for leaf in program.leaves.values()} == {"w > 20"}


def test_comparisons_over_columns_become_tests() -> None:
    program = ground("big(C) :- w(C, W), r(C, R), X is R * 1.5 + 1, W > max(X, 3).", ["big(C)"])
    (leaf,) = program.leaves.values()
    half = Operation("*", (Column(0), 1.5))
    right = Operation("max", (Operation("+", (half, 1.0)), 3.0))
    assert leaf.kind is LeafKind.TEST
    assert leaf.test == NumericTest(">", Column(1), right)
    assert leaf.text == "w > max(r*1.5+1,3)"


def test_a_comparison_and_its_opposite_are_one_leaf() -> None:
    program = ground(
        "a(C) :- r(C, X), X > 2. b(C) :- r(C, X), X =< 2. "
        "c(C) :- r(C, 2). d2(C) :- r(C, X), X =\\= 2.",
        ["a(C)", "b(C)", "c(C)", "d2(C)"],
    )
    rules = {program.text(r.head): [program.text(lit) for lit in r.body] for r in program.rules}
    assert rules == {
        "a(case)": ["r > 2"],
        "b(case)": ["\\+ r > 2"],
        "c(case)": ["r =:= 2"],
        "d2(case)": ["\\+ r =:= 2"],
    }


def test_comparison_in_a_predicate_that_columns_reach_through_arguments() -> None:
    program = ground("above(X, L) :- X >= L. high(C) :- r(C, X), above(X, 7).", ["high(C)"])
    assert [leaf.text for leaf in program.leaves.values()] == ["r >= 7"]


def test_constraints_count_per_instance_of_their_predicted_atoms() -> None:
    text = (
        ":- predicted d/2.\n"
        "0.5::false :- d(P, D), sick(P, D).\n"
        "sick(P, _) :- lvh(P).\n"
        "0.9::false :- lvh(P), \\+ d(P, bad).\n"
        "0.8::false :- lvh(P), \\+ d(P, _).\n"
        "d(P, good) :- lvh(P).\n"
        "t(0.3)::false :- o2(P, _), d(P, bad).\n"
    )
    program = ground(text)
    assert bodies(program) == [
        (0.5, ("d(case,good)",), ["d(case,good)", "sick(case,good)"]),
        (0.5, ("d(case,bad)",), ["d(case,bad)", "sick(case,bad)"]),
        (0.9, ("d(case,bad)",), ["lvh(case)", "\\+ d(case,bad)"]),
        (0.8, (), ["lvh(case)", "\\+ d(case,_)"]),
        (1.0, ("d(case,good)",), ["lvh(case)", "\\+ d(case,good)"]),
        (0.3, ("d(case,bad)",), ["o2(case,'<5')", "d(case,bad)"]),
        (0.3, ("d(case,bad)",), ["o2(case,'5+')", "d(case,bad)"]),
    ]
    assert [c.learnable for c in program.constraints] == [False] * 5 + [True] * 2


def test_negation_reads_there_is_none_where_the_variable_is_unbound() -> None:
    program = ground("none(P) :- lvh(P), \\+ o2(P, _).", ["none(P)"])
    rules = {program.text(r.head): [program.text(lit) for lit in r.body] for r in program.rules}
    assert rules["none(case)"] == ["lvh(case)", "\\+ o2(case,_)"]
    found = [r.body for r in program.rules if program.text(r.head) == "o2(case,_)"]
    assert [[program.text(lit) for lit in body] for body in found] == [
        ["o2(case,'<5')"],
        ["o2(case,'5+')"],
    ]


def test_explained_programs_keep_what_is_certain() -> None:
    program = Program.from_text("n(1). 0.5::a(X) :- n(X). b :- a(1), n(1).").ground(
        "b", explain=True
    )
    rules = [(program.text(r.head), [program.text(x) for x in r.body]) for r in program.rules]
    assert ("n(1)", []) in rules
    assert ("b", ["a(1)", "n(1)"]) in rules


@pytest.mark.parametrize("people", [50, 200])
def test_instances_grow_linearly(people: int) -> None:
    lines = ["0.3::stress(X) :- person(X).", "smokes(X) :- stress(X)."]
    lines.append("smokes(X) :- friend(X, Y), 0.2 < 1, smokes(Y).")
    lines += [f"person({n})." for n in range(people)]
    lines += [f"friend({n},{(n * 7 + k) % people})." for n in range(people) for k in (1, 2)]
    program = Program.from_text("\n".join(lines)).ground("smokes(X)")
    assert len(program.leaves) == people
    assert len(program.rules) == 3 * people


@pytest.mark.parametrize(
    "text",
    [
        "0.2::d.\n0.7::a; 0.2::b; 0.3::c. q :- a. q :- b. q :- c, d. query(q).",
        "0.2::d.\nP::a; Q::b; 0.2::c :- d, v(P, Q). v(0.7, 0.3). query(a). query(b). query(c).",
    ],
)
def test_a_disjunctions_probabilities_add_up_to_one_at_most(text: str) -> None:
    with pytest.raises(RuleEvaluationError) as caught:
        Program.from_text(text).ground()
    assert str(caught.value) == (
        "program.pl:2:1: the probabilities of an annotated disjunction add up to 1.2, "
        "which is above 1; correct them"
    )


def test_rounding_is_no_total_above_one() -> None:
    heads = "; ".join(f"0.1428572::a({place})" for place in range(7))
    assert len(Program.from_text(f"{heads}. query(a(_)).").ground().queries) == 7
