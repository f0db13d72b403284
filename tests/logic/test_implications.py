"""What known literals imply, against all worlds."""

from collections.abc import Callable
from itertools import product

import numpy as np
import pytest

from neurosym.errors import InconsistentEvidenceError
from neurosym.logic.choices import choices_of
from neurosym.logic.ground_program import TRUE, GroundProgram
from neurosym.logic.implications import Implications
from neurosym.logic.program import Program
from neurosym.logic.worlds import holds, truth


@pytest.mark.parametrize("seed", range(40))
def test_implied_truth_is_that_of_all_worlds_that_agree(
    seed: int, random_program: Callable[[int], GroundProgram]
) -> None:
    ground = random_program(seed)
    choices = choices_of(ground)
    leaves = [leaf for choice in choices for leaf in choice.leaves]
    picks = product(*[(*c.leaves, *([] if c.complete else [0])) for c in choices])
    worlds = np.array([[leaf in set(pick) for leaf in leaves] for pick in picks]).T
    atom_truth = truth(ground, leaves, worlds)
    for atom in range(1, len(ground.atoms) + 1):
        for literal in (atom, -atom):
            here = holds(literal, atom_truth)
            try:
                known = Implications(ground).of([literal])
            except InconsistentEvidenceError:
                assert not here.any()
                continue
            for other, value in known.items():
                assert (holds(other, atom_truth)[here] == value).all()


def test_backwards_by_hand() -> None:
    program = Program.from_text(
        "0.5::a. 0.5::b. 0.5::c. 0.2::r; 0.3::g; 0.5::u. d :- a, \\+ b. e :- d. "
        "f :- c, r. f :- g, c. query(e). query(f). query(u)."
    )
    ground = program.ground()
    number = {text: atom for atom, text in enumerate(ground.atoms, start=1)}
    known = Implications(ground).of([literal for text, literal in ground.queries if text == "e"])
    assert known[number["a"]]
    assert not known[number["b"]]
    asked = dict(ground.queries)
    both = Implications(ground).of([asked["u"]])
    assert not both[asked["f"]], "u excludes r and g"
    with pytest.raises(InconsistentEvidenceError, match="no possible world agrees"):
        Implications(ground).of([asked["u"], asked["f"]])


def test_forwards_alone_concludes_nothing_from_a_head() -> None:
    ground = Program.from_text("0.5::a. 0.5::c. b :- a, c. query(b).").ground()
    (root,) = (literal for _, literal in ground.queries)
    assert set(Implications(ground).of([root], backwards=False)) == {TRUE, root}
    assert len(Implications(ground).of([root])) == 4
