from neurosym.cases.variable import Variable
from neurosym.cases.vocabulary import Vocabulary
from neurosym.steering.schema import CONSTANT, schema_of

VOCABULARY = Vocabulary(
    (
        Variable("Disease", ("Flu", "<5")),
        Variable("LVH", ("yes", "no")),
        Variable("Amount", numeric=True),
        Variable("smoke", ("no", "yes"), template="risk_factor(Case, smoking)"),
    )
)


def test_every_state_has_its_atom_and_every_number_its_column() -> None:
    schema = schema_of(VOCABULARY)
    assert [(atom.replace(" ", ""), v, s) for atom, v, s in schema.states] == [
        ("disease(case,flu)", 0, 0),
        ("disease(case,'<5')", 0, 1),
        ("lvh(case)", 1, 0),
        ("risk_factor(case,smoking)", 3, 1),
    ]
    assert [(atom.replace(" ", ""), v) for atom, v in schema.columns] == [("amount(case,N)", 2)]
    assert schema.constant == CONSTANT
