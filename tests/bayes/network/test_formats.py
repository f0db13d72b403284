"""Exchange with pgmpy and BIF keeps every name, state and number."""

import numpy as np
import pytest

from neurosym.bayes.network.formats import bif_text, from_pgmpy, published_network, to_pgmpy
from neurosym.bayes.network.network import BayesianNetwork
from neurosym.errors import DataError

pytestmark = pytest.mark.filterwarnings("ignore")  # pgmpy 1.1.2 warns on import and on use


def same(ours: BayesianNetwork, theirs: BayesianNetwork) -> None:
    order = [theirs.index(name) for name in ours.names]
    assert [theirs.names[v] for v in order] == list(ours.names)
    for variable, other in enumerate(order):
        assert ours.states[variable] == theirs.states[other]
        involved = [ours.names[v] for v in ours.scopes[variable]]
        axes = [[theirs.names[v] for v in theirs.scopes[other]].index(name) for name in involved]
        table = theirs.tables[other].transpose(axes)
        np.testing.assert_allclose(ours.tables[variable], table, atol=1e-12)


def test_child_through_pgmpy_and_back() -> None:
    network = published_network("child")
    assert len(network.names) == 20
    assert "Asy/Patch" in network.states[network.index("ChestXray")]
    same(network, from_pgmpy(to_pgmpy(network)))  # type: ignore[arg-type]


def test_child_through_bif_and_pgmpys_reader() -> None:
    from pgmpy.readwrite import BIFReader

    network = published_network("child")
    same(network, from_pgmpy(BIFReader(string=bif_text(network)).get_model()))


def test_bif_by_hand() -> None:
    network = BayesianNetwork(
        ("rain", "wet grass"),
        (("yes", "no"), ("<5", "5+")),
        ((), (0,)),
        (np.array([1.0, 3.0]), np.array([[1.0, 1.0], [0.0, 5.0]])),
    )
    assert bif_text(network, "lawn").splitlines() == [
        "network lawn {",
        "}",
        "variable rain {",
        "  type discrete [ 2 ] { yes, no };",
        "}",
        'variable "wet grass" {',
        '  type discrete [ 2 ] { "<5", "5+" };',
        "}",
        "probability ( rain ) {",
        "  table 0.25, 0.75;",
        "}",
        'probability ( "wet grass" | rain ) {',
        "  (yes) 0.5, 0.5;",
        "  (no) 0.0, 1.0;",
        "}",
    ]


def test_an_unknown_published_network_lists_the_known() -> None:
    with pytest.raises(DataError, match="pgmpy carries no network nowhere; it has alarm, andes,"):
        published_network("nowhere")
