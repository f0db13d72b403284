import re
from dataclasses import asdict
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from neurosym.drawing.words import ENGLISH, Words
from neurosym.errors import PhraseError
from neurosym.phrases import Phrases, languages, percent, read_phrases

EN = Phrases.load("en")


def spoken(phrases: Phrases, key: str) -> str:
    values: dict[str, str | int] = dict.fromkeys(phrases.placeholders(key), "x")
    return phrases.say(key, **(values | {"count": 2}))


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "xx.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_sentence_with_its_values() -> None:
    said = EN.say(
        "proof.rival_excluded", rival="lung disease", rule="child.pl:34", body="it bleeds"
    )
    assert said == "Lung disease is excluded by rule child.pl:34: it bleeds."
    change = {"finding": "age", "state": "old", "old": "young", "outcome": "TGA", "percent": "61%"}
    assert EN.say("change.flip", **change) == (
        "If age were old instead of young, the answer would be TGA (61%)."
    )


def test_values_that_look_like_placeholders_stay_as_they_are() -> None:
    assert EN.say("question.ask", question="{x}?") == "Next question: {x}?"


@pytest.mark.parametrize(
    ("rival", "start"), [("lung", "Lung is"), ("pH", "pH is"), ("", " is"), ("5", "5 is")]
)
def test_a_sentence_begins_with_a_capital(rival: str, start: str) -> None:
    assert EN.say("proof.rival_excluded", rival=rival, rule="r", body="b").startswith(start)


def test_a_phrase_that_is_no_sentence_keeps_its_letters() -> None:
    assert EN.say("list.and", rest="age", last="sex") == "age and sex"


@pytest.mark.parametrize(("count", "said"), [(0, "0 cases"), (1, "1 case"), (2, "2 cases")])
def test_counts_choose_one_or_other(count: int, said: str) -> None:
    assert EN.say("about.rows", count=count) == said


@pytest.mark.parametrize(
    ("words", "said"),
    [([], ""), (["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c")],
)
def test_lists_of_words(words: list[str], said: str) -> None:
    assert EN.list_words(words) == said


def test_lists_of_alternatives() -> None:
    assert EN.list_words(["a", "b", "c"], "or") == "a, b or c"


@pytest.mark.parametrize(
    ("strength", "arrow", "rule"),
    [
        (0.0, "hardly any", "slightly"),
        (0.05, "weak", "slightly"),
        (0.2, "moderate", "slightly"),
        (0.5, "strong", "clearly"),
        (0.8, "very strong", "strongly"),
        (1.0, "very strong", "very strongly"),
    ],
)
def test_strengths_in_words(strength: float, arrow: str, rule: str) -> None:
    assert EN.arrow_word(strength) == arrow
    assert EN.rule_word(strength) == rule


def test_a_path_from_cause_to_effect() -> None:
    said = EN.chain(["disease", "lung flow", "chest X-ray"], [0.2, 0.5])
    assert said == "disease \u2192 lung flow (moderate, 0.20) \u2192 chest X-ray (strong, 0.50)"
    assert EN.chain(["disease"], []) == "disease"
    assert EN.chain([], []) == ""


@pytest.mark.parametrize(
    ("share", "said"),
    [
        (0.0, "0%"),
        (1e-12, "<0.1%"),
        (0.004, "0.4%"),
        (0.437, "44%"),
        (0.996, "99.6%"),
        (1 - 1e-12, ">99.9%"),
        (1.0, "100%"),
    ],
)
def test_percent(share: float, said: str) -> None:
    assert percent(share) == said


@settings(deadline=None, derandomize=True)
@given(st.floats(0.0, 1.0, exclude_min=True, exclude_max=True))
def test_nothing_uncertain_is_called_certain(share: float) -> None:
    assert percent(share) not in {"0%", "100%", "0.0%", "100.0%"}


@pytest.mark.parametrize("language", languages())
def test_every_language_has_the_same_phrases_and_values(language: str) -> None:
    other = Phrases.load(language)
    assert other.language == language
    assert other.names() == EN.names()
    for key in EN.names():
        assert other.placeholders(key) - {"count"} == EN.placeholders(key) - {"count"}, key
        assert set(other.texts[key]) == set(EN.texts[key]), key


@pytest.mark.parametrize("language", languages())
def test_every_phrase_can_be_said_and_translates_a_page(language: str) -> None:
    phrases = Phrases.load(language)
    for key in phrases.names():
        said = spoken(phrases, key)
        assert said.strip()
        assert not re.search(r"[{}]", said)
    assert Words(**phrases.section("words")).proof


def test_the_english_file_and_the_words_of_pictures_agree() -> None:
    assert EN.section("words") == asdict(ENGLISH)


def test_an_unknown_language_lists_those_there_are() -> None:
    with pytest.raises(PhraseError, match="no phrases for language 'xx'; there are: en, zh"):
        Phrases.load("xx")


def test_an_unknown_phrase_names_one_near_it() -> None:
    sentence = "no phrase answer.confidnt in en.toml; did you mean answer.confident?"
    with pytest.raises(PhraseError, match=re.escape(sentence)):
        EN.say("answer.confidnt")
    with pytest.raises(PhraseError, match=r"no phrase qqqq in en.toml$"):
        EN.placeholders("qqqq")


def test_a_missing_value_is_named() -> None:
    sentence = r"^phrase answer\.runner_up in en\.toml needs a value for percent$"
    with pytest.raises(PhraseError, match=sentence):
        EN.say("answer.runner_up", rival="lung")
    sentence = r"^phrase about\.rows in en\.toml needs a value for count$"
    with pytest.raises(PhraseError, match=sentence):
        EN.say("about.rows")
    sentence = r"^phrase answer\.missing in en\.toml needs a value for count$"
    with pytest.raises(PhraseError, match=sentence):
        EN.say("answer.missing", findings="age")


def test_an_unknown_heading() -> None:
    with pytest.raises(PhraseError, match=r"no phrases under \[wrds\] in en.toml"):
        EN.section("wrds")


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("a = ", "xx.toml: cannot be read as phrases"),
        ("a = 3", "phrase a must be a text, or a table of one and other"),
        ("[b]\na = ['x']", "phrase b.a must be a text"),
        ("a = 'x {y'", "phrase a has unpaired braces"),
    ],
)
def test_a_faulty_file_is_refused(tmp_path: Path, text: str, fault: str) -> None:
    with pytest.raises(PhraseError, match=fault):
        read_phrases(written(tmp_path, text))


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(PhraseError, match="cannot be read as phrases"):
        read_phrases(tmp_path / "none.toml")
