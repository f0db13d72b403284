"""Evidence on leaves put into the program: the probabilities stay what they were."""

from collections.abc import Callable

import pytest

from neurosym.errors import InconsistentEvidenceError, UnsupportedRuleError
from neurosym.logic.compiling import compile_circuit
from neurosym.logic.conditioning import given_evidence, known_leaves
from neurosym.logic.ground_program import GroundProgram
from neurosym.logic.program import Program
from neurosym.logic.weights import weights
from neurosym.logic.worlds import brute_force

LOOP = "0.5::a. 0.4::b. p :- \\+ q, a. q :- \\+ p, a. p :- b. query(p). query(b). "
"""Where a holds and b does not, p and q are neither true nor false."""


def ground(text: str) -> GroundProgram:
    return Program.from_text(text).ground()


def test_what_is_left_of_a_choice_sums_to_one_again() -> None:
    text = "0.2::x; 0.3::y; 0.4::z. 0.5::e. evidence(\\+x). evidence(e). query(y). query(e)."
    program = given_evidence(ground(text))
    assert program.evidence == ()
    left = {leaf.text: leaf.probability for leaf in program.leaves.values()}
    assert left == pytest.approx({"y": 0.3 / 0.8})
    assert brute_force(program) == pytest.approx({"y": 0.3 / 0.8, "e": 1.0})


def test_derived_evidence_decides_leaves_and_stays() -> None:
    text = "0.2::a. 0.3::b. 0.5::c. d :- a, e. e :- b. e :- c. evidence(d). query(b). query(a)."
    program = given_evidence(ground(text))
    assert sorted(leaf.text for leaf in program.leaves.values()) == ["b", "c"]
    assert len(program.evidence) == 1
    assert brute_force(program) == pytest.approx({"b": 0.3 / 0.65, "a": 1.0})


@pytest.mark.parametrize("seed", range(60))
def test_random_programs_keep_their_probabilities(
    seed: int, random_program: Callable[[int], GroundProgram]
) -> None:
    program = random_program(seed)
    try:
        expected = brute_force(program)
    except InconsistentEvidenceError:
        with pytest.raises(InconsistentEvidenceError, match="no possible world agrees"):
            brute_force(given_evidence(program))
        return
    assert brute_force(given_evidence(program)) == pytest.approx(expected)


@pytest.mark.parametrize(
    "text",
    [
        "0.0::a. evidence(a).",
        "0.3::a; 0.7::b. evidence(\\+a). evidence(\\+b).",
        "0.5::a. evidence(a). false :- a.",
    ],
)
def test_what_has_no_probability_is_inconsistent(text: str) -> None:
    with pytest.raises(InconsistentEvidenceError, match="no possible world agrees"):
        given_evidence(ground(text + " 0.5::q. query(q)."))


@pytest.mark.parametrize("method", ["exact", "bounds", "k-best", "sampling"])
def test_evidence_on_leaves_excludes_undefined_worlds_for_every_method(method: str) -> None:
    # of the worlds without a or with b, b has .4 / (.5 + .5 * .4)
    given = {"\\+a": (0.4, 0.4), "b": (1.0, 1.0)}
    for evidence, expected in given.items():
        program = Program.from_text(f"{LOOP} evidence({evidence}).")
        found = program.query(method=method)  # type: ignore[call-overload]
        low = [getattr(found[text], "lower", found[text]) for text in ("p", "b")]
        high = [getattr(found[text], "upper", found[text]) for text in ("p", "b")]
        near = 0.02 if method == "sampling" else 1e-9
        assert all(a - near <= e <= b + near for a, e, b in zip(low, expected, high, strict=True))
        assert brute_force(program.ground()) == pytest.approx({"p": expected[0], "b": expected[1]})


@pytest.mark.parametrize("method", ["exact", "bounds", "k-best", "sampling"])
def test_evidence_on_derived_atoms_does_not(method: str) -> None:
    program = Program.from_text(f"{LOOP} c :- b. c :- \\+ a. evidence(c).")
    with pytest.raises(UnsupportedRuleError, match="leaves p, q neither true nor false"):
        program.query(method=method)  # type: ignore[call-overload]


def test_with_a_loop_through_negation_only_evidence_on_leaves_counts() -> None:
    program = ground(f"{LOOP} 0.3::d. c :- b, d. evidence(c). evidence(d).")
    assert {program.text(leaf): value for leaf, value in known_leaves(program).items()} == {
        "d": True
    }


@pytest.mark.parametrize("method", ["bounds", "k-best"])
def test_improbable_evidence_is_no_contradiction(method: str) -> None:
    text = "0.001::f(X) :- between(1, 200, X). 0.5::a. query(a). "
    program = Program.from_text(text + "evidence(f(X)) :- between(1, 200, X).")
    found = program.query(method=method)["a"]  # type: ignore[call-overload]
    assert (found.lower, found.upper) == pytest.approx((0.5, 0.5))


def test_improbable_evidence_on_derived_atoms_leaves_the_bounds_open() -> None:
    text = "1e-5::f(X) :- between(1, 6, X). 1e-5::g(X) :- between(1, 6, X). 0.5::a. query(a). "
    rules = "h(X) :- f(X). h(X) :- g(X). evidence(h(X)) :- between(1, 6, X)."
    found = Program.from_text(text + rules).query(method="k-best")["a"]
    assert found.lower - 1e-9 <= 0.5 <= found.upper + 1e-9


def test_compiled_as_it_was(random_program: Callable[[int], GroundProgram]) -> None:
    program = random_program(3)
    before, after = program, given_evidence(program)
    values = []
    for one in (before, after):
        circuit = compile_circuit(one, smooth=False)
        values.append(circuit.conditional(weights(circuit, one)).tolist())
    assert values[1] == pytest.approx(values[0])
