import re

from neurosym.drawing.legend import LegendItem, draw_legend

ITEMS = [LegendItem("node", "target", f"entry number {k}") for k in range(6)]


def test_entries_stay_in_the_width_and_take_rows() -> None:
    svg, bottom = draw_legend(ITEMS, 360.0, 100.0)
    places = [(float(x), float(y)) for x, y in re.findall(r'<text x="([\d.]+)" y="([\d.]+)"', svg)]
    assert len(places) == len(ITEMS)
    assert all(0 < x < 360 for x, _ in places)
    assert all(100 < y < bottom for _, y in places)
    assert len({y for _, y in places}) > 1


def test_no_entries_need_no_room() -> None:
    assert draw_legend([], 360.0, 100.0) == ("", 100.0)


def test_each_kind_has_its_sample() -> None:
    svg, _ = draw_legend(
        [
            LegendItem("node", "report", "a"),
            LegendItem("edge", "strong", "b"),
            LegendItem("width", "", "c"),
        ],
        400.0,
        0.0,
    )
    assert svg.count("<rect") == 1
    assert svg.count("<path") == 3
