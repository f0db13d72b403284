import os
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import save_file

from neurosym.errors import SavedFileError
from neurosym.reasoner import saving
from neurosym.reasoner.saving import read_state, write_state

CONTENT = {"name": "child", "weights": [0.25, 1.0], "words": {"zh": "紫绀"}}
ARRAYS = {"a": np.arange(6.0).reshape(2, 3), "b": np.array([1, -1], dtype=np.int16)}


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "reasoner.safetensors"
    write_state(path, CONTENT, ARRAYS)
    content, arrays = read_state(path)
    assert content == CONTENT
    assert sorted(arrays) == ["a", "b"]
    np.testing.assert_array_equal(arrays["a"], ARRAYS["a"])
    assert arrays["b"].dtype == np.int16


def test_a_transposed_array_keeps_its_values(tmp_path: Path) -> None:
    write_state(tmp_path / "r", CONTENT, {"t": ARRAYS["a"].T})
    np.testing.assert_array_equal(read_state(tmp_path / "r")[1]["t"], ARRAYS["a"].T)


def test_a_missing_file_says_to_fit(tmp_path: Path) -> None:
    with pytest.raises(SavedFileError, match="there is no saved reasoner; fit one first"):
        read_state(tmp_path / "none")


@pytest.mark.parametrize("place", [0, 200, -3])
def test_a_damaged_byte_is_noticed(tmp_path: Path, place: int) -> None:
    path = tmp_path / "r"
    write_state(path, CONTENT, ARRAYS)
    data = bytearray(path.read_bytes())
    data[place] ^= 0x55
    path.write_bytes(data)
    with pytest.raises(SavedFileError, match=r"damaged|no saved reasoner"):
        read_state(path)


def test_half_a_file_is_noticed(tmp_path: Path) -> None:
    path = tmp_path / "r"
    write_state(path, CONTENT, ARRAYS)
    path.write_bytes(path.read_bytes()[:-20])
    with pytest.raises(SavedFileError, match="the file is damaged"):
        read_state(path)


def test_a_foreign_file_is_refused(tmp_path: Path) -> None:
    save_file(ARRAYS, tmp_path / "weights")
    with pytest.raises(SavedFileError, match="this is no saved reasoner"):
        read_state(tmp_path / "weights")


def test_another_version_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(saving, "VERSION", 99)
    write_state(tmp_path / "r", CONTENT, ARRAYS)
    monkeypatch.undo()
    with pytest.raises(SavedFileError, match="saved in format version 99, this library reads 1"):
        read_state(tmp_path / "r")


def test_an_interrupted_save_leaves_the_old_file_and_no_rest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "r"
    write_state(path, CONTENT, ARRAYS)

    def interrupted(descriptor: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", interrupted)
    with pytest.raises(KeyboardInterrupt):
        write_state(path, {"name": "other"}, {})
    assert read_state(path)[0] == CONTENT
    assert list(tmp_path.iterdir()) == [path]
