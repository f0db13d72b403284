"""Optimal strategies: by hand, against ProbLog's solver, and where there are too many."""

from itertools import product

import pytest

from neurosym.errors import (
    InconsistentEvidenceError,
    UnknownPredicateError,
    UnsupportedRuleError,
)
from neurosym.logic import decisions
from neurosym.logic.program import Program

PROGRAMS = {
    "umbrella": """
0.3::rain. 0.5::wind. ?::umbrella. ?::raincoat.
broken_umbrella :- umbrella, rain, wind. dry :- rain, raincoat.
dry :- rain, umbrella, \\+ broken_umbrella. dry :- \\+ rain.
utility(broken_umbrella, -40). utility(raincoat, -20). utility(umbrella, -2). utility(dry, 60).
""",
    "weather report": """
0.7::weather(sun); 0.3::weather(rain).
0.7::report(sunny); 0.2::report(cloudy); 0.1::report(rainy) :- weather(sun).
0.15::report(sunny); 0.25::report(cloudy); 0.6::report(rainy) :- weather(rain).
?::umbrella(R) :- report(R). carried :- umbrella(_).
u(1) :- weather(rain), carried. u(2) :- weather(sun), \\+ carried. u(3) :- weather(sun), carried.
utility(u(1), 70). utility(u(2), 100). utility(u(3), 20).
""",
    "one of two": "?::a; ?::b. 0.3::c :- a. 0.6::c :- b. utility(c, 3). utility(a, 1).",
    "both are bad": "?::a; ?::b. utility(a, -3). utility(b, -1).",
    "mutual exclusion": """
?::bet(heads); ?::bet(tails) :- play. ?::play. 0.5::coin(heads); 0.5::coin(tails).
win :- bet(X), coin(X). utility(win, 10). utility(play, -5.5).
""",
    "negated literal": "?::a. 0.5::b :- a. utility(\\+b, 10). utility(a, -3).",
    "viral marketing": """
person(1). person(2). person(3). person(4). trusts(1,2). trusts(2,3). trusts(3,1). trusts(4,2).
?::marketed(P) :- person(P). 0.3::trust(X,Y) :- trusts(X,Y). 0.2::market(P) :- person(P).
buys(X) :- trust(X,Y), buys(Y). buys(X) :- marketed(X), market(X).
utility(buys(P), 5) :- person(P). utility(marketed(P), -0.7) :- person(P).
""",
    "computed": "p(1). p(2). ?::a(X) :- p(X). utility(a(X), V) :- p(X), V is 3-2*X.",
    "expression": "?::a. 0.4::b. utility(a, 2+1). utility(b, 5).",
    "the last utility counts": "?::a. 0.5::b. c :- a, b. utility(c, 3). utility(c, 4).",
    "with evidence": "?::a. 0.5::b. c :- a, b. utility(c, 4). utility(a, -1). evidence(b).",
    "uncertain decision": "0.5::p. ?::a :- p. q :- a. utility(q, 3). utility(p, 1).",
    "threshold": """
?::a. ?::b. 0.4::x. 0.7::y. w :- a, x. w :- b, y, \\+ x.
utility(w, 9). utility(a, -3). utility(b, -2).
""",
}


@pytest.mark.parametrize("text", PROGRAMS.values(), ids=PROGRAMS)
def test_the_worth_is_that_of_problogs_best_strategy(text: str) -> None:
    pytest.importorskip("problog")
    from problog.program import PrologString
    from problog.tasks.dtproblog import dtproblog

    choices, score, _ = dtproblog(PrologString(text))
    found = Program.from_text(text).optimal_strategy()
    assert found.optimal
    assert found.expected_utility == pytest.approx(score, abs=1e-9)
    names = {str(k.args[2] if k.functor == "choice" else k): bool(v) for k, v in choices.items()}
    assert set(found.decisions) == set(names)


def test_decisions_that_share_no_utility_are_compared_apart() -> None:
    text = (
        "p(X) :- between(1, 30, X). ?::d(X) :- p(X). 0.5::e(X) :- d(X). utility(e(X), 4) :- p(X)."
    )
    program = Program.from_text(text + " utility(d(X), C) :- p(X), C is -X / 10.")
    found = program.optimal_strategy()
    # d(X) costs X/10 and brings 2: worth it up to 19, and 20 breaks even
    assert found.optimal
    assert found.compared == 60
    assert found.expected_utility == pytest.approx(sum(2 - x / 10 for x in range(1, 20)))
    assert [text for text, taken in found.decisions.items() if taken] == [
        f"d({x})" for x in range(1, 20)
    ]


