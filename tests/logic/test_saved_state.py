"""The saved state of SWI-Prolog: made once, asked before it is kept, never read when damaged."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from neurosym.logic import engine, saved_state

ASKED = (
    "from neurosym.logic import engine, saved_state; engine.start(state=True); "
    "from neurosym.logic.program import Program; "
    "print(Program.from_text('0.4::a. 0.5::b. c :- a ; b. query(c).').query())"
)
COLLECTED = (
    "import os; os.dup2(1, 2); "  # some of the programs print
    "from neurosym.logic import engine; engine.start(state=True); "
    "from neurosym.logic.program import Program; from pathlib import Path; "
    "files = sorted(Path({programs!r}).glob('*.pl')); "
    "[Program.load(file).query() for file in files if 'predicted' not in file.read_text()]; "
    "print(len(files))"
)
PREPARED = (
    "from neurosym.logic import saved_state; print(saved_state.prepare() is not None); "
    "import janus_swi; print(janus_swi.query_once('X = 1')['X'])"
)

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="states are Linux's")


def python(code: str, cache: Path) -> list[str]:
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "NEUROSYM_CACHE": str(cache)},
    )
    assert done.stderr == ""
    return done.stdout.splitlines()


@contextmanager
def cache_at(folder: Path) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("NEUROSYM_CACHE", str(folder))
        yield


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cache with a state in it."""
    folder = tmp_path_factory.mktemp("cache")
    python(
        "from neurosym.logic import saved_state, engine; engine.start(); saved_state.keep()", folder
    )
    return folder


def test_a_state_is_made_and_answers(cache: Path) -> None:
    assert len(list((cache / "state").glob("*.state"))) == 1
    assert python(ASKED, cache) == ["{'c': 0.7}"]
    prepared = "from neurosym.logic import saved_state; print(saved_state.prepare() is not None)"
    assert python(prepared, cache) == ["True"]


def test_every_feature_answers_from_a_state(cache: Path) -> None:
    programs = Path(__file__).parents[1] / "programs"
    assert int(python(COLLECTED.format(programs=str(programs)), cache)[-1]) >= 150


def test_it_is_made_once(cache: Path) -> None:
    (state,) = (cache / "state").glob("*.state")
    before = state.stat().st_mtime_ns
    python(
        "from neurosym.logic import saved_state, engine; engine.start(); saved_state.keep()", cache
    )
    assert [path.stat().st_mtime_ns for path in (cache / "state").iterdir()] == [before]


def test_a_damaged_state_is_not_read(cache: Path, tmp_path: Path) -> None:
    (state,) = (cache / "state").glob("*.state")
    (tmp_path / "state").mkdir()
    (tmp_path / "state" / state.name).write_bytes(state.read_bytes()[:-100])
    assert python(ASKED, tmp_path) == ["{'c': 0.7}"]
    assert python(PREPARED, tmp_path) == ["False", "1"]


def test_without_a_state_janus_starts_as_usual(tmp_path: Path) -> None:
    assert python(PREPARED, tmp_path) == ["False", "1"]


def test_where_janus_runs_already_nothing_is_prepared(cache: Path) -> None:
    code = "import janus_swi; from neurosym.logic import saved_state; print(saved_state.prepare())"
    assert python(code, cache) == ["None"]


def test_what_fails_its_question_is_not_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(saved_state, "_MAKE", "open({file!r}, 'w').write('no state')")
    monkeypatch.setattr(saved_state, "_PROOF", "print({file!r})")
    engine.start()
    with cache_at(tmp_path):
        saved_state.keep()
    assert list((tmp_path / "state").iterdir()) == []


def test_a_switched_off_cache_has_no_state(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEUROSYM_CACHE", "off")
    assert saved_state.prepare() is None
    saved_state.keep()
