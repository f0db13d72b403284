"""Building circuits, and their values in numpy."""

import numpy as np
import pytest

from neurosym.logic.circuit import (
    ONE,
    ZERO,
    CircuitBuilder,
    CircuitLiteral,
    LiteralKind,
    NodeKind,
)


def builder(size: int) -> CircuitBuilder:
    return CircuitBuilder([CircuitLiteral(LiteralKind.LEAF, (i,)) for i in range(size)])


def test_a_value_by_hand_and_by_column() -> None:
    made = builder(3)
    first, second, third = (made.literal(i) for i in range(3))
    root = made.sum((made.product((first, second)), third))
    weights = np.log([[0.5, 0.1], [0.4, 0.2], [0.1, 0.3]])
    found = np.exp(made.build([root, second]).log_values(weights))
    np.testing.assert_allclose(found, [[0.3, 0.32], [0.4, 0.2]], rtol=1e-14)


def test_trivial_nodes_are_not_made() -> None:
    made = builder(2)
    first, second = made.literal(0), made.literal(1)
    assert made.product((first, ONE)) == first
    assert made.product((first, ZERO)) == ZERO
    assert made.product(()) == ONE
    assert made.sum((ZERO, second)) == second
    assert made.sum(()) == ZERO
    assert made.product((first, second)) == made.product((second, first))


def test_nodes_with_one_user_of_their_kind_join_it() -> None:
    made = builder(4)
    node = made.literal(0)
    for i in range(1, 4):
        node = made.product((node, made.literal(i)))
    (layer,) = made.build([node]).layers
    assert (layer.kind, layer.inputs.shape) == (NodeKind.PRODUCT, (1, 4))


def test_a_shared_node_and_a_root_stay_nodes() -> None:
    made = builder(3)
    inner = made.product((made.literal(0), made.literal(1)))
    outer = made.product((inner, made.literal(2)))
    circuit = made.build([outer, inner])
    assert [layer.inputs.shape for layer in circuit.layers] == [(1, 2), (1, 2)]
    assert circuit.edges == 4
    found = np.exp(circuit.log_values(np.log(np.array([[0.5], [0.5], [0.5]]))))
    np.testing.assert_allclose(found[:, 0], [0.125, 0.25], rtol=1e-14)


def test_a_node_with_two_users_is_computed_once() -> None:
    made = builder(4)
    inner = made.product((made.literal(0), made.literal(1)))
    users = [made.product((inner, made.literal(i))) for i in (2, 3)]
    circuit = made.build(users)
    assert [layer.inputs.shape for layer in circuit.layers] == [(1, 2), (2, 2)]


def test_nodes_that_no_root_uses_are_left_out() -> None:
    made = builder(2)
    made.sum((made.literal(0), made.literal(1)))
    circuit = made.build([made.literal(1), ONE, ZERO])
    assert circuit.layers == ()
    assert circuit.nodes == 4
    assert circuit.log_values(np.zeros((2, 1))).tolist() == [[0.0], [0.0], [-np.inf]]


@pytest.mark.parametrize("arity", [2, 5])
def test_a_sum_of_nothing_possible_is_impossible(arity: int) -> None:
    made = builder(arity)
    circuit = made.build([made.sum(made.literal(i) for i in range(arity))])
    assert circuit.log_values(np.full((arity, 1), -np.inf)).tolist() == [[-np.inf]]
