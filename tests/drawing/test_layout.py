import subprocess
import sys
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from neurosym.drawing.layout import Layout, Point, lay_out

BOX = (100.0, 40.0)


@st.composite
def graphs(draw: st.DrawFn) -> tuple[list[Point], list[tuple[int, int]]]:
    count = draw(st.integers(1, 14))
    sizes = draw(st.lists(st.sampled_from([(60.0, 30.0), BOX, (150.0, 70.0)]), min_size=count))
    node = st.integers(0, len(sizes) - 1)
    pairs = st.tuples(node, node).filter(lambda pair: pair[0] != pair[1])
    links = draw(st.lists(pairs, max_size=30, unique=True)) if len(sizes) > 1 else []
    return sizes, links


def overlap(layout: Layout, sizes: list[Point], first: int, second: int) -> bool:
    gaps = [
        abs(layout.centres[first][k] - layout.centres[second][k])
        - (sizes[first][k] + sizes[second][k]) / 2
        for k in range(2)
    ]
    return max(gaps) < -1e-6


def test_a_chain_runs_straight_along() -> None:
    layout = lay_out([BOX, BOX, BOX], [(0, 1), (1, 2)])
    assert layout.centres == ((50.0, 20.0), (50.0, 100.0), (50.0, 180.0))
    assert layout.routes[0] == ((50.0, 40.0), (50.0, 80.0))
    assert layout.extent == (100.0, 200.0)


def test_a_cause_stands_over_the_middle_of_its_effects() -> None:
    layout = lay_out([BOX, BOX, BOX], [(0, 1), (0, 2)])
    (cause, _), (left, _), (right, _) = layout.centres
    assert cause == pytest.approx((left + right) / 2, abs=1e-6)
    assert abs(left - right) == pytest.approx(118.0)


def test_a_box_stands_straight_below_its_only_cause() -> None:
    layout = lay_out([BOX] * 4, [(0, 1), (0, 2), (2, 3)])
    assert layout.centres[3][0] == pytest.approx(layout.centres[2][0], abs=0.01)  # by sweeps


@settings(deadline=None, derandomize=True, max_examples=150)
@given(graphs())
def test_no_boxes_overlap_and_all_lie_inside(
    graph: tuple[list[Point], list[tuple[int, int]]],
) -> None:
    sizes, links = graph
    layout = lay_out(sizes, links)
    for first, second in combinations(range(len(sizes)), 2):
        assert not overlap(layout, sizes, first, second)
    for (x, y), (width, height) in zip(layout.centres, sizes, strict=True):
        assert width / 2 - 1e-6 <= x <= layout.extent[0] - width / 2 + 1e-6
        assert height / 2 - 1e-6 <= y <= layout.extent[1] - height / 2 + 1e-6


@settings(deadline=None, derandomize=True, max_examples=150)
@given(graphs())
def test_arrows_start_and_end_at_their_boxes(
    graph: tuple[list[Point], list[tuple[int, int]]],
) -> None:
    sizes, links = graph
    layout = lay_out(sizes, links)
    for (cause, effect), route in zip(links, layout.routes, strict=True):
        assert len(route) % 2 == 0
        for node, point in ((cause, route[0]), (effect, route[-1])):
            x, y = layout.centres[node]
            assert abs(point[0] - x) <= sizes[node][0] / 2
            assert abs(point[1] - y) == pytest.approx(sizes[node][1] / 2)


def test_effects_lie_below_causes_where_there_is_no_cycle() -> None:
    links = [(0, 1), (0, 2), (1, 3), (2, 3), (0, 3), (3, 4)]
    layout = lay_out([BOX] * 5, links)
    for cause, effect in links:
        assert layout.centres[cause][1] < layout.centres[effect][1]


def test_an_arrow_across_layers_touches_no_box_between() -> None:
    layout = lay_out([BOX] * 3, [(0, 1), (1, 2), (0, 2)])
    entry, exit_ = layout.routes[2][1:3]
    assert entry[0] == exit_[0]
    assert (entry[1], exit_[1]) == (layout.centres[1][1] - 20.0, layout.centres[1][1] + 20.0)
    assert abs(entry[0] - layout.centres[1][0]) > BOX[0] / 2


def test_a_cycle_is_drawn_with_its_last_arrow_upwards() -> None:
    layout = lay_out([BOX] * 2, [(0, 1), (1, 0)])
    assert layout.routes[1] == tuple(reversed(layout.routes[0]))


def test_boxes_without_arrows_stand_in_rows_below() -> None:
    layout = lay_out([BOX] * 12, [(0, 1)])
    assert min(y for _, y in layout.centres[2:]) > layout.centres[1][1]
    assert len({y for _, y in layout.centres[2:]}) == 2


def test_nothing_needs_no_room() -> None:
    assert lay_out([], []) == Layout((), (), (0.0, 0.0))


@pytest.mark.parametrize("link", [(0, 0), (0, 2), (-1, 0)])
def test_an_arrow_must_join_two_boxes(link: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match=rf"arrow {link[0]} -> {link[1]} does not join two of 2"):
        lay_out([BOX, BOX], [link])


def test_another_process_lays_out_the_same() -> None:
    code = (
        "from neurosym.drawing.layout import lay_out;"
        "print(lay_out([(90.0, 40.0)] * 9, [(a, b) for a in range(9) for b in range(a + 1, 9)"
        " if (a * b) % 3 == 1]))"
    )
    outputs = {
        subprocess.run([sys.executable, "-c", code], capture_output=True, check=True).stdout
        for _ in range(2)
    }
    assert len(outputs) == 1
