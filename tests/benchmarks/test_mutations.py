"""The faults that rules are given, and that checking finds them: a part of the benchmark."""

import pytest

from benchmarks.checking import our_faults, our_score
from benchmarks.clause_text import clauses, line_and_column
from benchmarks.mutation_kinds import KINDS
from benchmarks.mutations import PACKS, Kind, mutants, pack_rules, programs
from neurosym.logic.checking import Severity

RULES = [*map(pack_rules, PACKS), *programs()[::8]]


def test_clauses_as_text() -> None:
    first, second, third = clauses(
        "a('x.y'). % no. b.\n0.3::b(X) :- c(X, [1, 2]),\n  \\+ d.\n:- e."
    )
    assert (first.head, first.goals) == ("a('x.y')", ())
    assert second.name == "b"
    assert [goal.text for goal in second.goals] == ["c(X, [1, 2])", "\\+ d"]
    assert line_and_column("ab\ncd", 4) == (2, 2)
    assert third.directive


def test_the_same_seed_makes_the_same_files() -> None:
    made = mutants(KINDS, 2, 5, RULES)
    assert mutants(KINDS, 2, 5, RULES) == made
    assert mutants(KINDS, 2, 6, RULES) != made


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_faults_are_found_at_their_place(kind: Kind) -> None:
    made = mutants([kind], 3, 5, RULES)
    assert len(made) == 3
    scores = [our_score(mutant) for mutant in made]
    assert sum(score.line for score in scores) >= 2
    assert sum(score.column for score in scores) >= 2


def test_the_packs_are_clean() -> None:
    for name in PACKS:
        found = our_faults(pack_rules(name), {})
        assert [str(fault) for fault in found if fault.severity is not Severity.NOTE] == []
