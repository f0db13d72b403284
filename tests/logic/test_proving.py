"""Proofs with every step: values compared, rows, negations; an independent checker accepts them."""

import json

import pytest

from neurosym.cases.facts import facts_of
from neurosym.errors import ResourceLimitError
from neurosym.logic.program import Program
from neurosym.logic.proof_tree import Proof, ProofKind
from tests.logic.proof_checker import (
    CONSTANTS,
    DERIVED,
    Case,
    accepts,
    consequences,
    random_case,
)

CLINIC = r"""
:- observed temp/2. :- closed temp/2.
:- pred fever(P) :: '@(P:patient) has a fever'.
%   Above 38 degrees.
fever(P) :- temp(P, T), T > 38.
sick(P) :- fever(P), \+ vaccinated(P).
0.3::vaccinated(P) :- person(P).
person(ann). person(bob).
"""
WARD = facts_of([{"who": "ann", "temp": 36.8}, {"who": "bob", "temp": 39.5}], key="who")


def clinic() -> Program:
    return Program.from_text(CLINIC, name="clinic.pl")


def outline(proof: Proof) -> tuple[object, ...]:
    return (proof.text, *(outline(child) for child in proof.children))


def test_a_proof_says_where_each_step_is_from() -> None:
    (proof,) = clinic().prove("sick(X)", facts=WARD)
    assert proof.text == "sick(bob)"
    assert proof.probability == pytest.approx(0.7)
    fever, negation = proof.children
    assert (fever.reading, fever.kind) == ("bob has a fever", ProofKind.RULE)
    assert fever.clause is not None
    assert (str(fever.clause.position), fever.clause.comment) == (
        "clinic.pl:5:1",
        "Above 38 degrees.",
    )
    temp, above = fever.children
    assert (temp.text, str(temp.source)) == ("temp(bob,39.5)", "row 2")
    assert (above.text, above.kind, above.holds) == ("39.5 > 38", ProofKind.TEST, True)
    assert negation.children[0].refutes is not None
    assert negation.children[0].refutes.position.line == 7


def test_a_negated_goal_says_which_values_fail() -> None:
    program = Program.from_text(CLINIC + "\nwell(P) :- person(P), \\+ fever(P).")
    (proof,) = program.prove("well(X)", facts=WARD)
    negation = proof.children[1]
    assert outline(negation) == ("\\+ fever(ann)", ("\\+ 36.8 > 38",))
    assert negation.children[0].kind is ProofKind.TEST


def test_facts_of_the_file_are_leaves_of_a_proof() -> None:
    program = Program.from_text(
        "edge(1,2). edge(2,3). edge(1,3). "
        "path(X,Y) :- edge(X,Y). path(X,Y) :- edge(X,Z), path(Z,Y)."
    )
    proofs = program.prove("path(1,3)", 5)
    assert {outline(proof) for proof in proofs} == {
        ("path(1,3)", ("edge(1,3)",)),
        ("path(1,3)", ("edge(1,2)",), ("path(2,3)", ("edge(2,3)",))),
    }


@pytest.mark.parametrize(
    ("text", "goal", "steps"),
    [
        (
            "p(1). p(2). n(N) :- findall(X, p(X), L), length(L, N).",
            "n(N)",
            ["findall(A,p(A),[1, 2])", "length([1, 2],2)"],
        ),
        ("w(70). b :- w(W), B is W / 4, B > 10.", "b", ["17.5 is 70/4", "17.5 > 10"]),
        ("w(70). b :- w(W), W / 4 > 10.", "b", ["17.5 (70/4) > 10"]),
        ("g(T,low) :- T < 37, !. g(_,high). t(36). h :- t(T), g(T,low).", "h", ["g(36,low)"]),
        ("t(36). h :- t(T), ( T < 37 -> true ; fail ).", "h", ["36 < 37"]),
    ],
)
def test_goals_that_nothing_uncertain_decides_are_steps(
    text: str, goal: str, steps: list[str]
) -> None:
    (proof,) = Program.from_text(text).prove(goal)
    certain = [c.text for c in proof.children if c.kind in (ProofKind.TEST, ProofKind.COMPUTED)]
    assert certain == steps


def test_nothing_rests_on_what_nobody_speaks_of() -> None:
    program = Program.from_text(":- observed f/1, g/1. p(X) :- f(X). q(X) :- f(X), \\+ g(X).")
    assert len(program.prove("p(k)")) == 0
    assert len(program.prove("q(k)", facts=["f(k)"])) == 0
    assert len(program.prove("q(k)", facts=["f(k)", "\\+ g(k)"])) == 1


