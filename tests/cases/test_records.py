import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from neurosym.cases.records import vocabulary_from_records, vocabulary_to_records
from neurosym.cases.variable import Role, Variable
from neurosym.cases.vocabulary import Vocabulary

FULL = Variable(
    name="mean radius",
    states=("< 15", ">= 15"),
    role=Role.MEDIATOR,
    numeric=True,
    cuts=(15.0,),
    ordered=True,
    unit="um",
    range=(6.0, 30.0),
    template="radius(Case, Number)",
    reading="radius",
    state_readings={"< 15": "small"},
    question={"en": "How large?", "zh": "多大"},
    mandatory=True,
    changeable=False,
    cost=2.0,
    group="sizes",
    entity="cell",
    missing=("", "NA"),
    source="a book",
)


@settings(deadline=None, derandomize=True)
@given(
    st.lists(st.text(min_size=1).filter(str.strip), unique=True, min_size=1, max_size=4),
    st.floats(0, 10),
    st.sampled_from(Role),
)
def test_a_vocabulary_reads_back_the_same(names: list[str], cost: float, role: Role) -> None:
    words = Vocabulary(
        (*(Variable(f"_{name}", ("a", "b"), role=role, cost=cost) for name in names), FULL)
    )
    text = json.dumps(vocabulary_to_records(words))
    assert vocabulary_from_records(json.loads(text)) == words


def test_defaults_are_left_out() -> None:
    words = Vocabulary((Variable("LVH", ("yes", "no")),))
    assert vocabulary_to_records(words) == [{"name": "LVH", "states": ["yes", "no"]}]
    assert len(vocabulary_to_records(Vocabulary((FULL,)))[0]) == 19


def test_damaged_records_are_refused() -> None:
    with pytest.raises(ValueError, match=r"^unknown field 'colour' of a variable$"):
        vocabulary_from_records([{"name": "x", "states": ["a", "b"], "colour": "red"}])
    with pytest.raises(ValueError, match=r"^a state is listed twice$"):
        vocabulary_from_records([{"name": "x", "states": ["a", "a"]}])
    with pytest.raises(ValueError, match=r"^'boss' is not a valid Role$"):
        vocabulary_from_records([{"name": "x", "states": ["a", "b"], "role": "boss"}])
