import json

import pytest

from neurosym.errors import SavedFileError
from neurosym.logic.ground_program import (
    Clause,
    ClauseKind,
    Column,
    GroundConstraint,
    GroundProgram,
    GroundRule,
    Leaf,
    LeafKind,
    NeuralOutput,
    NumericTest,
    Operation,
    Position,
    Threshold,
)
from neurosym.logic.storage import from_json, to_json

PROGRAM = GroundProgram(
    atoms=("stress(1)", "fever(case)", "radius - 2 > 3.5", "ill(case)", "digit(x,7)"),
    leaves={
        1: Leaf(
            LeafKind.FACT,
            "stress(1)",
            probability=0.25,
            group=3,
            learnable=True,
            clause=0,
            tie="[x]",
        ),
        2: Leaf(LeafKind.STATE, "fever(case)", variable=4, state=1),
        3: Leaf(
            LeafKind.TEST,
            "radius - 2 > 3.5",
            test=NumericTest(">", Operation("-", (Column(7), 2.0)), Threshold(3.5)),
        ),
        5: Leaf(
            LeafKind.NEURAL,
            "digit(x,7)",
            group=1,
            clause=1,
            neural=NeuralOutput("net", (("tensor", ("train", 3)), 0.5), 7, 10),
        ),
    },
    rules=(GroundRule(4, (1, -2), 1),),
    constraints=(GroundConstraint((4, 3), 0.8, 2, ("ill(case)",), learnable=True),),
    queries=(("ill(case)", 4),),
    evidence=(-1,),
    clauses=(
        Clause("0.25::stress(1)", Position("a.pl", 1), ClauseKind.PROBABILISTIC),
        Clause("ill(P) :- stress(1)", Position("a.pl", 2, 5), ClauseKind.RULE, comment="True if"),
        Clause("0.8::false :- ill(P)", Position("a.pl", 9), ClauseKind.CONSTRAINT, 0.8),
    ),
)


def test_a_program_survives_the_way_through_json() -> None:
    found = from_json(json.loads(json.dumps(to_json(PROGRAM))))
    assert found == PROGRAM
    test = found.leaves[3].test
    assert test is not None
    assert isinstance(test.right, Threshold)


def test_a_damaged_program_says_so() -> None:
    damaged = to_json(PROGRAM)
    del damaged["rules"]
    with pytest.raises(SavedFileError, match="the saved rules are damaged: KeyError"):
        from_json(damaged)
