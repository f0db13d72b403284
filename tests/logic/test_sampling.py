"""Random worlds agree with the evidence and come as often as they are probable."""

import re
from collections.abc import Callable

import numpy as np
import pytest

from neurosym.errors import InconsistentEvidenceError, SamplingError
from neurosym.logic import sampling
from neurosym.logic.answers import Estimate
from neurosym.logic.compiling import CompileLimit
from neurosym.logic.ground_program import GroundProgram
from neurosym.logic.program import Program
from neurosym.logic.sampling import sample_worlds
from neurosym.logic.worlds import brute_force

Random = Callable[[int], GroundProgram]
NO_COMPILING = CompileLimit(nodes=1, seconds=0.0)


@pytest.mark.parametrize("few", [0.0, 1.1], ids=["rejected", "drawn down the circuit"])
@pytest.mark.parametrize("seed", range(25))
def test_shares_are_probabilities(
    seed: int, few: float, random_program: Random, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sampling, "_FEW", few)
    ground = random_program(seed)
    try:
        exact = brute_force(ground)
    except InconsistentEvidenceError:
        return
    samples = sample_worlds(ground, 4000, np.random.default_rng(seed))
    assert len(samples) > 1000
    # 250 queries: with 5 standard deviations one in a million tests fails by chance
    for text, estimate in samples.estimates().items():
        spread = max(0.0, exact[text] * (1 - exact[text]) / len(samples)) ** 0.5
        assert abs(estimate.value - exact[text]) <= 5 * spread + 1e-9


def test_intervals_hold_the_value_as_often_as_they_say() -> None:
    program = Program.from_text("0.3::a. 0.5::b. c :- a. c :- b. evidence(c). query(a).")
    ground = program.ground()
    random = np.random.default_rng(1)
    exact = program.query()["a"]
    found = [sample_worlds(ground, 100, random).estimates(0.9)["a"] for _ in range(300)]
    held = sum(estimate.lower <= exact <= estimate.upper for estimate in found)
    # 300 draws of probability .9: 270 +- 4 standard deviations of 5.2
    assert 249 <= held <= 291


def test_wilson_by_hand() -> None:
    # z = 1.96 for 95 %: n = 10, share .5: middle .5, width 1.96/(1+.384) sqrt(.025+.0096)
    found = Estimate.of(5, 10)
    assert (found.lower, found.upper) == pytest.approx((0.2366, 0.7634), abs=1e-4)
    none = Estimate.of(0, 10)
    assert none.lower == 0.0
    assert none.upper == pytest.approx(0.2775, abs=1e-4)
    assert str(none) == "~0 (0 to 0.278: 95 % interval of 10 samples)"


def test_the_same_seed_gives_the_same_worlds_in_which_the_evidence_holds() -> None:
    program = Program.from_text("0.3::a. 0.5::b. c :- a. c :- b. query(a). query(b).")
    first, second = (list(program.sample(50, evidence=["c"], seed=7)) for _ in range(2))
    assert first == second
    assert all(world["a"] or world["b"] for world in first)
    assert list(program.sample(50, evidence=["c"], seed=8)) != first


def test_improbable_evidence_is_compiled_and_where_it_cannot_be_named() -> None:
    text = "0.0001::f(X) :- between(1, 4, X). all :- f(1), f(2). all :- f(3), f(4). 0.5::g. "
    program = Program.from_text(text + "query(f(1)). query(g). evidence(all).")
    found = program.query(method="sampling", samples=2000)
    assert found["f(1)"].lower < 0.5 < found["f(1)"].upper
    assert found["g"].lower < 0.5 < found["g"].upper
    with pytest.raises(SamplingError, match=re.escape("random worlds agrees with the evidence")):
        sample_worlds(program.ground(), 10, np.random.default_rng(0), limit=NO_COMPILING)


def test_evidence_on_leaves_and_single_rules_rejects_nothing() -> None:
    text = "0.001::f(X) :- between(1, 4, X). all :- f(1), f(2), \\+ f(3). 0.5::g. "
    program = Program.from_text(text + "query(f(1)). query(g). evidence(all).")
    samples = sample_worlds(program.ground(), 100, np.random.default_rng(0), limit=NO_COMPILING)
    assert len(samples) == 100
    assert samples.drawn == sampling._CHUNK
    assert all(world["f(1)"] for world in samples)


def test_impossible_evidence_and_bad_numbers_are_errors() -> None:
    program = Program.from_text("0.5::a. b :- a, \\+ a. 0.5::c. d :- b. d :- c. query(a).")
    with pytest.raises(InconsistentEvidenceError, match="no possible world agrees"):
        program.sample(10, evidence=["b"])
    with pytest.raises(InconsistentEvidenceError, match="no possible world agrees"):
        program.sample(10, evidence=["d", "\\+ c"])
    with pytest.raises(ValueError, match="count is 0; ask for at least one world"):
        program.sample(0)