def test_too_many_strategies_are_searched_and_the_result_says_so(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    program = Program.from_text(PROGRAMS["viral marketing"])
    best = program.optimal_strategy()
    monkeypatch.setattr(decisions, "STRATEGY_LIMIT", 8)
    found = program.optimal_strategy()
    assert not found.optimal
    assert found.expected_utility == pytest.approx(best.expected_utility)
    assert f"best of {found.compared} compared" in str(found)


def test_a_literal_and_its_negation_and_a_variable_may_have_utilities() -> None:
    # ProbLog counts each of the first two twice, and leaves the third out.
    both = Program.from_text("?::a. 0.5::b :- a. utility(\\+b, 10). utility(b, 7).")
    assert both.optimal_strategy().expected_utility == pytest.approx(10.0)
    variable = Program.from_text("?::a(1). ?::a(2). utility(a(X), 3).")
    assert variable.optimal_strategy().decisions == {"a(1)": True, "a(2)": True}


def test_a_utilitys_body_says_which_there_are() -> None:
    text = (
        "?::bet(red, 2); ?::bet(blue, 3). 0.6::win(red); 0.3::win(blue). "
        "utility(bet(X, Cost), -Cost) :- bet(X, Cost). utility(win(X), 10) :- bet(X, _)."
    )
    found = Program.from_text(text).optimal_strategy()
    assert found.decisions == {"bet(red,2)": True, "bet(blue,3)": False}
    assert found.expected_utility == pytest.approx(-2 + 10 * 0.9), "as ProbLog reads it"


def test_exactly_one_of_a_disjunctions_decisions_is_taken_whatever_it_costs() -> None:
    text = "?::a; ?::b; ?::c. utility(a, -3). utility(b, -2). utility(c, -5)."
    found = Program.from_text(text).optimal_strategy()
    assert found.decisions == {"a": False, "b": True, "c": False}
    assert found.expected_utility == -2.0
    assert str(found).splitlines() == ["a: no", "b: yes", "c: no", "expected utility: -2 (optimal)"]


def test_faults_are_named() -> None:
    def fails(text: str, error: type[Exception], message: str) -> None:
        with pytest.raises(error, match=message):
            Program.from_text(text).optimal_strategy()

    fails("?::a. b :- a.", UnknownPredicateError, "the program has no utilities; write")
    fails("?::a. 0.5::utility(a, 3).", UnsupportedRuleError, "has a probability of its own")
    fails("?::a. 0.5::utility(a, 3) :- a.", UnsupportedRuleError, "has a probability of its own")
    fails("?::a; 0.3::b. utility(a, 1). utility(b, 1).", UnsupportedRuleError, "only some are")
    fails(
        "?::a. b :- a, \\+ a. evidence(b). utility(a, 1).",
        InconsistentEvidenceError,
        r"the evidence b \(program.pl:1:21\): it is false",
    )
    with pytest.raises(UnsupportedRuleError, match="a is a decision, which has no probability"):
        Program.from_text("?::a. b :- a. query(b).").query()


def test_all_strategies_by_enumeration() -> None:
    text = (
        "?::a. ?::b. ?::c. 0.4::x. 0.7::y. w :- a, x. w :- b, \\+ y. v :- c, w. "
        "utility(w, 5). utility(v, 4). utility(a, -1). utility(b, -1). utility(c, -1.2)."
    )
    worth = {}
    for a, b, c in product([0, 1], repeat=3):
        p = 1 - (1 - 0.4 * a) * (1 - 0.3 * b)
        worth[a, b, c] = 5 * p + 4 * p * c - a - b - 1.2 * c
    found = Program.from_text(text).optimal_strategy()
    assert found.expected_utility == pytest.approx(max(worth.values()))
    a, b, c = (int(taken) for taken in found.decisions.values())
    assert worth[a, b, c] == pytest.approx(found.expected_utility)
