"""The wheel holds what the folders hold, and works from where it is installed."""

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from zipfile import ZipFile

import pytest

from neurosym import __version__

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


@pytest.fixture(scope="module")
def check_wheel() -> object:
    from importlib.util import module_from_spec, spec_from_file_location

    spec = spec_from_file_location("check_wheel", ROOT / "tools" / "check_wheel.py")
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "-w"]
    subprocess.run([*command, str(folder), str(ROOT)], check=True, capture_output=True)
    (built,) = folder.glob("*.whl")
    return built


def test_the_wheel_holds_the_folders_and_nothing_else(wheel: Path) -> None:
    built = {n for n in ZipFile(wheel).namelist() if ".dist-info/" not in n}
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard", "neurosym", "rules", "causal"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.splitlines()
    present = {name for name in listed if (ROOT / name).is_file()}
    places = {n if n.startswith("neurosym/") else f"neurosym/_packs/{n}" for n in present}
    assert built == places
    assert "neurosym/_packs/rules/child/child.pl" in built
    assert "neurosym/py.typed" in built


def test_the_check_of_the_wheel_tells_a_difference(
    check_wheel: object, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    main = check_wheel.main  # type: ignore[attr-defined]
    monkeypatch.setattr(check_wheel, "expected_files", lambda: {"a.py", "b.py"})
    monkeypatch.setattr(check_wheel, "built_files", lambda folder: {"b.py", "c.py"})
    assert main() == 1
    shown = capsys.readouterr()
    assert "missing from the wheel: a.py" in shown.err
    assert "in the wheel, not in the folders: c.py" in shown.err
    monkeypatch.setattr(check_wheel, "built_files", lambda folder: {"a.py", "b.py"})
    assert main() == 0


def test_packs_are_found_from_an_installed_wheel(wheel: Path, tmp_path: Path) -> None:
    site = tmp_path / "site"
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--target"]
    subprocess.run([*command, str(site), str(wheel)], check=True, capture_output=True)
    code = (
        "import neurosym\n"
        "from neurosym.packs import find_pack, list_packs\n"
        "from neurosym.logic.program import Program\n"
        "pack = find_pack('child')\n"
        "print(neurosym.__file__, pack.rules_folder, len(pack.vocabulary), sep='\\n')\n"
        "print(*list_packs())\n"
        "print(len(Program.load(pack.rules_folder).clauses) > 20)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        cwd=tmp_path,
        env={"PYTHONPATH": str(site), "PATH": os.environ["PATH"]},
    )
    lines = done.stdout.splitlines()
    assert lines[0] == str(site / "neurosym" / "__init__.py")
    assert lines[1] == str(site / "neurosym" / "_packs" / "rules" / "child")
    assert lines[2:] == ["20", "breast child respiratory", "True"]


def test_the_wheels_metadata_are_the_projects(wheel: Path) -> None:
    with ZipFile(wheel) as archive:
        (name,) = [n for n in archive.namelist() if n.endswith(".dist-info/METADATA")]
        metadata = archive.read(name).decode()
    assert f"Name: neurosym-reasoner\nVersion: {__version__}\n" in metadata
    assert re.search(r"^Requires-Dist: janus-swi>=1\.5\.2; extra == .swi.$", metadata, re.MULTILINE)


def test_the_changelogs_top_version_is_the_packages() -> None:
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    found = re.search(r"^## \[?v?(\d+\.\d+\.\d+)", text, re.MULTILINE)
    assert found is not None
    assert found[1] == __version__


def test_rules_need_an_extra_and_nothing_else_does() -> None:
    assert list(PROJECT["optional-dependencies"]) == ["swi"]
    assert all("janus" not in requirement for requirement in PROJECT["dependencies"])
    torch = [r for r in PROJECT["dependencies"] if r.startswith("torch")]
    assert torch == ["torch>=2.6"]
    assert PROJECT["scripts"] == {"neurosym": "neurosym.cli.entry:entry"}
