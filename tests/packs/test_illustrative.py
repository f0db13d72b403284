from pathlib import Path

import pytest

from neurosym.errors import PackError
from neurosym.packs.illustrative import with_illustrative
from neurosym.packs.network_file import read_network

FEVER = """
[variables.fever]
parents = ["tub", "bronc"]
states = ["high", "low", "none"]
table = [[1, 0, 0], [0.5, 0.5, 0], [0, 0.5, 0.5], [0.25, 0.25, 0.5]]

[variables.sweat]
parents = ["fever"]
states = ["yes", "no"]
table = [[1, 0], [0.5, 0.5], [0, 1]]
"""


def test_variables_are_added_below_the_network(tmp_path: Path) -> None:
    path = tmp_path / "illustrative.toml"
    path.write_text(FEVER)
    asia = read_network("asia")
    larger = with_illustrative(asia, path)
    assert larger.names == (*asia.names, "fever", "sweat")
    assert larger.edges[-3:] == (("tub", "fever"), ("bronc", "fever"), ("fever", "sweat"))
    assert larger.tables[8][0, 1].tolist() == [0.5, 0.5, 0.0]
    assert larger.tables[8][1, 0].tolist() == [0.0, 0.5, 0.5]
    assert larger.states[9] == ("yes", "no")


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        (
            "[1, 0, 0], ",
            "",
            r"\[variables\.fever\] table: has 3 rows; the parents have 4 joint states$",
        ),
        (
            "[0.5, 0.5, 0]",
            "[0.5, 0.6, 0]",
            r"table: the row of \(yes, no\) must be 3 probabilities that sum to 1$",
        ),
        ("[0.5, 0.5, 0]", "[0.5, 0.5]", r"the row of \(yes, no\) must be 3 probabilities"),
        ("[0.5, 0.5, 0]", "[1.5, -0.5, 0]", r"the row of \(yes, no\) must be 3 probabilities"),
        ('"tub"', '"tb"', r"parents: 'tb' is neither of the network nor added above$"),
        ('["yes", "no"]', '["yes"]', r"\[variables\.sweat\] states: there must be two or more$"),
        ("variables.sweat", "variables.smoke", r"states: the network has a variable of this name"),
        ('parents = ["fever"]', "parent = 1", r"parent: unknown key; did you mean parents\?"),
    ],
)
def test_faults(tmp_path: Path, old: str, new: str, sentence: str) -> None:
    path = tmp_path / "illustrative.toml"
    assert old in FEVER
    path.write_text(FEVER.replace(old, new))
    with pytest.raises(PackError, match=sentence):
        with_illustrative(read_network("asia"), path)
