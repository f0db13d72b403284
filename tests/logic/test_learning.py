"""Learning from interpretations: by hand, against ProbLog's, and by what likelihood must do."""

import random
from itertools import product
from pathlib import Path

import numpy as np
import pytest

from neurosym.errors import (
    InconsistentEvidenceError,
    RuleSyntaxError,
    UnknownPredicateError,
    UnsupportedRuleError,
)
from neurosym.logic import observations
from neurosym.logic.compiling import CompileLimit
from neurosym.logic.examples import examples_of_text, load_examples
from neurosym.logic.program import Program

TASKS = sorted((Path(__file__).parents[1] / "programs" / "learning").glob("*.pl"))


PROBLOG_CANNOT = {"a_body_that_may_fail"}
"""ProbLog 2.3.0 ends in an UnknownClause error of its own making."""


def example_file(task: Path) -> Path:
    return task.with_suffix(".ev")


@pytest.mark.parametrize("iterations", [1, 7])
@pytest.mark.parametrize(
    "task", [task for task in TASKS if task.stem not in PROBLOG_CANNOT], ids=lambda path: path.stem
)
def test_problogs_numbers_after_the_same_steps(task: Path, iterations: int) -> None:
    pytest.importorskip("problog")
    from problog.learning.lfi import LFIProblem, read_examples
    from problog.program import PrologFile

    seen = list(read_examples(str(example_file(task))))
    problem = LFIProblem(PrologFile(str(task)), seen, normalize=True)
    problem.prepare()
    for _ in range(iterations):
        problem.step()
    learned = Program.load(task).learn(example_file(task), iterations=iterations, tolerance=-np.inf)
    for row, head in enumerate(problem.names):
        atom = str(head.with_probability()).replace(" ", "")
        for key, value in problem.get_weights(row):
            name = atom.replace("(X)", f"({key.args[0]})") if key.args else atom
            assert learned.probabilities[name] == pytest.approx(value, abs=1e-6)


@pytest.mark.parametrize("task", TASKS, ids=lambda path: path.stem)
def test_likelihood_never_falls_and_both_ways_end_alike(task: Path) -> None:
    program = Program.load(task)
    by_em = program.learn(example_file(task), iterations=150)
    gains = np.diff(by_em.log_likelihood)
    assert (gains > -1e-9).all(), "only rounding may take something away"
    gradient = program.learn(
        example_file(task), method="gradient", iterations=150, rate=0.2, tolerance=0.0
    )
    # steps of .2 leave logits that run to infinity some way off
    assert gradient.log_likelihood[-1] == pytest.approx(by_em.log_likelihood[-1], abs=0.1)


@pytest.mark.parametrize("task", TASKS, ids=lambda path: path.stem)
def test_the_likelihood_is_that_of_the_exact_program(task: Path) -> None:
    examples = load_examples(example_file(task))
    learned = Program.load(task).learn(examples, iterations=3, tolerance=-np.inf)
    program = Program.from_text(learned.text)
    total = 0.0
    for example in examples:
        goals = [atom if value else f"\\+ {atom}" for atom, value in example.items()]
        total += np.log(next(iter(program.query(f"({', '.join(goals)})").values())))
    assert learned.log_likelihood[-1] == pytest.approx(total, abs=1e-9)


