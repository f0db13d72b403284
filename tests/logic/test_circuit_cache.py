"""Circuits on disk: kept, found again, never half there, never another program's."""

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from neurosym.logic import circuit_cache, compiling
from neurosym.logic.circuit import Circuit
from neurosym.logic.compiling import compile_circuit
from neurosym.logic.ground_program import GroundProgram
from neurosym.logic.program import Program
from neurosym.logic.weights import weights

FACTS = " ".join(f"0.{i}::f({i})." for i in range(1, 10))


def program(rules: str) -> GroundProgram:
    more = " ".join(f"0.5::g({i})." for i in range(6))
    return Program.from_text(f"{FACTS} {more} {rules} query(q).").ground()


RULES = "q :- f(X), g(Y), X > Y. q :- f(3), \\+ g(5)."


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Keep every circuit, in a folder of the test."""
    monkeypatch.setenv("NEUROSYM_CACHE", str(tmp_path / "kept"))
    monkeypatch.setattr(compiling, "_SLOW", -1.0)
    return tmp_path / "kept" / "circuits"


def value(ground: GroundProgram, circuit: Circuit) -> float:
    return float(circuit.conditional(weights(circuit, ground))[0])


def test_a_second_start_compiles_nothing(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ground = program(RULES)
    first = compile_circuit(ground)
    assert [path.suffix for path in folder.iterdir()] == [".npz"]

    def fail(*_: object) -> Circuit:
        raise AssertionError("compiled again")

    monkeypatch.setattr(compiling, "_compiled", fail)
    second = compile_circuit(ground)
    assert second.literals == first.literals
    assert np.array_equal(second.roots, first.roots)
    assert value(ground, second) == value(ground, first)
    other_numbers = Program.from_text(
        f"{FACTS.replace('0.1', '0.15')} "
        + " ".join(f"0.5::g({i})." for i in range(6))
        + f" {RULES} query(q)."
    ).ground()
    compile_circuit(other_numbers)


def test_another_program_has_another_circuit(folder: Path) -> None:
    first, second = program(RULES), program(RULES.replace("X > Y", "X >= Y"))
    one, two = compile_circuit(first), compile_circuit(second)
    assert value(first, one) != value(second, two)
    assert len(list(folder.iterdir())) == 2


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 cut off", b"no archive"])
def test_a_damaged_file_is_compiled_anew(folder: Path, content: bytes) -> None:
    ground = program(RULES)
    expected = value(ground, compile_circuit(ground))
    path = next(folder.iterdir())
    path.write_bytes(content)
    assert value(ground, compile_circuit(ground)) == expected
    assert path.stat().st_size > 100


def test_a_crash_while_writing_leaves_nothing(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def crash(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(np, "savez", crash)
    with pytest.raises(KeyboardInterrupt):
        compile_circuit(program(RULES))
    assert list(folder.iterdir()) == []


def test_a_folder_that_cannot_be_written_is_no_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    blocker = tmp_path / "file"
    blocker.write_text("in the way", encoding="utf-8")
    monkeypatch.setenv("NEUROSYM_CACHE", str(blocker / "kept"))
    monkeypatch.setattr(compiling, "_SLOW", -1.0)
    ground = program(RULES)
    assert 0.0 < value(ground, compile_circuit(ground)) < 1.0


def test_the_least_used_go_first(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = program(RULES), program(RULES.replace("X > Y", "X >= Y"))
    compile_circuit(first)
    old = next(folder.iterdir())
    os.utime(old, (1.0, 1.0))
    monkeypatch.setattr(circuit_cache, "_MOST_BYTES", old.stat().st_size + 10)
    compile_circuit(second)
    assert not old.exists()
    assert len(list(folder.iterdir())) == 1


def test_the_switch(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("NEUROSYM_CACHE", "off")
    assert circuit_cache.cache_folder() is None
    monkeypatch.setenv("NEUROSYM_CACHE", "")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert circuit_cache.cache_folder() == tmp_path / "neurosym" / "circuits"


def test_several_may_write_at_once(folder: Path) -> None:
    ground = program(RULES)
    circuit = compile_circuit(ground, smooth=False)
    expected = value(ground, circuit)

    def write_and_read() -> list[float]:
        found = []
        for _ in range(20):
            circuit_cache.store("same", circuit)
            read = circuit_cache.load("same")
            assert read is not None
            found.append(value(ground, read))
        return found

    with ThreadPoolExecutor(4) as pool:
        results = [future.result() for future in [pool.submit(write_and_read) for _ in range(4)]]
    assert {result for found in results for result in found} == {expected}
    assert {path.suffix for path in folder.iterdir()} == {".npz"}


def test_another_version_of_the_library_compiles_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    task = compiling.elimination_task(
        Program.from_text("0.5::a. query(a).").ground(), (1,), None, smooth=False
    )
    before = circuit_cache.circuit_key(task, None, ())
    assert circuit_cache.circuit_key(task, None, ()) == before
    monkeypatch.setattr("neurosym.__version__", "999")
    assert circuit_cache.circuit_key(task, None, ()) != before
