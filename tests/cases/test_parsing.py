from collections.abc import Mapping
from math import isfinite

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from neurosym.cases.case import TextSpan
from neurosym.cases.parsing import Value, case_from_mapping, parse_case
from neurosym.cases.variable import Variable
from neurosym.cases.vocabulary import Vocabulary
from neurosym.errors import CaseError

WORDS = Vocabulary(
    (
        Variable("LowerBodyO2", ("<5", "5-12", "12+")),
        Variable("ChestXray", ("Normal", "Oligaemic", "Plethoric", "Grd_Glass", "Asy/Patch")),
        Variable("CO2Report", ("<7.5", ">=7.5")),
        Variable("DuctFlow", ("Lt_to_Rt", "None", "Rt_to_Lt")),
        Variable("LVH", ("yes", "no"), missing=("", "?")),
        Variable("mean radius", numeric=True, unit="um", range=(6.0, 30.0)),
        Variable(
            "age", ("< 1", "1 to 9", ">= 9"), numeric=True, cuts=(1.0, 9.0), missing=("", "NA")
        ),
        Variable("odd, name=", ("it's", '"', "a;b=c", "=", " padded ", "new\nline")),
    )
)


def states(text: str) -> dict[str, str]:
    return {finding.variable: finding.state for finding in parse_case(text, WORDS).findings}


def test_the_case_of_the_issue() -> None:
    assert states("lower_body_o2=<5, chest_xray=oligaemic") == {
        "LowerBodyO2": "<5",
        "ChestXray": "Oligaemic",
    }


def test_the_split_is_at_the_first_equals_sign() -> None:
    assert states("co2_report=>=7.5") == {"CO2Report": ">=7.5"}


@pytest.mark.parametrize(
    "text",
    [
        "'odd, name='='a;b=c'",
        '"odd, name=" = "a;b=c" ; lvh=',
        "lvh=?\n'odd, name='='a;b=c',",
    ],
)
def test_quotes_hold_any_separator(text: str) -> None:
    assert states(text) == {"odd, name=": "a;b=c"}


def test_a_doubled_quote_is_one_quote() -> None:
    assert states("'odd, name='='it''s'") == {"odd, name=": "it's"}


def test_none_is_a_state() -> None:
    assert states("duct flow=none") == {"DuctFlow": "None"}


def test_findings_know_their_place() -> None:
    case = parse_case("lvh=yes, duct_flow=none", WORDS, name="ann")
    assert case.findings[1].source == TextSpan("ann", 9, 23)
    assert case.name == "ann"


def test_an_empty_case_has_no_findings() -> None:
    assert parse_case(" , ", WORDS).findings == ()


def test_numbers() -> None:
    radius, age = parse_case("mean radius = 17.9 um, age=1", WORDS).findings
    assert (radius.state, radius.value, radius.note) == ("17.9", 17.9, "")
    assert (age.state, age.value) == ("1 to 9", 1.0)


def test_a_bin_may_stand_for_a_number() -> None:
    (age,) = parse_case("age=>= 9", WORDS).findings
    assert (age.state, age.value) == (">= 9", None)


def test_an_unusual_number_is_kept_with_a_note() -> None:
    case = parse_case("mean radius=179", WORDS)
    assert case.findings[0].value == 179.0
    assert case.notes == ("mean radius=179 lies outside of the usual 6 to 30 um",)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("lower_body=<5", r"^unknown variable 'lower_body'; did you mean LowerBodyO2\?$"),
        (
            "lower_body_o2=low",
            r"^LowerBodyO2: unknown state 'low'; its states are <5, 5-12, 12\+$",
        ),
        (
            "lower_body_o2=<5, LowerBodyO2=12+",
            r"^LowerBodyO2 is given twice: <5 and 12\+; give it one state$",
        ),
        ("lvh", r"^'lvh' has no state; write name=state$"),
        ("=yes", r"^a name is missing before '=yes'; write name=state$"),
        ("lvh='yes", r"^the quote before 'yes' is never closed; close it$"),
        ("lvh='yes' no", r"^'no' follows a closing quote; put a comma between findings$"),
        ("mean radius=big", r"^mean radius: 'big' is no number; give one in um$"),
        ("mean radius=1_0", r"^mean radius: '1_0' is no number; give one in um$"),
        ("age=old", r"^age: 'old' is no number; give one or one of < 1, 1 to 9, >= 9$"),
        ("age=inf", r"^age: 'inf' is not finite; give a number or leave it out$"),
        ("age=nan", r"^age: 'nan' is not finite; give a number or leave it out$"),
    ],
)
def test_bad_cases(text: str, sentence: str) -> None:
    with pytest.raises(CaseError, match=sentence):
        parse_case(text, WORDS)


def test_mappings() -> None:
    mapping: Mapping[str, Value] = {
        "lvh": True,
        "duct_flow": None,
        "chest xray": "asy/patch",
        "age": float("nan"),
        "mean radius": 12,
    }
    case = case_from_mapping(mapping, WORDS)
    assert [str(finding) for finding in case.findings] == [
        "LVH=yes",
        "ChestXray=Asy/Patch",
        "mean radius=12.0",
    ]


def test_a_mapping_may_hold_whole_numbers_for_states() -> None:
    words = Vocabulary((Variable("grade", ("1", "2")),))
    assert case_from_mapping({"grade": 2}, words).findings[0].state == "2"
    assert case_from_mapping({"grade": 2.0}, words).findings[0].state == "2"


def test_the_same_finding_in_two_writings_is_one() -> None:
    assert len(parse_case("lvh=yes, LVH=YES", WORDS).findings) == 1


STATES = st.fixed_dictionaries(
    {},
    optional={v.name: st.sampled_from(v.states) for v in WORDS if not v.numeric},
)
NUMBERS = st.fixed_dictionaries({}, optional={"mean radius": st.floats(6, 30), "age": st.floats()})


@settings(deadline=None, derandomize=True)
@given(STATES, NUMBERS)
def test_a_printed_case_reads_back_the_same(
    states: dict[str, str], numbers: dict[str, float]
) -> None:
    case = case_from_mapping({**states, **{k: v for k, v in numbers.items() if isfinite(v)}}, WORDS)
    read = parse_case(str(case), WORDS)
    assert [(f.variable, f.state, f.value) for f in read.findings] == [
        (f.variable, f.state, f.value) for f in case.findings
    ]
    assert {f.variable: f.state for f in case.findings if f.variable in states} == states
