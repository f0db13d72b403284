"""Our Prolog files, loaded: compiled once, and from then on quick to load.

Compiling them takes three times as long as all the rest of a small query. So SWI-Prolog's compiled
form is kept in the user's cache, in a file whose name tells what it was compiled from, by which
SWI-Prolog, and what is in it: a file that is damaged, or that another version wrote, is not read.
It is written in a folder of its own and moved to its place in one step, so that another process
sees all of it or nothing. Where the cache cannot be used, the files are loaded as they are.
"""

from collections.abc import Callable, Mapping
from contextlib import suppress
from importlib.util import source_hash
from pathlib import Path

from neurosym.logic.cache_place import cache_place

Run = Callable[[str, Mapping[str, str]], Mapping[str, object]]
"""Runs a goal once under values of its variables; returns those of the others."""

FOLDER = Path(__file__).parent / "prolog"
_ENTRY = "neurosym_engine"
_LOAD = "load_files(File, [if(not_loaded), silent(true)])"
_COMPILE = "qcompile(File, [include(user), silent(true)])"
_VERSION = (
    "current_prolog_flag(version, _V), current_prolog_flag(arch, _A), "
    "current_prolog_flag(compiled_at, _C), format(string(Version), '~w ~w ~w', [_V, _A, _C])"
)
_UNLOAD = (
    "forall((source_file(_File), sub_atom(_File, 0, _, _, Folder)), unload_file(_File)), "
    "Done = true"
)
_MOST_FILES = 8


def load_engine(run: Run) -> None:
    """Load the engine's files into SWI-Prolog, through the cache.

    Args:
        run: Runs a goal in it.
    """
    place = cache_place("engine")
    if place is not None:
        with suppress(OSError):
            key = _key(str(run(_VERSION, {})["Version"]))
            kept = _kept(place, key)
            if kept is not None:
                run(_LOAD, {"File": str(kept)})
                return
            if _compiled(run, place, key):
                return
    run(_LOAD, {"File": str(FOLDER / f"{_ENTRY}.pl")})


def _key(version: str) -> str:
    content = [version.encode()]
    for path in sorted(FOLDER.glob("*.pl")):
        content += [path.name.encode(), path.read_bytes()]
    return source_hash(b"\0".join(content)).hex()


def _kept(place: Path, key: str) -> Path | None:
    for path in place.glob(f"{key}-*.qlf"):
        if path.stem == _stem(key, path.read_bytes()):
            return path
    return None


def _stem(key: str, content: bytes) -> str:
    return f"{key}-{source_hash(content).hex()}"


def _compiled(run: Run, place: Path, key: str) -> bool:
    """Compile and load the files; return whether that went well."""
    import shutil  # noqa: PLC0415 - most starts compile nothing
    import tempfile  # noqa: PLC0415

    place.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=place, prefix="unfinished-") as scratch:
        folder = Path(scratch).resolve()
        for path in FOLDER.glob("*.pl"):
            shutil.copyfile(path, folder / path.name)
        try:
            run(_COMPILE, {"File": str(folder / f"{_ENTRY}.pl")})
        except Exception:
            # Whatever it was, the files themselves are there.
            run(_UNLOAD, {"Folder": str(folder)})
            return False
        # What is loaded works; that it cannot be kept is no reason to load it again.
        with suppress(OSError):
            file = folder / f"{_ENTRY}.qlf"
            file.replace(place / f"{_stem(key, file.read_bytes())}.qlf")
            _prune(place)
    return True


def _prune(place: Path) -> None:
    """Keep the newest files only: each version of ours and of SWI-Prolog has its own."""
    files = sorted(place.glob("*.qlf"), key=lambda path: path.stat().st_mtime)
    for path in files[:-_MOST_FILES]:
        path.unlink(missing_ok=True)
