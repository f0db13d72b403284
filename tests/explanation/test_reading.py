from neurosym.cases.variable import Variable
from neurosym.cases.vocabulary import Vocabulary
from neurosym.explanation.reading import state_word, state_words, variable_word


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
