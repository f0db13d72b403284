import pytest

from neurosym.logic.atom_reading import AtomReader, split_atom
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
