"""Facts of cases from rows, mappings and data frames, with where they are from."""

import pandas
import pytest

from neurosym.cases.facts import Facts, FactSource, facts_from_rows, facts_of
from neurosym.errors import DataError


def test_a_mapping_is_one_case() -> None:
    facts = facts_of({"BodyTemp": 36.8, "LVH": True, "xray": "Asy/Patch", "age": None})
    assert list(facts) == ["body_temp(case,36.8)", "lvh(case)", "xray(case,'asy/patch')"]
    assert facts.source("lvh(case)") == FactSource("1")


def test_a_data_frame_names_its_rows_by_its_index() -> None:
    frame = pandas.DataFrame(
        {"who": ["ann", "bob"], "temp": [36.8, float("nan")], "smokes": ["no", "yes"]},
        index=[17, 18],
    )
    facts = facts_of(frame, key="who", name="ward.csv")
    assert list(facts) == ["temp(ann,36.8)", "\\+ smokes(ann)", "smokes(bob)"]
    assert [str(facts.source(text)) for text in facts] == [
        "ward.csv, row 17",
        "ward.csv, row 17",
        "ward.csv, row 18",
    ]


def test_a_row_of_a_data_frame_keeps_its_name() -> None:
    frame = pandas.DataFrame({"temp": [36, 39]}, index=[4, 7])
    facts = facts_of(frame.loc[7])
    assert list(facts) == ["temp(case,39)"]
    assert str(facts.source("temp(case,39)")) == "row 7"


def test_rows_without_a_key_are_named_by_their_number() -> None:
    facts = facts_of([{"temp": 36.8}, {"temp": 39.0}])
    assert list(facts) == ["temp(1,36.8)", "temp(2,39.0)"]


def test_words_of_a_column_that_says_more_than_yes_and_no_are_its_states() -> None:
    facts = facts_from_rows([{"report": "yes"}, {"report": "unclear"}])
    assert list(facts) == ["report(1,yes)", "report(2,unclear)"]


def test_text_stays_text_and_adds_up() -> None:
    facts = facts_of(["fever(ann)"])
    assert facts_of(facts) is facts
    assert facts_of("fever(ann)") == facts
    both = facts + facts_of({"temp": 37})
    assert both[:] == ("fever(ann)", "temp(case,37)")
    assert (len(both), both[0], both.source("temp(case,37)")) == (2, "fever(ann)", FactSource("1"))
    assert Facts(("a",)).source("a") is None


def test_a_cell_that_is_no_value_is_refused() -> None:
    with pytest.raises(DataError, match=r"row 1, column temp: \[1\] is neither a text nor a num"):
        facts_of({"temp": [1]})
    with pytest.raises(DataError, match="row 1: has no value for who, which names the case"):
        facts_of([{"temp": 3}], key="who")


def test_cases_that_the_rules_would_call_the_same_are_refused() -> None:
    with pytest.raises(DataError, match=r"row 2: a_1 and A 1 are both called a_1 in the rules"):
        facts_of([{"p": "A 1", "t": 3}, {"p": "a_1", "t": 4}], key="p")
    assert len(facts_of([{"p": "A 1", "t": 3}, {"p": "A 1", "t": 4}], key="p")) == 2
