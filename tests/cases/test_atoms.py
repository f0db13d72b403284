import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from neurosym.cases.atoms import (
    fill,
    functor_name,
    has_place,
    is_plain_atom,
    quoted,
    snake_case,
    state_atom,
)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("ChestXray", "chest_xray"),
        ("LowerBodyO2", "lower_body_o2"),
        ("RUQO2", "ruqo2"),
        ("CO2Report", "co2_report"),
        ("HypoxiaInO2", "hypoxia_in_o2"),
        ("mean radius", "mean_radius"),
        ("asia", "asia"),
    ],
)
def test_names_become_snake_case(name: str, expected: str) -> None:
    assert snake_case(name) == expected
    assert functor_name(name) == expected


def test_a_functor_keeps_letters_and_digits_only() -> None:
    assert functor_name("radius (worst) %") == "radius_worst"
    assert functor_name("(%)") == "variable"


@pytest.mark.parametrize(
    ("state", "atom"),
    [
        ("Oligaemic", "oligaemic"),
        ("Lt_to_Rt", "lt_to_rt"),
        ("Asy/Patch", "'asy/patch'"),
        ("Transp.", "'transp.'"),
        ("<5", "'<5'"),
        ("0-3_days", "'0-3_days'"),
        ("12", "12"),
        ("-3", "-3"),
        ("03", "'03'"),
        ("it's", r"'it\'s'"),
        ("a\\b", r"'a\\b'"),
    ],
)
def test_states_become_atoms(state: str, atom: str) -> None:
    assert state_atom(state) == atom


def test_only_places_outside_of_quotes_are_filled() -> None:
    template = "finding(Case, 'State of Case', State)"
    assert fill(template, "ann", "high") == "finding(ann, 'State of Case', high)"
    assert has_place(template, "State")
    assert not has_place("finding(Case, 'State')", "State")
    assert not has_place("finding(CaseState)", "State")


@settings(deadline=None, derandomize=True)
@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=12))
def test_a_quoted_atom_reads_back_the_same(text: str) -> None:
    atom = quoted(text)
    if atom == text:
        assert is_plain_atom(text)
        return
    inner = atom[1:-1].replace("\\\\", "\0").replace("\\'", "'")
    assert inner.replace("\0", "\\") == text
