"""Hostile rule files: what the whitelist refuses by itself, and what the process of its own ends.

The whole table, with the limits as they are, is measured by `python -m benchmarks.hostile`.
"""

from pathlib import Path

import pytest

from benchmarks.hostile import Bystanders, attempt, locked_calls
from benchmarks.hostile_files import FOLDER, HostileFile, hostile_files
from neurosym.errors import NeurosymError
from neurosym.logic.engine import Limits
from neurosym.logic.program import Program

LIMITS = Limits(inferences=10**9, seconds=0.1, stack_bytes=32_000_000, table_bytes=32_000_000)
HEAVY = {"memory", "time", "syntax"}
FILES = hostile_files()
SPECIAL = {"symlink", "named_pipe", "device", "link_consulted", "halt_called", "cyclic_term"}
LONG = {"dense_circuit"}  # as good as negative_loops, and slow where shapes are checked
REACHING = [i for i in FILES if i.kind not in HEAVY and (FOLDER / f"{i.name}.pl").exists()]
RUNNING = [i for i in FILES if (i.kind in HEAVY and i.name not in LONG) or i.name in SPECIAL]
ANSWERED = {"expansion_quiet", "long_number", "text_backtracking", "many_clauses"}


def name(item: HostileFile) -> str:
    return item.name


@pytest.fixture(scope="module")
def bystanders() -> Bystanders:
    return Bystanders()


def test_there_are_many_files_of_many_kinds() -> None:
    assert len(FILES) >= 90
    assert len({item.name for item in FILES}) == len(FILES)
    assert len({item.kind for item in FILES}) >= 10
    assert all(item.kind and item.tried for item in FILES)


@pytest.mark.parametrize("item", REACHING, ids=name)
def test_the_whitelist_alone_refuses(item: HostileFile, tmp_path: Path) -> None:
    if item.name in ANSWERED:
        assert Program.load(item.write(tmp_path)).query()
        return
    small = Limits(inferences=2_000_000, seconds=0.3, stack_bytes=32_000_000)
    with pytest.raises(NeurosymError):
        Program.load(item.write(tmp_path), limits=small).query()
    assert [path.name for path in tmp_path.iterdir()] == ["hostile.pl"]


@pytest.mark.parametrize("item", RUNNING, ids=name)
def test_the_process_of_its_own_ends(
    item: HostileFile, tmp_path: Path, bystanders: Bystanders, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("neurosym.logic.confinement._GRACE_SECONDS", 0.1)
    outcome = attempt(item, tmp_path / "pack", bystanders, LIMITS)
    assert outcome.happened != "answered" or item.name in ANSWERED
    assert outcome.left == ()
    assert outcome.next_answers


LOG = """\
10 openat(AT_FDCWD, "/before", O_RDONLY) = 3
10 clone3({flags=CLONE_VM|CLONE_THREAD, stack=0x1} => {parent_tid=[11]}, 88) = 11
10 seccomp(SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_TSYNC, {len=9}) = 0
10 write(1, "x", 1) = 1
10 openat(AT_FDCWD, "/refused", O_RDONLY) = -1 EPERM (Operation not permitted)
11 openat(AT_FDCWD, "/by-a-thread", O_RDONLY) = 5
12 openat(AT_FDCWD, "/by-another-process", O_RDONLY) = 5
10 socket(AF_INET, SOCK_STREAM, 0 <unfinished ...>
10 +++ exited with 0 +++
10 openat(AT_FDCWD, "/a-later-process", O_RDONLY) = 3
"""


def test_the_audit_sees_what_a_locked_process_does() -> None:
    processes, calls, refused = locked_calls(LOG)
    assert processes == 1
    assert calls == [
        'openat(AT_FDCWD, "/by-a-thread", O_RDONLY) = 5',
        "socket(AF_INET, SOCK_STREAM, 0 <unfinished ...>",
    ]
    assert refused == ["openat"]
