from typing import Any

import pytest

from neurosym.nn.config import ModelConfig, ModelSchema


@pytest.mark.parametrize(
    ("sizes", "sentence"),
    [
        ({"width": 60, "heads": 8}, "width 60 must be a multiple of heads 8"),
        ({"experts": 9}, "experts 9 must be a multiple of groups 4"),
        ({"groups_per_token": 5}, "groups_per_token 5 is more than groups 4"),
        (
            {"groups_per_token": 1, "experts_per_token": 3},
            "experts_per_token 3 is more than the 2 experts of the chosen groups",
        ),
        ({"dropout": 1.0}, "dropout 1.0 must be at least 0 and below 1"),
    ],
)
def test_sizes_that_do_not_fit_are_refused(sizes: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        ModelConfig(**sizes)


@pytest.mark.parametrize(
    ("parts", "sentence"),
    [
        ({"predicted": ()}, "at least one predicted variable"),
        ({"steps": ((1,), (1,))}, "resolved twice"),
        ({"steps": ((0,),)}, "resolved twice"),
        ({"numeric": (3,)}, "variable 3 is not among the 3 of the schema"),
        ({"rule_scopes": ((1, 7),)}, "variable 7 is not among the 3 of the schema"),
        ({"parents": ((), ())}, "parents are given for 2 of 3 variables"),
    ],
)
def test_schemas_that_contradict_themselves_are_refused(
    parts: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(ValueError, match=sentence):
        ModelSchema(**{"cards": (2, 3, 4), "predicted": (0,), **parts})


def test_mediators_are_the_steps_in_their_order() -> None:
    schema = ModelSchema((2, 3, 4, 2), (0,), ((3, 1), (), (2,)))
    assert schema.mediators == (3, 1, 2)
    assert schema.widest == 4
