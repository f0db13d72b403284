"""Whether a stranger's pack keeps to its own two folders, and to a size that can be read."""

from pathlib import Path

from neurosym.errors import PackPermissionError, ResourceLimitError
from neurosym.packs.pack import CsvData, NetworkData, Pack

_TEXTS = frozenset({".md", ".pl", ".plt", ".toml", ".txt"})
"""Files that are read whole; all others are data."""

_MOST_TEXT = 2_000_000
_MOST_DATA = 20_000_000


def check_folder(folder: Path) -> None:
    """Refuse a folder with a link that leads out of it, or with anything but files and folders.

    Raises:
        PackPermissionError: There is such an entry.
    """
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        target = path.resolve()
        if not target.is_relative_to(folder.resolve()):
            raise PackPermissionError(
                f"{path}: this is a link to {target}, outside the pack's folder; put the file "
                "itself there"
            )
        if not target.is_file() and not target.is_dir():
            raise PackPermissionError(f"{path}: this is no plain file; remove it from the pack")


def check_size(*folders: Path) -> None:
    """Refuse a pack whose files are too large, before any of them is read.

    Args:
        folders: The folders of its rules and of its causal knowledge.

    Raises:
        ResourceLimitError: Its texts or its data are larger than a stranger's may be.
    """
    text = data = 0
    for folder in folders:
        for path in folder.rglob("*"):
            size = path.stat().st_size if path.is_file() else 0
            if path.suffix in _TEXTS:
                text += size
            else:
                data += size
            if text > _MOST_TEXT or data > _MOST_DATA:
                raise ResourceLimitError(
                    f"{path}: an untrusted pack is limited to {_MOST_TEXT // 1_000_000} MB of "
                    f"rules and settings and {_MOST_DATA // 1_000_000} MB of data; make it smaller"
                )


def check_data(pack: Pack) -> None:
    """Refuse data that a pack names outside its folder of causal knowledge.

    Raises:
        PackPermissionError: The data's path leads out of it.
    """
    path: Path | None = None
    if isinstance(pack.data, CsvData):
        path = pack.data.path
    elif isinstance(pack.data, NetworkData):
        path = pack.data.illustrative
    if path is not None and not path.resolve().is_relative_to(pack.causal_folder.resolve()):
        raise PackPermissionError(
            f"{pack.causal_folder / 'pack.toml'}: the data {path} lie outside the pack's folder; "
            "move them there"
        )
