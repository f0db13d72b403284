"""In which order the ways to compile are tried."""

from neurosym.logic.stages import TableEstimate, Way, stages


def test_tables_without_cycles_come_first_and_may_use_all_nodes() -> None:
    assert stages(300, TableEstimate(1e6, cyclic=False), 10**6)[0] == (Way.ELIMINATION, 10**6)


def test_few_choices_that_decide_large_cycles_begin_with_diagrams() -> None:
    found = stages(24, TableEstimate(1e9, cyclic=True), 10**6)
    assert [way for way, _ in found[:4]] == [Way.DIAGRAMS, Way.ELIMINATION] * 2
    assert stages(24, TableEstimate(100.0, cyclic=True), 10**6)[0][0] is Way.ELIMINATION


def test_tables_larger_than_the_limit_wait_for_diagrams_where_choices_are_several() -> None:
    assert stages(40, TableEstimate(1e7, cyclic=False), 10**6)[0][0] is Way.DIAGRAMS
    assert stages(400, TableEstimate(1e7, cyclic=False), 10**6)[0] == (Way.ELIMINATION, 10**6)


def test_budgets_grow_up_to_the_limit_and_no_further() -> None:
    for way in (Way.ELIMINATION, Way.DIAGRAMS):
        found = stages(40, TableEstimate(1e4, cyclic=True), 10**6)
        nodes = [count for other, count in found if other is way]
        assert nodes == sorted(set(nodes))
        assert nodes[-1] == 10**6
    assert stages(400, TableEstimate(1e4, cyclic=True), 20) == [
        (Way.ELIMINATION, 20),
        (Way.DIAGRAMS, 20),
    ]


def test_without_tables_only_diagrams_are_left() -> None:
    assert {way for way, _ in stages(40, None, 10**6)} == {Way.DIAGRAMS}
