"""What the benchmarks of grounding and of the cold start derive from their measurements."""

import pytest

from benchmarks.logic_grounding import figures, line
from benchmarks.logic_start import medians


def test_ratio_and_time_of_an_instance() -> None:
    ours, theirs = {"cpu_s": 0.5, "count": 25_000.0}, {"cpu_s": 20.0, "count": 9.0}
    assert figures(ours, theirs) == {"us_per_instance": 20.0, "ratio": 40.0}


def test_what_did_not_end_has_no_ratio() -> None:
    ours, late = {"cpu_s": 0.5, "count": 25_000.0}, {"fault": "not grounded in 120 s"}
    assert figures(ours, late) == {"us_per_instance": 20.0}
    assert figures(late, ours) == {}
    row = {"people": 30_000, "neurosym": ours, "problog": late, **figures(ours, late)}
    assert line(row) == "30,000 | 0.500 | 25000.0 | not grounded in 120 s | - | 20.0 | -"


def test_medians_and_their_ratio() -> None:
    ours = [{"wall_s": wall, "cpu_s": 2.0} for wall in (9.0, 3.0, 4.0)]
    theirs = [{"wall_s": 2.0, "cpu_s": 4.0}] * 3
    found = medians({"neurosym": ours, "problog": theirs})
    assert found["neurosym"] == {"wall_s": 4.0, "cpu_s": 2.0}
    assert found["ratio_wall"] == pytest.approx(2.0)
    assert found["ratio_cpu"] == pytest.approx(0.5)