def test_no_internal_name_shows() -> None:
    program = Program.from_text(
        "0.4::a(1). 0.5::a(2). n(N) :- aggregate_all(count, a(_), N). "
        "u(X) :- select_uniform(k, [1,2], X, _). l(L) :- all(X, a(X), L). "
        "s :- \\+ (a(X), a(Y), X < Y). v :- \\+ u(1). o :- ( a(1) -> a(2) ; true )."
    )
    for goal in ("n(N)", "u(1)", "l(L)", "s", "v", "o", "a(1), a(2)", "\\+ s"):
        proofs = program.prove(goal)
        assert proofs, goal
        for text in (json.dumps(proofs.to_json()), proofs.to_text(), proofs.to_text("zh")):
            assert "$" not in text, goal
            assert "_G" not in text
            assert "problog_library" not in text


def test_a_search_that_ends_early_says_so() -> None:
    from neurosym.logic import proving

    text = "".join(f"0.9::x{i}. 0.1::y{i}. a{i} :- x{i}. a{i} :- y{i}. " for i in range(6))
    program = Program.from_text(text + f"g :- {', '.join(f'a{i}' for i in range(6))}.")
    assert program.prove("g", 3).complete
    question = proving.Question(program.source, "g", step_limit=60)
    found = proving.prove(question, 60, "en")
    assert not found.complete
    assert 0 < len(found) < 60
    assert "The search ended before" in found.to_text()
    with pytest.raises(ResourceLimitError, match="looked at 3 partial proofs"):
        proving.prove(proving.Question(program.source, "g", step_limit=3), 1, "en")


def test_plain_queries_record_no_steps() -> None:
    ground = clinic().ground("sick(bob)", facts=list(WARD))
    assert ground.steps == {}
    assert len(ground.rules) == 1


def check_case(seed: int) -> int:
    """Check the proofs of one random program; return their number."""
    case = random_case(seed)
    true = consequences(case)
    program = Program.from_text(case.text())
    goals = [f"{name}({constant})" for name in DERIVED for constant in CONSTANTS]
    seen = 0
    answers = program.query(goals, facts=sorted(case.facts))
    assert answers == {goal: float(goal in true) for goal in goals}, seed
    for goal in [*goals, *(f"\\+ {goal}" for goal in goals)]:
        positive = not goal.startswith("\\+ ")
        proofs = program.prove(goal, facts=sorted(case.facts))
        assert bool(proofs) == ((goal.removeprefix("\\+ ") in true) == positive), (seed, goal)
        for proof in proofs:
            assert accepts(proof, case), (seed, goal, str(proofs))
        seen += len(proofs)
    return seen


def check_loss(seed: int) -> int:
    """Take used facts away one by one; return how many."""
    case = random_case(seed)
    program = Program.from_text(case.text())
    taken = 0
    for goal in sorted(consequences(case) - case.facts)[:2]:
        proof = program.prove(goal, 1, facts=sorted(case.facts))[0]
        used = {step.text for step in leaves(proof)} & case.facts
        for fact in sorted(used)[:2]:
            fewer = Case(case.rules, case.facts - {fact})
            rest = program.prove(goal, 50, facts=sorted(fewer.facts))
            assert bool(rest) == (goal in consequences(fewer)), (seed, goal, fact)
            assert all(fact not in {step.text for step in leaves(other)} for other in rest)
            taken += 1
    return taken


def leaves(proof: Proof) -> list[Proof]:
    if not proof.children:
        return [proof]
    return [leaf for child in proof.children for leaf in leaves(child)]


def test_the_checker_accepts_every_proof() -> None:
    assert sum(check_case(seed) for seed in range(30)) > 250


def test_without_a_used_fact_a_proof_is_gone() -> None:
    assert sum(check_loss(seed) for seed in range(40)) > 25


@pytest.mark.slow
def test_the_checker_accepts_every_proof_of_a_thousand_programs() -> None:
    assert sum(check_case(seed) for seed in range(1000)) > 8000
    assert sum(check_loss(seed) for seed in range(1000)) > 1000


def test_the_checker_sees_what_is_wrong() -> None:
    seed = next(s for s in range(60) if consequences(random_case(s)) - random_case(s).facts)
    case = random_case(seed)
    goal = min(consequences(case) - case.facts)
    proof = Program.from_text(case.text()).prove(goal, 1, facts=sorted(case.facts))[0]
    assert accepts(proof, case)
    used = {leaf.text for leaf in leaves(proof)} & case.facts
    assert not any(accepts(proof, Case(case.rules, case.facts - {fact})) for fact in used)
    other = case.rules[::-1]
    assert not accepts(proof, Case(other, case.facts)) or other == case.rules
