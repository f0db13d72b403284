"""What contradicts what is said with its places, whatever the method."""

import pytest

from neurosym.errors import InconsistentEvidenceError
from neurosym.logic.program import Program

METHODS = ("exact", "bounds", "k-best", "sampling")
START = "no possible world agrees with "


def message(text: str, method: str = "exact", evidence: tuple[str, ...] = ()) -> str:
    program = Program.from_text(text)
    with pytest.raises(InconsistentEvidenceError, match="no possible world agrees") as caught:
        program.query(method=method, evidence=evidence)  # type: ignore[call-overload]
    return str(caught.value)


@pytest.mark.parametrize("method", METHODS)
def test_literals_that_contradict_each_other_are_named_alone(method: str) -> None:
    text = "0.5::a. 0.5::b.\nevidence(b).\nevidence(a).\nevidence(\\+a).\nfalse :- a, b.\nquery(b)."
    assert message(text, method) == (
        f"{START}the evidence a (program.pl:3:1) and \\+a (program.pl:4:1), which contradict each "
        "other; remove one of them"
    )


@pytest.mark.parametrize("method", METHODS)
def test_what_is_false_in_every_world_is_named_alone(method: str) -> None:
    text = "0.5::a.\nb :- a, \\+a.\nc(1).\nevidence(a).\nevidence(c(2)).\nquery(a)."
    assert message(text, method) == (
        f"{START}the evidence c(2) (program.pl:5:1): it is false whatever else holds; remove it, "
        "or correct the rules"
    )
    assert "the evidence \\+c(1):" in message(text.replace("c(2)", "a"), method, ("\\+ c(1)",))


@pytest.mark.parametrize("method", METHODS)
def test_evidence_and_hard_rules_are_named_with_their_places(method: str) -> None:
    text = "0.5::a. 0.5::b.\nfalse :- a, b.\n0.5::false :- b.\nevidence(a).\nquery(b)."
    assert message(text, method, ("b",)) == (
        f"{START}the evidence a (program.pl:4:1), b and the hard rules program.pl:2:1; remove one "
        "of them"
    )


def test_hard_rules_alone_and_many_of_them() -> None:
    rules = "\n".join(f"false :- a({i}).\nfalse :- \\+ a({i})." for i in range(5))
    found = message("0.5::a(X) :- between(0,4,X).\n" + rules + "\nquery(a(1)).")
    assert found == (
        f"{START}the hard rules {', '.join(f'program.pl:{i}:1' for i in range(2, 7))} and 5 more; "
        "remove one of them"
    )


def test_no_strategy_is_possible() -> None:
    program = Program.from_text("?::d. 0.5::a.\nfalse :- a.\nfalse :- \\+ a. utility(d, 1).")
    with pytest.raises(InconsistentEvidenceError, match=r":3:1 under any strategy; remove one"):
        program.optimal_strategy()


def test_the_most_probable_world_names_them_too() -> None:
    program = Program.from_text("0.5::a.\nfalse :- a.\nevidence(a).\nquery(a).")
    with pytest.raises(InconsistentEvidenceError, match=r"the evidence a \(program.pl:3:1\) and"):
        program.most_probable()
