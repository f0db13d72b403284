from collections.abc import Callable
from pathlib import Path

import pytest

from neurosym.errors import PackError
from neurosym.packs import folders
from neurosym.packs.folders import Roots, find_pack, list_packs, open_pack, pack_folders
from neurosym.packs.pack import CsvData, NetworkData, Pack, SklearnData

Writer = Callable[..., Pack]


def test_a_pack_is_read_whole(write_pack: Writer) -> None:
    pack = write_pack(
        pack='name = "ward"\ntitle = "A ward"\nversion = "2"\ntarget = "disease"\nlicence = "CC0"\n'
        'sources = ["a", "b"]\n[data]\nkind = "csv"\npath = "d.csv"\n'
        '[hard_case]\nevidence = "fever=yes, temp=39.5"\n',
        files={"knowledge.txt": "/knowledge\n"},
    )
    assert (pack.name, pack.title, pack.version) == ("ward", "A ward", "2")
    assert (pack.target, pack.licence, pack.sources) == ("Disease", "CC0", ("a", "b"))
    assert pack.knowledge_text == "/knowledge\n"
    assert [file.name for file in pack.rule_files] == ["ward.pl"]
    assert pack.data == CsvData(pack.causal_folder / "d.csv")
    assert str(pack.demonstration()) == "Fever=yes, Temp=39.5"
    assert pack.language == "en"


def test_the_kinds_of_data(write_pack: Writer) -> None:
    def data(text: str) -> object:
        return write_pack(pack=f'target = "Disease"\n[data]\n{text}').data

    network = 'kind = "network"\nnetwork = "asia"\nrows = 10\nseed = 3\n'
    assert data(network) == NetworkData("asia", 10, 3, None)
    with_more = data(network + 'illustrative = "i.toml"')
    assert isinstance(with_more, NetworkData)
    assert with_more.illustrative is not None
    assert with_more.illustrative.name == "i.toml"
    assert data('kind = "sklearn"\nname = "breast_cancer"') == SklearnData("breast_cancer")


def test_a_target_by_its_role(write_pack: Writer) -> None:
    assert write_pack(pack="").target == "Disease"


@pytest.mark.parametrize(
    ("pack", "sentence"),
    [
        ("target = 1", r"pack\.toml: target: must be a text in quotes, not 1"),
        (
            'target = "Diseas"',
            r"pack\.toml: target: unknown variable 'Diseas'; did you mean Disease\?$",
        ),
        (
            'target = "Temp"',
            r"target: Temp is numeric; give it `cuts`, or name a discrete variable$",
        ),
        ('name = "word"', r"name: 'word' must be the name of both folders, 'ward'$"),
        ('titel = "x"', r"titel: unknown key; did you mean title\?$"),
        ('[data]\nkind = "sql"', r"\[data\] kind: unknown kind 'sql'; known are csv, network, skl"),
        ('[data]\nkind = "csv"', r"\[data\] path: is missing; this kind of data needs it$"),
        ('[data]\nkind = "csv"\npath = "a"\nrows = 3', r"\[data\] rows: unknown key"),
        (
            '[hard_case]\nevidence = "fever=maybe"',
            r"\[hard_case\] evidence: Fever: unknown state 'maybe'; its states are yes, no$",
        ),
    ],
)
def test_faults_of_the_pack_file(write_pack: Writer, pack: str, sentence: str) -> None:
    with pytest.raises(PackError, match=sentence):
        write_pack(pack=pack)


def test_losses_name_states_of_the_target(write_pack: Writer) -> None:
    variables = '[variables.D]\nrole = "target"\nstates = ["a", "b", "c"]\n'
    pack = write_pack(variables + "[loss.A]\nb = 5\n", 'target = "D"')
    assert pack.loss == {"a": {"b": 5.0}}
    assert pack.loss_matrix().tolist() == [[0, 5, 1], [1, 0, 1], [1, 1, 0]]
    with pytest.raises(
        PackError, match=r"\[loss\.a\] x: D: unknown state 'x'; its states are a, b"
    ):
        write_pack(variables + "[loss.a]\nx = 5\n", 'target = "D"')
    with pytest.raises(PackError, match=r"\[loss\.a\] b: a loss is a number from 0$"):
        write_pack(variables + "[loss.a]\nb = -5\n", 'target = "D"')


def test_missing_parts_are_named(write_pack: Writer) -> None:
    pack = write_pack()
    with pytest.raises(
        PackError, match=r"nowhere: there is no such folder; a pack keeps its rules"
    ):
        open_pack(pack.rules_folder / "nowhere", pack.causal_folder)
    with pytest.raises(PackError, match=r"nowhere: .*keeps its variables and knowledge there$"):
        open_pack(pack.rules_folder, pack.causal_folder / "nowhere")
    pack.rule_files[0].unlink()
    with pytest.raises(PackError, match=r"rules/ward: holds no rule file; write ward\.pl$"):
        open_pack(pack.rules_folder, pack.causal_folder)
    (pack.causal_folder / "pack.toml").unlink()
    with pytest.raises(PackError, match=r"pack\.toml: there is no such file"):
        open_pack(pack.rules_folder, pack.causal_folder)


def test_a_pack_is_found_by_name_and_by_either_path(
    write_pack: Writer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pack = write_pack()
    assert find_pack("ward", tmp_path) == pack
    assert find_pack(tmp_path / "rules" / "ward") == pack
    assert find_pack(str(tmp_path / "causal" / "ward")) == pack
    assert list_packs(tmp_path) == ("ward",)
    monkeypatch.chdir(tmp_path)
    assert pack_folders("ward") == (Path.cwd() / "rules" / "ward", Path.cwd() / "causal" / "ward")
    assert "ward" in list_packs()


def test_a_missing_pack_names_the_near_ones(write_pack: Writer, tmp_path: Path) -> None:
    write_pack()
    with pytest.raises(PackError, match=r"^there is no pack 'wrd' under .*; did you mean ward\?$"):
        find_pack("wrd", tmp_path)
    with pytest.raises(PackError, match=r"^there is no pack 'chld'; did you mean child\?$"):
        find_pack("chld")
    with pytest.raises(PackError, match=r"^there is no pack '\.\./ward'"):
        find_pack("../ward", tmp_path / "rules")
    with pytest.raises(PackError, match=r"under .*; there are none$"):
        find_pack("ward", tmp_path / "elsewhere")


def test_the_locator_prefers_the_checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "neurosym"
    monkeypatch.setattr(folders, "__file__", str(package / "packs" / "folders.py"))
    assert Roots.built_in() == Roots.under(package / "_packs")
    (tmp_path / "rules").mkdir()
    assert Roots.built_in() == Roots.under(package / "_packs")
    (tmp_path / "pyproject.toml").touch()
    assert Roots.built_in() == Roots.under(tmp_path)
