"""The most probable world against all worlds, and against ProbLog's."""

from collections.abc import Callable
from itertools import product
from pathlib import Path

import numpy as np
import pytest

from neurosym.errors import InconsistentEvidenceError
from neurosym.logic.choices import choices_of
from neurosym.logic.ground_program import GroundProgram
from neurosym.logic.most_probable import most_probable_world
from neurosym.logic.program import Program
from neurosym.logic.worlds import holds, truth, world_weights


@pytest.mark.parametrize("seed", range(60))
def test_no_world_is_more_probable(
    seed: int, random_program: Callable[[int], GroundProgram]
) -> None:
    ground = random_program(seed)
    choices = choices_of(ground)
    leaves = [leaf for choice in choices for leaf in choice.leaves]
    worlds, weights = [], []
    for pick in product(*[(*choice.leaves, 0) for choice in choices]):
        weight = 1.0
        for choice, taken in zip(choices, pick, strict=True):
            each = [ground.leaves[leaf].probability or 0.0 for leaf in choice.leaves]
            weight *= each[choice.leaves.index(taken)] if taken else max(0.0, 1.0 - sum(each))
        worlds.append([leaf in set(pick) for leaf in leaves])
        weights.append(weight)
    atom_truth = truth(ground, leaves, np.array(worlds).T)
    joint = np.array(weights) * world_weights(ground, atom_truth)
    if not joint.any():
        with pytest.raises(InconsistentEvidenceError, match="no possible world agrees"):
            most_probable_world(ground)
        return
    found = most_probable_world(ground)
    assert found.joint == pytest.approx(joint.max(), rel=1e-12)
    assert found.probability == pytest.approx(joint.max() / joint.sum(), rel=1e-9)
    chosen = [true for _, true in found.choices]
    (row,) = (i for i, world in enumerate(worlds) if world == chosen)
    assert joint[row] == pytest.approx(joint.max(), rel=1e-12)
    assert found.answers == {
        text: bool(holds(literal, atom_truth)[row]) for text, literal in ground.queries
    }


PROGRAMS = {
    "alarm": """
0.1::a. 0.05::b. c :- a. c :- b. evidence(c). query(a). query(b).
""",
    "colours": """
0.4::a; 0.35::b; 0.25::c. 0.9::d :- a. 0.2::d :- b. 0.7::d :- c. evidence(d).
query(a). query(b). query(c).
""",
    "path": """
0.3::e(1,2). 0.4::e(2,3). 0.6::e(1,3). p(X,Y) :- e(X,Y). p(X,Y) :- e(X,Z), p(Z,Y).
evidence(p(1,3)). query(e(1,2)). query(e(2,3)). query(e(1,3)).
""",
    "smokers": """
n(1). n(2). n(3). 0.3::s(1). 0.4::s(2). 0.3::s(3). 0.2::i(X,Y) :- n(X), n(Y). k(X) :- s(X).
k(X) :- i(X,Y), k(Y). evidence(k(1)). evidence(\\+ s(1)).
query(s(2)). query(s(3)). query(i(1,2)).
""",
    "negation": """
0.7::a. 0.2::b. c :- \\+ a. c :- b. evidence(\\+ c). query(a). query(b).
""",
    "chain": """
0.6::x. 0.3::y :- x. 0.8::z :- \\+ y. evidence(z, true). query(x). query(y). query(z).
""",
}


@pytest.mark.parametrize("text", PROGRAMS.values(), ids=PROGRAMS)
def test_the_probability_is_that_of_problogs_mpe(
    text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)  # the solver leaves a file
    pytest.importorskip("problog")
    from problog.formula import LogicDAG
    from problog.program import PrologString
    from problog.tasks.mpe import mpe_maxsat

    dag = LogicDAG.createFrom(
        PrologString(text), avoid_name_clash=True, label_all=True, labels=[("output", 1)]
    )
    joint, facts = mpe_maxsat(dag)
    found = Program.from_text(text).most_probable()
    assert found.joint == pytest.approx(joint, rel=1e-9)
    assert str(found).split("\n") == [str(fact) for fact in facts]


def test_soft_constraints_count_and_what_evidence_leaves_is_chosen_by_itself() -> None:
    program = Program.from_text(
        "0.6::a. 0.3::b. 0.2::c; 0.5::d. 0.9::false :- a, \\+ b. query(a). query(b). query(d)."
    )
    world = program.most_probable()
    # a and b: .18, a alone: .42 * .1, b alone: .12, neither: .28
    assert world.answers == {"a": False, "b": False, "d": True}
    assert world.joint == pytest.approx(0.28 * 0.5)
    assert world.probability == pytest.approx(0.28 * 0.5 / (1 - 0.42 * 0.9))
    assert str(world) == "\\+a\n\\+b\nd"


def test_impossible_evidence_is_an_error() -> None:
    program = Program.from_text("0.5::a. b :- a, \\+ a. query(a).")
    with pytest.raises(InconsistentEvidenceError, match="no possible world agrees"):
        program.most_probable(evidence=["b"])
