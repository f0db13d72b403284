from pathlib import Path

import pytest

from neurosym.errors import PackError
from neurosym.packs import find_pack, load_data, new_pack
from neurosym.packs import new as new_module
from neurosym.packs.new import TEMPLATE


def everything(root: Path) -> list[str]:
    return sorted(str(path.relative_to(root)) for path in root.rglob("*"))


def test_a_new_pack_works(tmp_path: Path) -> None:
    pack = new_pack(tmp_path / "project", "pump_room")
    assert everything(tmp_path / "project") == [
        "causal",
        "causal/pump_room",
        "causal/pump_room/data.csv",
        "causal/pump_room/knowledge.txt",
        "causal/pump_room/pack.toml",
        "causal/pump_room/variables.toml",
        "rules",
        "rules/pump_room",
        "rules/pump_room/README.md",
        "rules/pump_room/cases.plt",
        "rules/pump_room/pump_room.pl",
    ]
    assert find_pack("pump_room", tmp_path / "project") == pack
    assert len(load_data(pack)) == 400
    assert str(pack.demonstration()) == "service=overdue, noisy=yes, temperature=84.0"
    for path in (tmp_path / "project").rglob("*.*"):
        assert "my_domain" not in path.read_text()


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    (tmp_path / "causal" / "ward").mkdir(parents=True)
    with pytest.raises(PackError, match=r"causal/ward: is there already; choose another name or"):
        new_pack(tmp_path, "ward")
    assert everything(tmp_path) == ["causal", "causal/ward"]
    new_pack(tmp_path, "clinic")
    before = (tmp_path / "rules" / "clinic" / "clinic.pl").stat().st_mtime_ns
    with pytest.raises(PackError, match=r"rules/clinic: is there already"):
        new_pack(tmp_path, "clinic")
    assert (tmp_path / "rules" / "clinic" / "clinic.pl").stat().st_mtime_ns == before


@pytest.mark.parametrize("name", ["", "../x", "a b", "1st", "My", "a-b", "_a/b"])
def test_names_that_are_no_words(tmp_path: Path, name: str) -> None:
    with pytest.raises(PackError, match=r"cannot name a pack; use small letters, digits and under"):
        new_pack(tmp_path, name)
    assert everything(tmp_path) == []


@pytest.mark.parametrize("last", ["pack.toml", "cases.plt"])
def test_a_half_written_pack_is_never_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, last: str
) -> None:
    write = Path.write_text

    def full_disk(self: Path, data: str, encoding: str | None = None) -> int:
        if self.name == last:
            raise OSError(28, "No space left on device")
        return write(self, data, encoding=encoding)

    monkeypatch.setattr(Path, "write_text", full_disk)
    with pytest.raises(PackError, match=r"cannot be written there \(No space left on device\)$"):
        new_pack(tmp_path / "project", "ward")
    assert everything(tmp_path) == []


def test_an_interrupt_between_the_halves_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "rules").mkdir()
    rename = Path.rename

    def interrupted(self: Path, target: Path) -> Path:
        if target.parent.name == "causal":
            raise KeyboardInterrupt
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", interrupted)
    with pytest.raises(KeyboardInterrupt, match=r"^$"):
        new_pack(tmp_path, "ward")
    assert everything(tmp_path) == ["rules"]


def test_the_template_is_a_pack_itself() -> None:
    assert find_pack(TEMPLATE / "rules" / "my_domain").name == "my_domain"
    assert new_module.TEMPLATE.is_dir()
