"""Hostile rule files: what the whitelist refuses by itself, and what the process of its own ends.

The whole table, with the limits as they are, is measured by `python -m benchmarks.hostile`.
"""

import re
from pathlib import Path

import pytest

from benchmarks.hostile import Bystanders, attempt, locked_calls
from benchmarks.hostile_files import FOLDER, HostileFile, hostile_files
from neurosym.errors import NeurosymError, RuleEvaluationError
from neurosym.logic.engine import Limits
from neurosym.logic.program import Program

LIMITS = Limits(inferences=10**9, seconds=0.1, stack_bytes=32_000_000, table_bytes=32_000_000)
HEAVY = {"memory", "time", "syntax"}
FILES = hostile_files()
SPECIAL = {"symlink", "named_pipe", "device", "link_consulted", "halt_called", "cyclic_term"}
LONG = {
    "ackermann", "backtracking", "dense_circuit", "endless_repeat", "left_recursion", "many_facts",
    "permutations", "subquery_many", "atom_doubling", "findall_flood",
    "functor_flood", "many_faults", "open_quotes", "deep_brackets", "text_backtracking",
    "many_refused", "many_unknown", "prefix_operators", "long_clause", "list_flood", "many_clauses",
    "integer_growth", "string_flood", "clause_flood", "exponential_grounding",
}  # fmt: skip
"""Much like others, and left to the benchmark."""
REACHING = [i for i in FILES if i.kind not in HEAVY and (FOLDER / f"{i.name}.pl").exists()]
RUNNING = [i for i in FILES if (i.kind in HEAVY and i.name not in LONG) or i.name in SPECIAL]
ANSWERED = {
    "expansion_quiet", "long_number", "text_backtracking", "many_clauses", "many_paths",
}  # fmt: skip
HARMLESS = {
    ("cyclic_term", "c"), ("format_stream", "b"), ("own_names", "a"), ("quasi_quotation", "c"),
    ("expansion_quiet", "a"),
}  # fmt: skip
"""Goals that compute, print to standard error or are data, and answer."""


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


@pytest.mark.parametrize("item", REACHING, ids=name)
def test_every_goal_of_a_file_does_no_harm_by_itself(item: HostileFile, tmp_path: Path) -> None:
    lines = item.write(tmp_path).read_text(encoding="utf-8").splitlines()
    small = Limits(inferences=2_000_000, seconds=0.3, stack_bytes=32_000_000)
    for goal in re.findall(r"^query\((.*)\)\.$", "\n".join(lines), re.MULTILINE):
        # Without the directives and the other goals, which may be refused at load.
        kept = [s for s in lines if not re.match(r":-|query|[a-f](\(\w+\))? :- |[a-f]\.$", s)]
        kept += [s for s in lines if s.startswith((f"{goal[0]} :-", f"{goal[0]}("))]
        try:
            answers = Program.from_text("\n".join(kept), limits=small).query(goal)
        except NeurosymError:
            continue
        assert (item.name, goal[0]) in HARMLESS or not any(answers.values())
    assert [path.name for path in tmp_path.iterdir()] == ["hostile.pl"]


def test_a_format_cannot_call_a_goal_in_any_spelling() -> None:
    for directive in ("~@", "~*@", "~5@", "~`x@", "~:@", "~1:@", "~:W"):
        text = f"a :- format(atom(_), '{directive}', [halt]). query(a)."
        with pytest.raises(RuleEvaluationError, match="is not allowed: it calls a goal"):
            Program.from_text(text).query()


def test_a_term_that_holds_itself_has_a_sentence() -> None:
    with pytest.raises(RuleEvaluationError, match="a term holds itself; build it without"):
        Program.from_text("b :- X = [a|X], length(X, _). query(b).").query()


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
10 tgkill(10, 11, SIGABRT) = 0
10 tgkill(9, 9, SIGKILL) = 0
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
        "tgkill(9, 9, SIGKILL) = 0",
    ]
    assert refused == ["openat"]
