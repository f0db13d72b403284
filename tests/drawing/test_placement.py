import pytest

from neurosym.drawing.placement import GraphNode, arrow_head, arrow_path, label_point, place

NODES = [GraphNode(name) for name in "abc"]


def test_layers_run_down_or_to_the_right() -> None:
    down = place(NODES, [("a", "b"), ("b", "c")], "down")
    right = place(NODES, [("a", "b"), ("b", "c")], "right")
    assert down.boxes["a"].y < down.boxes["b"].y < down.boxes["c"].y
    assert right.boxes["a"].x < right.boxes["b"].x < right.boxes["c"].x
    assert (down.down, right.down) == (True, False)


def test_auto_takes_what_stays_larger_on_a_page() -> None:
    star = [GraphNode(f"n{k}") for k in range(15)]
    links = [("n0", f"n{k}") for k in range(1, 15)]
    assert not place(star, links, "auto").down
    assert place(NODES, [("a", "b")], "auto").down


def test_an_arrow_curves_between_layers_and_runs_straight_through_them() -> None:
    route = [(0.0, 0.0), (20.0, 40.0), (20.0, 60.0), (0.0, 100.0)]
    assert arrow_path(route, down=True) == "M0 0C0 20 20 20 20 40L20 60C20 80 0 80 0 100"


@pytest.mark.parametrize(
    ("route", "down", "path", "head"),
    [
        ([(0.0, 0.0), (0.0, 50.0)], True, "M0 0C0 20 0 20 0 40", "0,50 -4.6,40 4.6,40"),
        ([(0.0, 50.0), (0.0, 0.0)], True, "M0 50C0 30 0 30 0 10", "0,0 -4.6,10 4.6,10"),
        ([(0.0, 0.0), (50.0, 0.0)], False, "M0 0C20 0 20 0 40 0", "50,0 40,-4.6 40,4.6"),
        ([(50.0, 0.0), (0.0, 0.0)], False, "M50 0C30 0 30 0 10 0", "0,0 10,-4.6 10,4.6"),
    ],
)
def test_heads_point_along_the_arrow_and_the_line_ends_before_them(
    route: list[tuple[float, float]], down: bool, path: str, head: str
) -> None:
    assert arrow_path(route, down=down, short=10.0) == path
    assert arrow_head(route, 10.0, down=down) == head


def test_a_label_stands_in_the_middle_of_the_longest_curve() -> None:
    assert label_point([(0.0, 0.0), (0.0, 10.0), (0.0, 20.0), (40.0, 60.0)]) == (20.0, 40.0)


def test_a_box_is_as_wide_as_its_text_within_bounds() -> None:
    placed = place(
        [GraphNode("a"), GraphNode("b", "left ventricular hypertrophy of the heart")], []
    )
    assert placed.boxes["a"].width == 70.0
    assert 100.0 < placed.boxes["b"].width <= 146.0
    assert len(placed.boxes["b"].lines) == 2
