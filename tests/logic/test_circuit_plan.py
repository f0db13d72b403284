"""What becomes of a circuit's products when its evaluation is planned."""

import numpy as np

from neurosym.logic.circuit import Circuit, CircuitBuilder, CircuitLiteral, LiteralKind
from neurosym.logic.circuit_plan import CircuitPlan, Lists, plan_circuit


def builder(size: int) -> CircuitBuilder:
    return CircuitBuilder([CircuitLiteral(LiteralKind.LEAF, (i + 1,)) for i in range(size)])


def lists(found: Lists) -> list[list[int]]:
    return [part.tolist() for part in np.split(found.rows, found.starts[1:])]


def evaluated(plan: CircuitPlan, log_weights: list[float]) -> list[float]:
    """Follow the plan row by row."""
    values = np.full(plan.nodes, np.nan)
    values[:2] = -np.inf, 0.0
    values[2 : 2 + plan.literals] = log_weights
    for level in plan.levels:
        row, term = level.first, 0
        sums = [values[part].sum() for part in lists(level.terms)] if level.sums else []
        for arity, count in level.sums:
            for _ in range(count):
                values[row] = np.logaddexp.reduce(sums[term : term + arity])
                row, term = row + 1, term + arity
        for factors in lists(level.products) if len(level.products.starts) else []:
            values[row] = values[factors].sum()
            row += 1
    return [float(value) for value in values[plan.roots]]


def shared() -> Circuit:
    """Products in sums, in products, shared, and one that is a root."""
    make = builder(5)
    a, b, c, d, e = (make.literal(i) for i in range(5))
    pair = make.product([a, b])
    low = make.sum([pair, c])
    top = make.sum([make.product([pair, d]), make.product([low, e])])
    return make.build([top, pair])


def test_a_product_that_only_sums_use_becomes_their_term() -> None:
    make = builder(4)
    a, b, c, d = (make.literal(i) for i in range(4))
    plan = plan_circuit(
        make.build([make.sum([make.product([a, b]), make.product([c, make.sum([d, a])])])])
    )
    assert [level.sums for level in plan.levels] == [((2, 1),), ((2, 1),)]
    assert lists(plan.levels[1].terms) == [[a, b], [c, 6]]
    assert all(not len(level.products.starts) for level in plan.levels)


def test_a_root_and_a_factor_that_is_shared_stay_nodes() -> None:
    plan = plan_circuit(shared())
    assert [len(level.products.starts) for level in plan.levels] == [1, 0, 0]
    assert [level.sums for level in plan.levels] == [(), ((2, 1),), ((2, 1),)]
    logs = np.log([0.1, 0.2, 0.3, 0.4, 0.5]).tolist()
    pair, low = 0.1 * 0.2, 0.1 * 0.2 + 0.3
    np.testing.assert_allclose(
        np.exp(evaluated(plan, logs)), [pair * 0.4 + low * 0.5, pair], rtol=1e-12
    )


def test_a_long_product_of_many_sums_stays_a_node() -> None:
    make = builder(10)
    nodes = [make.literal(i) for i in range(10)]
    long = make.product(nodes[:6])
    plan = plan_circuit(make.build([make.sum([long, node]) for node in nodes[6:]]))
    assert [len(level.products.starts) for level in plan.levels] == [1, 0]
    assert len(plan.levels[1].terms.rows) == 8


def test_every_row_gathers_the_gradients_of_its_users() -> None:
    plan = plan_circuit(shared())
    gathered: list[list[int]] = [[] for _ in range(plan.nodes)]
    for row, users in enumerate(lists(plan.users), start=2):
        gathered[row] = users
    for level in plan.levels:
        for row, users in enumerate(lists(level.users), start=level.first):
            gathered[row] = users
    for level in plan.levels:
        for term, factors in enumerate(lists(level.terms) if level.sums else []):
            for factor in factors:
                assert plan.nodes + level.first_term + term in gathered[factor]
    for number, root in enumerate(plan.roots):
        assert plan.nodes + plan.terms + number in gathered[root]
    assert sum(map(len, gathered)) == sum(
        len(level.terms.rows) + len(level.products.rows) for level in plan.levels
    ) + len(plan.roots)


def test_lists_are_cut_into_pieces() -> None:
    pieces, whole = Lists.of(np.arange(7), np.array([5, 0, 2])).cut(2)
    assert lists(pieces) == [[0, 1], [2, 3], [4], [5, 6]]
    assert lists(whole) == [[0, 1, 2], [], [3]]
