import re
from xml.etree import ElementTree as ET

import pytest

from neurosym.drawing.bars import (
    Contribution,
    OutcomeRow,
    ReliabilityBin,
    contribution_bars,
    outcome_table,
    reliability_diagram,
)

ROWS = (
    OutcomeRow("Fallot", 0.437, 0.382, in_set=True),
    OutcomeRow("TAPVD <cyanosed>", 0.0004, None, note="weakened by child.pl:34"),
)


def widths(html: str) -> list[float]:
    return [float(width) for width in re.findall(r"width:([\d.]+)%", html)]


def test_bars_are_as_long_as_probabilities() -> None:
    assert widths(outcome_table(ROWS)) == [43.7, 38.2, 0.0]


def test_the_table_is_well_formed_and_says_everything() -> None:
    table = outcome_table(ROWS)
    root = ET.fromstring(table)
    rows = ["".join(row.itertext()) for row in root.iter("tr")]
    assert rows == [
        "OutcomeAnswerCausal network alone",
        "Fallot43.7%38.2%",
        "TAPVD <cyanosed><0.1%weakened by child.pl:34",
    ]
    assert table.count('aria-label="in the prediction set"') == 1
    assert len({len(list(row)) for row in root.iter("tr")}) == 1


def test_columns_without_content_are_left_out() -> None:
    table = outcome_table([OutcomeRow("Fallot", 1.0)])
    assert "Before" not in table
    assert "<td></td>" not in table
    assert ">Probability<" in table


@pytest.mark.parametrize(
    ("probability", "width"), [(-0.1, 0.0), (0.0, 0.0), (1.0, 100.0), (1.2, 100.0)]
)
def test_bars_stay_in_their_track(probability: float, width: float) -> None:
    assert widths(outcome_table([OutcomeRow("a", probability)])) == [width]


def test_contributions_go_to_their_side() -> None:
    html = contribution_bars([Contribution("X-ray", 0.4, "+40"), Contribution("age", -0.1, "-10")])
    assert re.findall(r'class="(for|against)" style="width:([\d.]+)%', html) == [
        ("for", "50"),
        ("against", "12.5"),
    ]


def test_contributions_of_nothing_are_no_fault() -> None:
    assert widths(contribution_bars([Contribution("age", 0.0, "0")])) == [0.0]
    ET.fromstring(contribution_bars([]))


def test_reliability_has_a_dot_for_every_filled_bin_where_it_belongs() -> None:
    svg = reliability_diagram([ReliabilityBin(0.5, 0.25, 10), ReliabilityBin(0.9, 0.0, 0)])
    dots = re.findall(r'<circle cx="([\d.]+)" cy="([\d.]+)" r="([\d.]+)"', svg)
    assert dots == [("186", "211", "9")]
    assert "50.0% / 25.0% (Cases: 10)" in svg
    ET.fromstring(svg)


def test_reliability_of_nothing_shows_the_axes() -> None:
    svg = reliability_diagram([])
    assert "<circle" not in svg
    assert 'class="perfect"' in svg
