"""SWI-Prolog started with the engine in it: what a command of a tenth of a second needs.

janus starts SWI-Prolog and loads ten of its libraries as source, and the engine needs more. A saved
state holds all of it, and starts three times as quickly. It is made once, in a process of its own
that is asked a question before the state is kept, and lies in the user's cache. Its name tells what
it was made from, which SWI-Prolog may read it, and what is in it, as a state that is not fit ends
the process. Where there is none, or anything about janus is not as expected, janus starts as usual.

References:
    [1] SWI-Prolog manual, sections 2.10 (saved states) and 12.4.26.1 (PL_version_info).
"""

import os
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from importlib.machinery import PathFinder
from importlib.util import find_spec, module_from_spec, source_hash
from pathlib import Path
from types import ModuleType

from neurosym.logic.cache_place import cache_place
from neurosym.logic.engine_files import FOLDER

_EXTENSION = "janus_swi._swipl"
_SIGNATURES = range(1, 7)
"""What PL_version_info tells before the start: the versions of all that a state depends on."""

_SAVE = (
    "qsave_program(File, [stand_alone(false), foreign(no_save), init_file(none), autoload(false), "
    "undefined(ignore)])"
)
_MAKE = "from neurosym.logic import saved_state, engine; saved_state.write({file!r}, engine.run)"
_PROOF = (
    "import sys; from neurosym.logic import engine; engine.start({file!r}); "
    "from neurosym.logic.program import Program; "
    "print(Program.from_text('0.4::a. 0.5::b. c :- a ; b. query(c).').ground().rules)"
)
_MOST_FILES = 4


def prepare(state: str | None = None) -> Callable[[ModuleType], None] | None:
    """Get ready to start SWI-Prolog from a state; to be called before janus_swi is imported.

    Args:
        state: The file of the state; None for the one in the cache.

    Returns:
        What starts it, given janus_swi after its import; None if janus_swi is to start as usual.
    """
    place = cache_place("state")
    if place is None and state is None:
        return None
    if "janus_swi" in sys.modules or not sys.platform.startswith("linux"):
        return None
    if state is None and not any((place or Path()).glob("*.state")):
        return None
    with suppress(ImportError, OSError, AttributeError):
        extension, folder = _extension()
        found = state or (place and _kept(place, _key(folder)))
        if not found:
            sys.modules.pop(_EXTENSION, None)
            return None
        sys.modules[_EXTENSION] = extension

        def begin(janus: ModuleType) -> None:
            # As janus_swi does where its extension is new, but from the state.
            janus._swipl = extension  # type: ignore[attr-defined]
            extension.initialize("swipl", "-x", str(found), "-g", "true", "--no-signals")

        return begin
    return None


def keep() -> None:
    """Make a state and keep it, if none is there; returns when that is done or has failed.

    It does nothing where SWI-Prolog does not run in this process.
    """
    place = cache_place("state")
    if place is None or not sys.platform.startswith("linux"):
        return
    with suppress(ImportError, OSError, AttributeError):
        key = _key(_folder())
        if not _kept(place, key):
            _make(place, key)


def _make(place: Path, key: str) -> None:
    import subprocess  # noqa: PLC0415 - most starts make no state
    import tempfile  # noqa: PLC0415

    def python(code: str) -> str:
        words = [sys.executable, "-c", code]
        return subprocess.run(words, check=True, capture_output=True, text=True, timeout=30).stdout

    with suppress(subprocess.SubprocessError):
        place.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=place, prefix="unfinished-") as scratch:
            file = Path(scratch) / "made.state"
            python(_MAKE.format(file=str(file)))
            if "GroundRule" in python(_PROOF.format(file=str(file))):
                file.replace(place / f"{_stem(key, file.read_bytes())}.state")
                _prune(place)


def write(file: str, run: Callable[[str, Mapping[str, str]], object]) -> None:
    """Write the state of this process, in which the engine is loaded and nothing has run.

    Args:
        file: Where to.
        run: Runs a goal in SWI-Prolog.
    """
    run(_SAVE, {"File": file})


def _extension() -> tuple[ModuleType, Path]:
    """Return janus' extension, loaded without the package, and the folder that it lies in."""
    folder = _folder()
    found = PathFinder.find_spec(_EXTENSION, [str(folder)])
    if found is None or found.loader is None:
        raise ImportError("janus_swi has no extension")
    flags = sys.getdlopenflags()
    sys.setdlopenflags(flags & ~os.RTLD_LOCAL | os.RTLD_GLOBAL)
    try:
        module = module_from_spec(found)
        found.loader.exec_module(module)
    finally:
        sys.setdlopenflags(flags)
    return module, folder


def _folder() -> Path:
    package = find_spec("janus_swi")
    if package is None or not package.submodule_search_locations:
        raise ImportError("janus_swi is not there")
    return Path(package.submodule_search_locations[0])


def _key(folder: Path) -> str:
    import ctypes  # noqa: PLC0415 - only the command line comes here

    library = ctypes.CDLL(None)
    versions = [library.PL_version_info(which) for which in _SIGNATURES]
    states = [(path, path.stat()) for path in _swipl_files()]
    build = [(str(path), found.st_size, found.st_mtime_ns) for path, found in states]
    content = [repr((versions, build, str(folder))).encode(), (folder / "janus.pl").read_bytes()]
    for path in sorted(FOLDER.glob("*.pl")):
        content += [path.name.encode(), path.read_bytes()]
    return source_hash(b"\0".join(content)).hex()


def _swipl_files() -> list[Path]:
    """Return the library that this process has loaded as SWI-Prolog."""
    maps = Path("/proc/self/maps").read_text(encoding="utf-8").splitlines()
    return sorted({Path(line.split(None, 5)[-1]) for line in maps if "libswipl" in line})


def _kept(place: Path, key: str) -> Path | None:
    for path in place.glob(f"{key}-*.state"):
        if path.stem == _stem(key, path.read_bytes()):
            return path
    return None


def _stem(key: str, content: bytes) -> str:
    return f"{key}-{source_hash(content).hex()}"


def _prune(place: Path) -> None:
    files = sorted(place.glob("*.state"), key=lambda path: path.stat().st_mtime)
    for path in files[:-_MOST_FILES]:
        path.unlink(missing_ok=True)
