"""A new pack: a small one that works, for its author to change line by line."""

import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

from neurosym.errors import PackError
from neurosym.packs.folders import PACK_NAME, Roots, open_pack
from neurosym.packs.pack import Pack

TEMPLATE = Path(__file__).parent / "template"
"""The pack that a new one is copied from."""

_TEMPLATE_NAME = "my_domain"


def new_pack(root: Path, name: str) -> Pack:
    """Write a small working pack under ``root/rules`` and ``root/causal``, and return it.

    Nothing that is there is overwritten, and a pack that could not be written whole is not left
    behind.

    Args:
        root: The project's folder; it is made where it is missing.
        name: The pack's name: a word of letters, digits and underscores.

    Raises:
        PackError: When the name is no word, either folder is there, or nothing can be written.
    """
    if not PACK_NAME.fullmatch(name) or "-" in name or name != name.lower():
        raise PackError(
            f"{name!r} cannot name a pack; use small letters, digits and underscores, "
            "beginning with a letter"
        )
    roots = Roots.under(root)
    targets = {"rules": roots.rules / name, "causal": roots.causal / name}
    for target in targets.values():
        if target.exists():
            raise PackError(f"{target}: is there already; choose another name or remove it")
    try:
        _write(targets, name)
    except OSError as error:
        raise PackError(f"{root}: the pack cannot be written there ({error.strerror})") from None
    return open_pack(targets["rules"], targets["causal"])


def _write(targets: dict[str, Path], name: str) -> None:
    """Write both folders beside their places, then move them there; all or nothing."""
    done: list[Path] = []
    try:
        staged = {}
        for half, target in targets.items():
            done.extend(_made(target.parent))
            staged[half] = Path(tempfile.mkdtemp(prefix=f".{name}-", dir=target.parent))
            done.append(staged[half])
            _copy(TEMPLATE / half / _TEMPLATE_NAME, staged[half], _named(name))
        for half, target in targets.items():
            staged[half].chmod(0o755)
            staged[half].rename(target)
            done.append(target)
    except BaseException:
        for path in reversed(done):
            shutil.rmtree(path, ignore_errors=True)
        raise


def _made(folder: Path) -> list[Path]:
    """Make a folder and return those of it and its parents that were missing, outermost first."""
    missing = [path for path in (folder, *folder.parents) if not path.exists()]
    folder.mkdir(parents=True, exist_ok=True)
    return missing[::-1]


def _named(name: str) -> Callable[[str], str]:
    return lambda text: text.replace(_TEMPLATE_NAME, name)


def _copy(source: Path, target: Path, named: Callable[[str], str]) -> None:
    for file in sorted(source.iterdir()):
        if file.is_file():
            text = named(file.read_text(encoding="utf-8"))
            (target / named(file.name)).write_text(text, encoding="utf-8")
