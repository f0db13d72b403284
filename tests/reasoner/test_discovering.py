from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from neurosym.bayes.discovery.discover import DiscoveryOptions
from neurosym.bayes.discovery.knowledge import Knowledge
from neurosym.bayes.network.graph import CausalGraph
from neurosym.cases.table_reading import table_from_frame
from neurosym.errors import DataError, KnowledgeError
from neurosym.reasoner.discovering import discover, variables_of

SMALL = DiscoveryOptions(bootstraps=4)
RAIN_FIRST = "/knowledge\naddtemporal\n1 rain\n2 wet\n"


def weather(count: int = 400) -> pd.DataFrame:
    """Rain wets the grass nine times in ten; the day is drawn apart."""
    draw = np.random.default_rng(0)
    rain = draw.random(count) < 0.4
    wet = np.where(draw.random(count) < 0.9, rain, ~rain)
    day = draw.choice(["mon", "tue"], count)
    return pd.DataFrame({"wet": wet, "rain": np.where(rain, "yes", "no"), "day": day})


def arrows(graph: CausalGraph) -> list[tuple[str, str, str]]:
    return [(edge.cause, edge.effect, edge.direction) for edge in graph.edges]


def test_finds_the_one_arrow_and_says_that_its_direction_is_known_from_nobody() -> None:
    found = arrows(discover(weather(), options=SMALL))
    assert [({a, b}, how) for a, b, how in found] == [({"rain", "wet"}, "unknown")]


def test_knowledge_turns_the_arrow() -> None:
    knowledge = "/knowledge\naddtemporal\n1 wet\n2 rain\n"
    assert arrows(discover(weather(), RAIN_FIRST, options=SMALL)) == [("rain", "wet", "knowledge")]
    assert arrows(discover(weather(), knowledge, options=SMALL)) == [("wet", "rain", "knowledge")]


def test_knowledge_may_be_a_file_or_a_value(tmp_path: Path) -> None:
    file = tmp_path / "knowledge.txt"
    file.write_text(RAIN_FIRST, encoding="utf-8")
    value = Knowledge(forbidden=frozenset({("wet", "rain")}))
    assert arrows(discover(weather(), file, options=SMALL)) == [("rain", "wet", "knowledge")]
    assert arrows(discover(weather(), value, options=SMALL)) == [("rain", "wet", "knowledge")]


def test_a_missing_knowledge_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(KnowledgeError, match=r"nowhere\.txt: cannot be read as UTF-8 text"):
        discover(weather(), tmp_path / "nowhere.txt")


def test_a_fault_in_knowledge_has_its_line() -> None:
    with pytest.raises(KnowledgeError, match=r"^knowledge\.txt:3: .*rian"):
        discover(weather(), "/knowledge\nrequiredirect\nrian wet\n")


def test_takes_a_table_of_cases() -> None:
    frame = weather()
    table = table_from_frame(frame, variables_of(frame))
    assert discover(table, RAIN_FIRST, options=SMALL) == discover(frame, RAIN_FIRST, options=SMALL)


def test_numbers_alone_keep_their_values() -> None:
    draw = np.random.default_rng(1)
    cause, other = draw.normal(size=(2, 300))
    frame = pd.DataFrame({"cause": cause, "effect": 2 * cause + draw.normal(size=300), "x": other})
    knowledge = "/knowledge\nforbiddirect\neffect cause\n"
    assert arrows(discover(frame, knowledge, options=SMALL)) == [("cause", "effect", "knowledge")]


def test_numbers_among_states_are_binned() -> None:
    frame = weather()
    frame["depth"] = np.where(frame["rain"] == "yes", 5.0, 1.0) + np.arange(len(frame)) / 1e3
    knowledge = "/knowledge\naddtemporal\n1 rain\n2 wet depth\n"
    found = arrows(discover(frame, knowledge, options=SMALL))
    assert ("rain", "depth", "knowledge") in found


@pytest.mark.parametrize(
    ("cells", "states"),
    [
        (["b", "a", None, ""], ("a", "b")),
        (["nan", "None", None], ("None", "nan")),
        ([True, False, True], ("False", "True")),
        ([3, 1, 2], ("1", "2", "3")),
        ([1.0, float("nan"), 0.0], ("0", "1")),
        (["1", 2, None], ("1", "2")),
        ([0.5, 1.5], ()),
        (range(11), ()),
    ],
)
def test_states_of_a_column(cells: list[object], states: tuple[str, ...]) -> None:
    frame = pd.DataFrame({"v": list(cells)})
    variables = variables_of(frame)
    assert variables[0].states == states
    assert variables[0].numeric == (not states)
    assert (table_from_frame(frame, variables).codes >= 0).sum() == frame["v"].replace(
        "", None
    ).notna().sum()


def test_pandas_own_missing_is_missing() -> None:
    frame = pd.DataFrame({"v": pd.array(["a", None, "b"], dtype="string")})
    assert variables_of(frame)[0].states == ("a", "b")


def test_an_empty_column_is_named() -> None:
    with pytest.raises(DataError, match="the column v holds nothing; leave it out"):
        variables_of(pd.DataFrame({"v": [None, None]}))


def test_no_columns() -> None:
    with pytest.raises(DataError, match="the data have no columns; there is nothing to learn"):
        discover(pd.DataFrame())


def test_whole_numbers_keep_their_order() -> None:
    variables = variables_of(pd.DataFrame({"n": [10, 9, 9], "t": ["b", "a", "b"]}))
    assert variables[0].states == ("9", "10")
    assert [variable.ordered for variable in variables] == [True, False]
