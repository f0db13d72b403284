import importlib.metadata
import json
import shutil
import subprocess
from collections.abc import Callable
from os import PathLike
from pathlib import Path

import pytest

from neurosym.cli import doctor, main

Distributions = Callable[..., None]


class Foreign(importlib.metadata.Distribution):
    """Another distribution of the name ``neurosym``."""

    def read_text(self, filename: str) -> str | None:
        return "Name: neurosym\nVersion: 0.0.9\n" if filename == "METADATA" else None

    def locate_file(self, path: str | PathLike[str]) -> Path:
        return Path("/somewhere") / path


@pytest.fixture
def installed(monkeypatch: pytest.MonkeyPatch) -> Distributions:
    """Return a function that hides distributions, or adds a foreign ``neurosym``."""
    real = importlib.metadata.distribution

    def change(*hidden: str, clash: bool = False) -> None:
        def distribution(name: str) -> importlib.metadata.Distribution:
            if name in hidden or (name == "neurosym" and not clash):
                raise importlib.metadata.PackageNotFoundError(name)
            return Foreign() if name == "neurosym" else real(name)

        monkeypatch.setattr(importlib.metadata, "distribution", distribution)

    return change


def examined(capsys: pytest.CaptureFixture[str], expected: int) -> dict[str, dict[str, str]]:
    assert main(["doctor", "--json"]) == expected
    found: dict[str, dict[str, str]] = json.loads(capsys.readouterr().out)
    return found


def test_a_sound_installation_needs_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    found = examined(capsys, 0)
    assert set(found) == {
        "neurosym", "python", "torch", "pgmpy", "pyro-ppl", "networkx", "pysdd", "safetensors",
        "swipl", "janus-swi",
    }  # fmt: skip
    assert all(row["version"] and row["place"] and not row["remedy"] for row in found.values())
    assert "MB)" in found["torch"]["place"]
    assert "build" in found["torch"]["place"]


def test_the_same_as_text(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["doctor"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines][:3] == ["neurosym", "python", "torch"]


def test_missing_parts_say_how_to_add_them(
    installed: Distributions, capsys: pytest.CaptureFixture[str]
) -> None:
    installed("torch", "janus-swi")
    found = examined(capsys, 1)
    assert found["torch"]["version"] == ""
    assert found["torch"]["remedy"] == "pip install -c constraints.txt torch"
    assert found["janus-swi"]["remedy"] == (
        "rules need it: with swipl on PATH, run: pip install 'neurosym-reasoner[swi]'"
    )
    assert main(["doctor"]) == 1
    shown = capsys.readouterr().out
    assert "missing" in shown
    assert "-> pip install -c constraints.txt torch" in shown


def test_a_clash_of_names_is_said(
    installed: Distributions, capsys: pytest.CaptureFixture[str]
) -> None:
    installed(clash=True)
    remedy = examined(capsys, 1)["neurosym"]["remedy"]
    assert remedy.startswith("another distribution, neurosym 0.0.9, installs the same import name")
    assert "pip uninstall neurosym" in remedy


def test_no_swipl(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: None)
    monkeypatch.setattr(doctor, "_checkout_swipl", lambda: None)
    assert "install SWI-Prolog 9.1.12 or newer" in examined(capsys, 1)["swipl"]["remedy"]


@pytest.mark.parametrize(("version", "code"), [("9.0.4", 1), ("9.1.12", 0), ("10.0.0", 0)])
def test_an_old_swipl(
    version: str,
    code: int,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    fake = tmp_path / "swipl"
    fake.write_text(f"#!/bin/sh\necho SWI-Prolog version {version} for x86_64-linux\n")
    fake.chmod(0o755)
    monkeypatch.setattr(shutil, "which", lambda name: str(fake))
    found = examined(capsys, code)["swipl"]
    assert found["version"] == version
    assert found["place"] == str(fake)
    assert bool(found["remedy"]) == bool(code)


def test_a_janus_that_does_not_start(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    real = subprocess.run

    def failing(command: list[str], **options: object) -> object:
        if "-c" in command:
            said = "Traceback\nImportError: libswipl.so.9: cannot open shared object file"
            return subprocess.CompletedProcess(command, 1, "", said)
        return real(command, **options)  # type: ignore[call-overload]

    monkeypatch.setattr(subprocess, "run", failing)
    remedy = examined(capsys, 1)["janus-swi"]["remedy"]
    assert remedy.startswith("it does not start (ImportError: libswipl.so.9: cannot open")
