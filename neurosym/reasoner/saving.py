"""One file for a fitted reasoner: tensors and JSON in the safetensors format, no pickle.

The JSON travels in the file's metadata with a checksum of everything, so that a damaged file is
noticed. Writing goes to a temporary file beside the target, which then takes its place in one
step: whoever interrupts a save keeps the old file whole.
"""

import hashlib
import json
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path

import numpy as np

from neurosym.errors import SavedFileError

FORMAT = "neurosym-reasoner"
VERSION = 1
FILE_NAME = "reasoner.safetensors"


def write_state(
    path: Path, content: Mapping[str, object], arrays: Mapping[str, np.ndarray]
) -> None:
    """Write one file, or leave what was there.

    Args:
        path: The file; its folder is made.
        content: What JSON can say.
        arrays: The rest, by name.
    """
    from safetensors.numpy import save  # noqa: PLC0415 - only saving needs it

    tensors = {name: np.ascontiguousarray(array) for name, array in arrays.items()}
    text = json.dumps(content, ensure_ascii=False, sort_keys=True)
    metadata = {
        "format": FORMAT,
        "version": str(VERSION),
        "content": text,
        "checksum": _checksum(text, tensors),
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".saving-", delete=False) as file:
        temporary = Path(file.name)
        try:
            file.write(save(tensors, metadata))
            file.flush()
            os.fsync(file.fileno())
            temporary.replace(path)
        except BaseException:
            temporary.unlink(missing_ok=True)
            raise


def read_state(path: Path) -> tuple[dict[str, object], dict[str, np.ndarray]]:
    """Return what :func:`write_state` wrote.

    Raises:
        SavedFileError: If the file is missing, damaged, foreign, or of another version.
    """
    from safetensors import SafetensorError, safe_open  # noqa: PLC0415 - only loading needs it

    if not path.is_file():
        raise SavedFileError(f"{path}: there is no saved reasoner; fit one first")
    try:
        with safe_open(path, framework="numpy") as file:
            metadata = file.metadata() or {}
            arrays = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
    except (SafetensorError, OSError) as error:
        raise SavedFileError(f"{path}: the file is damaged ({error}); fit again") from error
    if metadata.get("format") != FORMAT:
        raise SavedFileError(f"{path}: this is no saved reasoner; give the file that save() wrote")
    if metadata.get("version") != str(VERSION):
        raise SavedFileError(
            f"{path}: it was saved in format version {metadata.get('version')}, this library reads "
            f"{VERSION}; fit again"
        )
    text = metadata.get("content", "")
    if metadata.get("checksum") != _checksum(text, arrays):
        raise SavedFileError(f"{path}: the file is damaged (wrong checksum); fit again")
    content: dict[str, object] = json.loads(text)
    return content, arrays


def saved_place(name: str) -> Path:
    """Return where a fitted pack is saved: under ``NEUROSYM_HOME``, or ``./.neurosym``."""
    return Path(os.environ.get("NEUROSYM_HOME", ".neurosym")) / name / FILE_NAME


def _checksum(text: str, arrays: Mapping[str, np.ndarray]) -> str:
    digest = hashlib.sha256(text.encode())
    for name in sorted(arrays):
        digest.update(name.encode())
        digest.update(arrays[name].tobytes())
    return digest.hexdigest()