@pytest.mark.parametrize("task", TASKS, ids=lambda path: path.stem)
def test_a_shared_circuit_says_what_one_for_each_case_says(
    task: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    examples = load_examples(example_file(task))
    # every value of every atom, so that several cases share a circuit
    atoms = list(examples[0])
    examples += [
        dict(zip(atoms, v, strict=True)) for v in product([True, False], repeat=len(atoms))
    ]
    shared = Program.load(task).learn(examples, iterations=3)
    monkeypatch.setattr(observations, "SHARED_LIMIT", CompileLimit(nodes=1, seconds=0.0))
    alone = Program.load(task).learn(examples, iterations=3)
    assert shared.probabilities == pytest.approx(alone.probabilities, abs=1e-9)


def test_one_circuit_for_examples_that_each_saw_other_atoms(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    text = "t(0.3)::a. t(0.4)::b :- a. t(0.2)::c; t(0.5)::d :- b. t(0.6)::e :- d. f :- c. f :- e."
    draw = random.Random(0)
    worlds = Program.from_text(text).sample(80, list("abcdef"))
    masked = [{atom: v for atom, v in world.items() if draw.random() < 0.4} for world in worlds]
    possible = [example for example in masked if example]
    shared = Program.from_text(text).learn(possible, iterations=3)
    monkeypatch.setattr(observations, "_MANY_KINDS", 1000)
    alone = Program.from_text(text).learn(possible, iterations=3)
    assert shared.log_likelihood == pytest.approx(alone.log_likelihood, abs=1e-9)
    assert shared.probabilities == pytest.approx(alone.probabilities, abs=1e-9)


def test_complete_examples_give_frequencies() -> None:
    program = Program.from_text("t(_)::a. t(_)::b :- a. t(_)::c; t(_)::d; t(_)::e.")
    examples = [
        {"a": True, "b": True, "c": True, "d": False, "e": False},
        {"a": True, "b": False, "c": False, "d": False, "e": True},
        {"a": True, "b": False, "c": True, "d": False, "e": False},
        {"a": False, "b": False, "c": False, "d": True, "e": False},
    ]
    learned = program.learn(examples)
    expected = {"a": 3 / 4, "b": 1 / 3, "c": 1 / 2, "d": 1 / 4, "e": 1 / 4}
    assert learned.probabilities == pytest.approx(expected, abs=1e-12)
    assert learned.converged
    assert Program.from_text(learned.text).query("b")["b"] == pytest.approx(1 / 4)


def test_the_learned_text_keeps_everything_else() -> None:
    text = (
        "% t(_)::comment\n"
        "t(_)::a.   % one\n"
        "t(0.5, X)::f(X) :- n(X), \\+ g('X').\n"
        "n(1). n(2). g(y).\n"
        '0.2::c; t(_)::d("; t(_)::no") :- a.\n'
    )
    examples = [["a", "f(1)"], ["\\+ a", "\\+f(1)", "f(2)"], ['d("; t(_)::no")', "a"], ["f(2)"]]
    learned = Program.from_text(text).learn(examples, iterations=1)
    assert learned.text.startswith("% t(_)::comment\n")
    assert "% one\n" in learned.text
    assert "0.5::f(1) :- n(1), \\+ g('X').\n1.0::f(2) :- n(2), \\+ g('X').\n" in learned.text
    assert '0.2::c; 0.8::d("; t(_)::no") :- a.' in learned.text
    assert set(learned.probabilities) == {"a", "f(1)", "f(2)", 'd("; t(_)::no")'}


def test_open_starts_are_equal_or_drawn() -> None:
    program = Program.from_text("t(_)::u; t(_)::v. t(0.4)::w. x :- u, w. x :- v, \\+ w.")
    still = program.learn([["x"]], iterations=1)
    assert still.probabilities["u"] == pytest.approx(0.4)
    first, second, third = (
        program.learn([["x"]], iterations=1, seed=seed).probabilities for seed in (1, 1, 2)
    )
    assert first == second
    assert first != third
    assert first["u"] + first["v"] == pytest.approx(1.0)


def test_none_of_the_alternatives_is_learned_where_the_start_values_leave_it_a_share() -> None:
    examples = [["a"], ["b"], ["\\+ a", "\\+ b"], ["a"]]
    for method, tolerance in (("em", 1e-9), ("gradient", 1e-3)):
        learned = Program.from_text("t(0.3)::a; t(0.3)::b.").learn(examples, method=method)  # type: ignore[arg-type]
        assert learned.probabilities == pytest.approx({"a": 0.5, "b": 0.25}, abs=tolerance)
    with pytest.raises(InconsistentEvidenceError, match="example 3 is impossible"):
        Program.from_text("t(_)::a; t(_)::b.").learn(examples)


def test_what_examples_do_not_touch_stays_and_is_not_named() -> None:
    program = Program.from_text("t(0.3)::a. t(0.25)::b. t(0.1)::c :- a, b. d :- a. d :- c.")
    learned = program.learn([["\\+ a"], ["\\+ a", "\\+ d"]])
    assert learned.probabilities["a"] == 0.0
    assert learned.probabilities["c"] == 0.1
    assert learned.text.count("0.1::c") == 1


def test_impossible_examples_are_left_out_where_that_is_asked_for() -> None:
    program = Program.from_text("t(_)::a. b :- a. t(_)::c; t(_)::d.")
    examples = [["a"], ["a", "\\+ b"], ["\\+ c", "\\+ d"], ["\\+ b", "c"], ["a", "d"]]
    learned = program.learn([*examples, examples[2], ["c"]], leave_out=True)
    assert learned.left_out == (2, 3, 6)
    assert learned.probabilities == pytest.approx({"a": 2 / 3, "c": 2 / 3, "d": 1 / 3}, abs=1e-6)
    assert program.learn([["a"]]).left_out == ()
    with pytest.raises(InconsistentEvidenceError, match="every example is impossible"):
        program.learn(examples[1:3], leave_out=True)


def test_problogs_files_are_read(tmp_path: Path) -> None:
    path = tmp_path / "seen.ev"
    path.write_text(
        "evidence(a,true).\nevidence(\\+ b).\n-----\nobserve(\\+a). % no\n---\n---\n"
        "evidence(f('x y'), false).\n"
    )
    assert examples_of_text(path.read_text()) == [
        {"a": True, "b": False},
        {"a": False},
        {"f('x y')": False},
    ]


def test_faults_are_named(tmp_path: Path) -> None:
    program = Program.from_text("t(_)::a. b :- a.")
    with pytest.raises(UnknownPredicateError, match="unknown predicate c/0"):
        program.learn([["c"]])
    with pytest.raises(InconsistentEvidenceError, match="example 2 is impossible"):
        program.learn([["a"], ["a", "\\+ b"]])
    with pytest.raises(InconsistentEvidenceError, match="example 1: the example says that a holds"):
        program.learn([["a", "\\+ a"]])
    with pytest.raises(ValueError, match="there is no example"):
        program.learn([])
    with pytest.raises(ValueError, match="example 2 is empty"):
        program.learn([["a"], []])
    with pytest.raises(ValueError, match="atom with variables"):
        Program.from_text("t(_)::f(1). t(_)::f(2).").learn([["f(X)"]])
    with pytest.raises(UnsupportedRuleError, match="no example depends on a learnable"):
        Program.from_text("0.5::a. t(_)::b.").learn([["a"]])
    with pytest.raises(UnsupportedRuleError, match="a program with constraints cannot be learned"):
        Program.from_text("t(_)::a. t(_)::b. false :- a, b.").learn([["a"]])
    with pytest.raises(RuleSyntaxError, match=r"examples\.pl:2:1: an example holds evidence"):
        examples_of_text("evidence(a, true).\nquery(a).")
    with pytest.raises(RuleSyntaxError, match=r"examples\.pl:3:\d+: syntax error"):
        examples_of_text("evidence(a, true).\n---\nevidence(b true).")
    with pytest.raises(RuleSyntaxError, match="there is no such file; check the path"):
        program.learn(tmp_path / "missing.ev")
