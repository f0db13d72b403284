"""The cases of rules, run in plain SWI-Prolog: what holds, what fired, what goes wrong."""

import shutil
from pathlib import Path

import pytest

from neurosym.errors import ResourceLimitError, RuleSyntaxError
from neurosym.logic import case_runs
from neurosym.logic.case_runs import CaseRun, run_cases

pytestmark = pytest.mark.skipif(
    shutil.which("swipl") is None and not case_runs._CHECKOUT.is_dir(),
    reason="swipl is not here; `make test` builds it in .swipl/",
)
RULES = """\
:- module(pump, []).
:- use_module(library(neurosym)).
:- predicted fault/2.
:- observed heat/2, noisy/1.
hot(P) :- heat(P, T), T > 80.
hot(P) :- heat(P, T), T > 200.
loud(P) --> { noisy(P) }.
false :- hot(P), fault(P, none).
0.5::false :- noisy(P), \\+ fault(P, bearing).
0.3::odd(P) :- noisy(P).
"""
CASES = """\
:- use_module(library(plunit)).
heat(one, 95).
heat(two, 60).
:- begin_tests(heat).
test(hot, set(P == [one])) :- pump:hot(P).
test(cold, fail) :- pump:hot(two).
:- end_tests(heat).
"""


def run(folder: Path, rules: str = RULES, cases: str = CASES, **options: float) -> CaseRun:
    (folder / "pump.pl").write_text(rules)
    (folder / "cases.plt").write_text(cases)
    return run_cases([folder / "pump.pl"], folder / "cases.plt", **options)


def test_cases_that_hold_and_clauses_that_fire(tmp_path: Path) -> None:
    done = run(tmp_path)
    assert [(case.unit, case.name, case.line, case.passed) for case in done.cases] == [
        ("heat", "hot", 5, True),
        ("heat", "cold", 6, True),
    ]
    assert [(rule.line, rule.kind, rule.fired) for rule in done.rules] == [
        (5, "rule", 1),
        (6, "rule", 0),
        (7, "rule", 0),
        (8, "constraint", 1),
        (9, "constraint", 0),
        (10, "probabilistic", 0),
    ]
    assert done.report == ""


def test_a_case_that_does_not_hold(tmp_path: Path) -> None:
    done = run(tmp_path, cases=CASES.replace("[one]", "[two]") + "noisy(one).\n")
    assert [case.name for case in done.failed] == ["hot"]
    assert "[two]" in done.report
    assert [rule.line for rule in done.unfired] == [6, 7]


@pytest.mark.parametrize(
    ("rules", "cases", "told"),
    [
        (RULES, CASES + "a :- b c.\n", "Operator expected"),
        (RULES + "a :- b c.\n", CASES, "Operator expected"),
        (RULES, CASES + ":- halt.\n", "SWI-Prolog ends before the cases do"),
    ],
)
def test_files_that_do_not_load(tmp_path: Path, rules: str, cases: str, told: str) -> None:
    with pytest.raises(RuleSyntaxError, match=told):
        run(tmp_path, rules, cases)


def test_cases_that_do_not_end(tmp_path: Path) -> None:
    endless = CASES.replace("pump:hot(two)", "repeat, fail")
    with pytest.raises(ResourceLimitError, match="the cases are not done after 1 seconds"):
        run(tmp_path, cases=endless, seconds=1.0)
