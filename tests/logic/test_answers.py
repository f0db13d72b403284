"""Methods and their options."""

import re

import pytest

from neurosym.logic.answers import Method, check_options
from neurosym.logic.program import Program

PROGRAM = "0.3::a. 0.5::b. c :- a, b. query(c)."


def test_a_degree_of_truth_says_that_it_is_one() -> None:
    program = Program.from_text(PROGRAM)
    assert str(program.query(method="fuzzy")["c"]) == "degree 0.15 (product t-norm)"
    assert str(program.query(method="fuzzy", t_norm="godel")["c"]) == "degree 0.3 (godel t-norm)"
    with pytest.raises(ValueError, match="there is no t-norm 'drastic'; choose product, luk"):
        program.query(method="fuzzy", t_norm="drastic")


@pytest.mark.parametrize(
    ("method", "options", "message"),
    [
        ("guess", {}, "there is no method 'guess'; choose exact, bounds, k-best, sampling, fuzzy"),
        ("exact", {"k": 3}, "method 'exact' takes no option k; it belongs to method 'k-best'"),
        ("bounds", {"speed": 3}, "method 'bounds' takes no option speed; remove it"),
    ],
)
def test_unknown_methods_and_options_are_named(
    method: str, options: dict[str, int], message: str
) -> None:
    with pytest.raises(ValueError, match=re.escape(message)):
        check_options(method, options)


def test_every_method_has_an_answer() -> None:
    program = Program.from_text(PROGRAM)
    for method in Method:
        assert list(program.query(method=method)) == ["c"]  # type: ignore[call-overload]


@pytest.mark.parametrize(
    ("method", "options", "error", "message"),
    [
        ("sampling", {"confidence": 2}, ValueError, "confidence is 2; give a number between 0 and"),
        ("sampling", {"samples": 0}, ValueError, "samples is 0; ask for at least one"),
        ("exact", {"limit": 3}, TypeError, "limit is 3; give a CompileLimit"),
        ("bounds", {"seconds": -3}, ValueError, "seconds is -3; give a number of at least 0"),
        ("bounds", {"gap": "0"}, TypeError, "gap is '0'; give a number"),
        ("k-best", {"k": 1.5}, ValueError, "k is 1.5; ask for at least one, as a whole number"),
    ],
)
def test_options_out_of_range(
    method: str, options: dict[str, object], error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=message):
        check_options(method, options)
