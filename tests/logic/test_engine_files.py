"""The engine's files: compiled once, kept, and never trusted when damaged."""

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from neurosym.logic import engine_files
from neurosym.logic.engine_files import FOLDER, load_engine


class FakeProlog:
    """Notes what it is asked; compiling writes a file."""

    def __init__(self, version: str = "9.2.9 x86_64-linux today") -> None:
        self.version = version
        self.loaded: list[Path] = []
        self.broken = False

    def __call__(self, goal: str, inputs: Mapping[str, str]) -> Mapping[str, object]:
        if "Version" in goal:
            return {"Version": self.version}
        if "unload_file" in goal:
            return {"Done": True}
        file = Path(inputs["File"])
        if "qcompile" in goal:
            if self.broken:
                raise RuntimeError("no room")
            file.with_suffix(".qlf").write_bytes(b"compiled " + self.version.encode())
        self.loaded.append(file)
        return {}


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("NEUROSYM_CACHE", str(tmp_path / "kept"))
    return tmp_path / "kept" / "engine"


def test_the_second_start_loads_what_the_first_compiled(place: Path) -> None:
    prolog = FakeProlog()
    load_engine(prolog)
    (kept,) = place.iterdir()
    load_engine(prolog)
    assert [path.suffix for path in prolog.loaded] == [".pl", ".qlf"]
    assert prolog.loaded[1] == kept


def test_another_version_compiles_its_own(place: Path) -> None:
    load_engine(FakeProlog())
    other = FakeProlog("9.3.1")
    load_engine(other)
    assert other.loaded[0].suffix == ".pl"
    assert len(list(place.iterdir())) == 2


def test_a_damaged_file_is_not_loaded(place: Path) -> None:
    prolog = FakeProlog()
    load_engine(prolog)
    (kept,) = place.iterdir()
    kept.write_bytes(kept.read_bytes()[:-3])
    load_engine(prolog)
    assert [path.suffix for path in prolog.loaded] == [".pl", ".pl"]
    load_engine(prolog)
    assert prolog.loaded[2].suffix == ".qlf"


def test_what_cannot_be_compiled_is_loaded_as_it_is(place: Path) -> None:
    prolog = FakeProlog()
    prolog.broken = True
    load_engine(prolog)
    assert prolog.loaded == [FOLDER / "neurosym_engine.pl"]
    assert list(place.iterdir()) == []


def test_a_cache_that_cannot_be_written_is_no_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    blocker = tmp_path / "file"
    blocker.write_text("in the way", encoding="utf-8")
    monkeypatch.setenv("NEUROSYM_CACHE", str(blocker))
    prolog = FakeProlog()
    load_engine(prolog)
    assert prolog.loaded == [FOLDER / "neurosym_engine.pl"]


def test_without_a_cache_nothing_is_written(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEUROSYM_CACHE", "off")
    prolog = FakeProlog()
    load_engine(prolog)
    assert prolog.loaded == [FOLDER / "neurosym_engine.pl"]


def test_the_oldest_files_go_first(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine_files, "_MOST_FILES", 2)
    for day, version in enumerate(("a", "b", "c"), 1):
        load_engine(FakeProlog(version))
        for path in place.glob("*.qlf"):
            if path.read_bytes().endswith(version.encode()):
                os.utime(path, (day, day))
    left = sorted(path.read_bytes()[-1:] for path in place.glob("*.qlf"))
    assert left == [b"b", b"c"]


def test_every_predicate_that_the_files_call_is_there() -> None:
    swipl = shutil.which("swipl")
    if swipl is None:
        pytest.skip("the command swipl is not on PATH")
    engine = FOLDER / "neurosym_engine.pl"
    goal = f"use_module('{engine}'), list_undefined([module_class([user])]), halt"
    done = subprocess.run([swipl, "-g", goal], capture_output=True, text=True, check=True)
    assert done.stderr == ""


def test_answers_are_the_same_from_the_cache(place: Path) -> None:
    asked = (
        "from neurosym.logic.program import Program; "
        "print(Program.from_text('0.4::a. 0.5::b. c :- a ; b. query(c).').query())"
    )
    environment = {**os.environ, "NEUROSYM_CACHE": str(place.parent)}
    printed = [
        subprocess.run(
            [sys.executable, "-c", asked],
            capture_output=True,
            text=True,
            check=True,
            env=environment,
        )
        for _ in range(2)
    ]
    assert len(list(place.glob("*.qlf"))) == 1
    assert [run.stdout for run in printed] == ["{'c': 0.7}\n"] * 2
    assert [run.stderr for run in printed] == ["", ""]
