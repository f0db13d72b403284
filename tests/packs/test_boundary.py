"""A stranger's pack keeps to its own folders."""

import shutil
from pathlib import Path

import pytest

from neurosym.errors import PackPermissionError, ResourceLimitError
from neurosym.packs import find_pack
from neurosym.reasoner.domain import ground_rules, load_rules


@pytest.fixture
def root(tmp_path: Path) -> Path:
    pack = find_pack("respiratory")
    for kind, folder in (("rules", pack.rules_folder), ("causal", pack.causal_folder)):
        shutil.copytree(folder, tmp_path / kind / "respiratory")
    return tmp_path


def test_a_pack_that_keeps_to_its_folders_is_opened(root: Path) -> None:
    packs = [find_pack("respiratory", root, untrusted=u) for u in (False, True)]
    assert [pack.untrusted for pack in packs] == [False, True]
    grounds = [ground_rules(load_rules(pack), pack.vocabulary) for pack in packs]
    assert grounds[0].rules == grounds[1].rules
    assert [ground.compile_seconds is None for ground in grounds] == [True, False]


@pytest.mark.parametrize("place", ["rules/respiratory/more.pl", "causal/respiratory/more.csv"])
def test_links_that_lead_out_are_refused(place: str, root: Path) -> None:
    (root / place).symlink_to("/etc/passwd")
    with pytest.raises(PackPermissionError, match=r"more\.\w+: this is a link to /etc/passwd"):
        find_pack("respiratory", root, untrusted=True)


def test_data_elsewhere_are_refused(root: Path) -> None:
    file = root / "causal/respiratory/pack.toml"
    kept = file.read_text().partition("[data]")[0]
    file.write_text(f'{kept}[data]\nkind = "csv"\npath = "../../../secret.csv"\n')
    with pytest.raises(PackPermissionError, match=r"the data .* lie outside the pack's folder"):
        find_pack("respiratory", root, untrusted=True)
    assert find_pack("respiratory", root).data is not None


@pytest.mark.parametrize(("name", "size"), [("pack.toml", 2_000_001), ("data.csv", 20_000_001)])
def test_files_that_are_too_large_are_not_read(name: str, size: int, root: Path) -> None:
    with (root / "causal/respiratory" / name).open("ab") as file:
        file.truncate(size)
    sentence = "is limited to 2 MB of rules and settings and 20 MB of data; make it smaller"
    with pytest.raises(ResourceLimitError, match=sentence):
        find_pack("respiratory", root, untrusted=True)
