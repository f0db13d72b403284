import subprocess
import sys
from collections.abc import Callable

import numpy as np
import pytest

from neurosym.errors import DataError, PackError
from neurosym.packs import find_pack, load_data, published_network, read_network
from neurosym.packs.data import source_network
from neurosym.packs.pack import Pack

Writer = Callable[..., Pack]
ASIA = '[data]\nkind = "network"\nnetwork = "asia"\nrows = 200\nseed = 1\n'
IRIS = """
[variables.kind]
role = "target"
states = ["Virginica", "setosa", "versicolor"]
[variables."petal length (cm)"]
range = [1, 7]
cuts = [1.4]
[variables.hidden]
role = "latent"
states = ["a", "b"]
"""


def asia_variables(tub: str = '["no", "yes"]', name: str = "tub") -> str:
    return f'[variables.Bronc]\nstates = ["yes", "no"]\n[variables.{name}]\nstates = {tub}\n'


def test_cases_of_a_network_stand_under_the_packs_names_and_states(write_pack: Writer) -> None:
    pack = write_pack(asia_variables(), 'target = "bronc"\n' + ASIA)
    table = load_data(pack)
    asia = read_network("asia")
    drawn = asia.sample(200, np.random.default_rng(1))
    assert table.vocabulary.names == ("Bronc", "tub")
    assert (table.column("Bronc") == drawn[:, asia.names.index("bronc")]).all()
    assert (table.column("tub") == 1 - drawn[:, asia.names.index("tub")]).all()
    assert (load_data(pack, 10).codes == table.codes[:10]).all()
    assert (load_data(pack, 200, seed=2).codes != table.codes).any()


def test_latent_variables_are_never_seen(write_pack: Writer) -> None:
    variables = asia_variables() + '[variables.either]\nstates = ["yes", "no"]\nrole = "latent"\n'
    table = load_data(write_pack(variables, 'target = "bronc"\n' + ASIA))
    assert (table.column("either") == -1).all()
    assert (table.column("tub") >= 0).all()


def test_a_network_that_does_not_fit_is_named(write_pack: Writer) -> None:
    target = 'target = "bronc"\n'
    pack = write_pack(asia_variables('["present", "absent"]'), target + ASIA)
    with pytest.raises(PackError, match=r"\[variables\.tub\] states: tub: unknown state 'yes'"):
        load_data(pack)
    pack = write_pack(asia_variables(name="tube"), target + ASIA)
    sentence = (
        r"\[variables\.tube\] the network of the data has no such variable; did you mean tub\?"
    )
    with pytest.raises(PackError, match=sentence):
        load_data(pack)


def test_scikit_learns_data(write_pack: Writer) -> None:
    pack = write_pack(IRIS, 'target = "kind"\n[data]\nkind = "sklearn"\nname = "iris"\n')
    table = load_data(pack)
    assert len(table) == 150
    assert [table.vocabulary[0].states[code] for code in table.codes[[0, 75, 149], 0]] == [
        "setosa",
        "versicolor",
        "Virginica",
    ]
    assert table.values[0, 1] == 1.4
    assert ((table.values[:, 1] >= 1.4) == (table.codes[:, 1] == 1)).all()
    assert (table.codes[:, 2] == -1).all()
    chosen = load_data(pack, 20, seed=3)
    assert len(chosen) == 20
    assert (chosen.codes == load_data(pack, 50, seed=3).codes[:20]).all()
    with pytest.raises(DataError, match=r"^the data of ward have 150 rows; ask for no more$"):
        load_data(pack, 151)


def test_scikit_learns_data_that_do_not_fit(write_pack: Writer) -> None:
    data = 'target = "kind"\n[data]\nkind = "sklearn"\nname = "iris"\n'
    pack = write_pack(IRIS.replace("petal length", "petal lenth"), data)
    sentence = r"unknown variable 'petal lenth \(cm\)'; did you mean petal length \(cm\)"
    with pytest.raises(PackError, match=sentence):
        load_data(pack)
    pack = write_pack(IRIS, data.replace("iris", "irs"))
    with pytest.raises(
        DataError, match=r"^scikit-learn's 'irs' is not known here; did you mean iris"
    ):
        load_data(pack)
    discrete = IRIS.replace("range = [1, 7]\ncuts = [1.4]", 'states = ["short", "long"]')
    with pytest.raises(
        PackError, match=r"petal length \(cm\)\] the data are numbers; give a range$"
    ):
        load_data(write_pack(discrete, data))


def test_a_csv_file(write_pack: Writer) -> None:
    data = '[data]\nkind = "csv"\npath = "d.csv"\ndelimiter = ";"\n'
    text = "disease;fever;temp\nflu;yes;39,5\n"
    pack = write_pack(pack='target = "Disease"\n' + data, files={"d.csv": text})
    with pytest.raises(
        DataError, match=r"d\.csv:row 2, column temp: '39,5' is no number; give one"
    ):
        load_data(pack)
    pack = write_pack(
        pack='target = "Disease"\n' + data, files={"d.csv": text.replace("39,5", "39.5")}
    )
    assert load_data(pack).values[0, 2] == 39.5


def test_a_pack_without_data_says_so(write_pack: Writer) -> None:
    pack = write_pack()
    with pytest.raises(PackError, match=r"^the pack ward names no data; pass your own, or add \[d"):
        load_data(pack)
    with pytest.raises(PackError, match=r"^the data of the pack ward are not sampled from a netwo"):
        source_network(pack)
    assert published_network(pack) == ()


def test_published_arrows_stand_under_the_packs_names(write_pack: Writer) -> None:
    variables = asia_variables() + '[variables.ASIA]\nstates = ["yes", "no"]\n'
    pack = write_pack(variables, 'target = "bronc"\n' + ASIA + '[hard_case]\npublished = "asia"\n')
    assert published_network(pack) == (("ASIA", "tub"),)


@pytest.mark.parametrize(
    ("name", "rows", "target", "arrows"),
    [
        ("child", 5000, "Disease", 25),
        ("respiratory", 5000, "bronc", 8),
        ("breast", 569, "diagnosis", 0),
    ],
)
def test_the_built_in_packs(name: str, rows: int, target: str, arrows: int) -> None:
    pack = find_pack(name)
    table = load_data(pack)
    assert len(table) == rows
    assert pack.target == target
    assert len(published_network(pack)) == arrows
    assert pack.demonstration().findings
    assert pack.demonstration().notes == ()
    assert pack.knowledge_text
    assert (table.column(target) >= 0).all()


def test_opening_packs_and_sampling_import_nothing_heavy() -> None:
    code = (
        "import sys; from neurosym.packs import *; p = find_pack('child'); load_data(p); "
        "published_network(p); print(sorted({'pandas', 'torch', 'pgmpy', 'pyro', 'scipy', "
        "'sklearn', 'networkx'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
