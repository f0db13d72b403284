"""Whether a stranger's pack keeps to its own two folders: no link and no path leads out of them."""

from pathlib import Path

from neurosym.errors import PackPermissionError
from neurosym.packs.pack import CsvData, NetworkData, Pack


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
