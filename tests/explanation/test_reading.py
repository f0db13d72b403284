import pytest

from neurosym.cases.variable import Variable
from neurosym.cases.vocabulary import Vocabulary
from neurosym.explanation.reading import (
    AtomReader,
    split_atom,
    state_word,
    state_words,
    variable_word,
)
from neurosym.logic.program import Program

READINGS = Program.from_text(
    ":- pred ill(P) :: '@(P:patient) is ill'.\n"
    ":- pred symptom(P, S) :: '@(P:patient) has @(S)'.\n"
    ":- pred blocks(D) :: 'in @(D) no blood leaves'.\n"
    ":- pred suggests(A, _, D) :: '@(A) suggests @(D)'.\n"
).declarations.readings
READER = AtomReader(READINGS, {"lung": "lung disease", "<5": "below 5 kPa"})


@pytest.mark.parametrize(
    ("atom", "parts"),
    [
        ("fever", ("fever", ())),
        ("ill(case)", ("ill", ("case",))),
        ("xray(case,'asy/patch')", ("xray", ("case", "'asy/patch'"))),
        ("xray(case, 'a, b')", ("xray", ("case", "'a, b'"))),
        ("'odd name'(a)", ("odd name", ("a",))),
        ("'it\\'s'(a)", ("it\\'s", ("a",))),
        ("p((a,b))", ("p", ("(a,b)",))),
        ('p(f(g(a),b),[c,d],"e,f")', ("p", ("f(g(a),b)", "[c,d]", '"e,f"'))),
    ],
)
def test_an_atom_is_split_at_its_own_commas(atom: str, parts: tuple[str, tuple[str, ...]]) -> None:
    assert split_atom(atom) == parts


@pytest.mark.parametrize(
    ("atom", "sentence"),
    [
        ("ill(case)", "the patient is ill"),
        ("symptom(case,fever)", "the patient has fever"),
        ("symptom(case,lung)", "the patient has lung disease"),
        ("symptom(case,'<5')", "the patient has below 5 kPa"),
        ("symptom(case,short_breath)", "the patient has short breath"),
        ("blocks(lung)", "in lung disease no blood leaves"),
        ("suggests(fever,not(smoking),lung)", "fever suggests lung disease"),
        ("ill(anna)", "anna is ill"),
    ],
)
def test_a_reading_says_the_case_by_its_type_and_states_by_their_words(
    atom: str, sentence: str
) -> None:
    assert READER.say(atom) == sentence


@pytest.mark.parametrize(
    ("atom", "sentence"),
    [
        ("no_mixing(case)", "no mixing"),
        ("chest_film(case,lung)", "chest film: lung disease"),
        ("fever", "fever"),
    ],
)
def test_without_a_reading_the_name_is_put_into_words(atom: str, sentence: str) -> None:
    assert READER.say(atom) == sentence


def test_words_of_states_are_nicer_where_given() -> None:
    oxygen = Variable("LowerBodyO2", ("<5", "5-12"), state_readings={"<5": "below 5 kPa"})
    assert state_word(oxygen, "<5") == "below 5 kPa"
    assert state_word(oxygen, "5-12") == "5-12"
    assert state_word(Variable("x", ("Lt_to_Rt", "None")), "None") == "none"
    assert state_word(Variable("x", ("TGA", "Grd_Glass")), "TGA") == "TGA"


def test_words_that_variables_disagree_on_are_left_out() -> None:
    vocabulary = Vocabulary(
        (
            Variable("DuctFlow", ("None", "Lt"), state_readings={"None": "duct closed"}),
            Variable("Mixing", ("None", "Mild")),
            Variable("Size", ("[0,1)", "[1,2)"), numeric=True, cuts=(1.0,)),
        )
    )
    assert state_words(vocabulary) == {"lt": "lt", "mild": "mild"}


def test_a_variable_is_named_by_its_reading() -> None:
    assert variable_word(Variable("CO2", ("a", "b"), reading="carbon dioxide")) == "carbon dioxide"
    assert variable_word(Variable("CO2", ("a", "b"))) == "CO2"
