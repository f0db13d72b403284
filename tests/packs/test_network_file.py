import gzip

import numpy as np
import pytest
from pgmpy.readwrite import BIFReader

from neurosym.errors import DataError
from neurosym.packs import network_file
from neurosym.packs.network_file import Network, parse_bif, read_network

RAIN = """
network unknown {
}
variable rain {
  type discrete [ 2 ] { yes, no };
}
variable wet {
  type discrete [ 3 ] { dry, <5, 5-12 };
}
probability ( rain ) {
  table 0.25, 0.75;
}
probability ( wet | rain ) {
  (no) 0.75, 0.25, 0.0;
  (yes) 0.0, 0.5, 0.5;
}
"""


def test_a_network_by_hand() -> None:
    network = parse_bif(RAIN, "rain")
    assert network.names == ("rain", "wet")
    assert network.states == (("yes", "no"), ("dry", "<5", "5-12"))
    assert network.parents == ((), (0,))
    assert network.edges == (("rain", "wet"),)
    assert network.tables[0].tolist() == [0.25, 0.75]
    assert network.tables[1].tolist() == [[0.0, 0.5, 0.5], [0.75, 0.25, 0.0]]


@pytest.mark.parametrize("name", ["asia", "child"])
def test_networks_agree_with_pgmpy(name: str) -> None:
    network = read_network(name)
    path = network_file._example_folder() / f"{name}.bif.gz"
    with gzip.open(path, "rt", encoding="utf-8") as file:
        oracle = BIFReader(string=file.read()).get_model()
    assert sorted(network.names) == sorted(oracle.nodes)
    for i, variable in enumerate(network.names):
        table = oracle.get_cpds(variable)
        scope = [*(network.names[parent] for parent in network.parents[i]), variable]
        assert scope[:-1] == sorted(oracle.get_parents(variable), key=scope.index)
        assert list(network.states[i]) == table.state_names[variable]
        axes = [table.variables.index(name) for name in scope]
        ours = network.tables[i]
        for axis, part in enumerate(scope):
            place = network.states[network.names.index(part)].index
            order = [place(state) for state in table.state_names[part]]
            ours = np.take(ours, order, axis=axis)
        # the file's rows sum to 1 within 1e-7 only; ours are normalised
        np.testing.assert_allclose(ours, np.transpose(table.values, axes), atol=1e-6)


def test_draws_follow_the_tables() -> None:
    codes = parse_bif(RAIN, "rain").sample(20_000, np.random.default_rng(0))
    rain, wet = codes[:, 0], codes[:, 1]
    # five standard deviations of a share of 20,000 draws are below .018
    assert abs((rain == 0).mean() - 0.25) < 0.018
    assert abs((wet[rain == 1] == 0).mean() - 0.75) < 0.018
    assert not (wet[rain == 0] == 0).any()
    assert not (wet[rain == 1] == 2).any()


def test_a_draw_depends_on_the_seed_alone_and_begins_as_a_longer_one() -> None:
    network = read_network("asia")
    long = network.sample(1000, np.random.default_rng(3))
    assert (network.sample(1000, np.random.default_rng(3)) == long).all()
    assert (network.sample(10, np.random.default_rng(3)) == long[:10]).all()
    assert (network.sample(1000, np.random.default_rng(4)) != long).any()
    assert network.sample(0, np.random.default_rng(3)).shape == (0, 8)


def test_causes_come_first() -> None:
    network = read_network("child")
    order = network.order()
    for child, parents in enumerate(network.parents):
        assert all(order.index(parent) < order.index(child) for parent in parents)
    a = np.array([[1.0, 0.0], [0.0, 1.0]])
    circle = Network(("a", "b"), (("x", "y"),) * 2, ((1,), (0,)), (a, a))
    with pytest.raises(DataError, match=r"^the arrows between a, b form a cycle; remove one$"):
        circle.order()


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("variable rain", "variable snow", r"^rain: rain has a table but is not declared$"),
        ("probability ( rain )", "prob ( rain )", r"^rain: there is no table for rain$"),
        ("(no)", "(maybe)", r"^rain: wet: the row \(maybe\) 0\.75, 0\.25, 0\.0 fits not$"),
        (
            "(no) 0.75",
            "(no) 0.5",
            r"^rain: wet: every row of its table must be there and sum to 1$",
        ),
        ("(no) 0.75, 0.25", "(no) 1.25, -0.25", r"^rain: wet: every row of its table must be th"),
        ("  (no) 0.75, 0.25, 0.0;", "", r"^rain: wet: every row of its table must be there"),
    ],
)
def test_damaged_networks(old: str, new: str, sentence: str) -> None:
    with pytest.raises(DataError, match=sentence):
        parse_bif(RAIN.replace(old, new), "rain")


def test_an_unknown_network_names_the_near_ones() -> None:
    with pytest.raises(DataError, match=r"^pgmpy carries no network 'chld'; did you mean child\?$"):
        read_network("chld")
    with pytest.raises(DataError, match=r"^pgmpy carries no network '\.\./child'"):
        read_network("../child")
    with pytest.raises(DataError, match=r"^rain: there is no table for every variable$"):
        parse_bif("", "rain")
