"""A stranger's program in a process of its own: what it answers, and what ends it."""

import gc
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from neurosym.errors import (
    NeurosymError,
    PackPermissionError,
    ResourceLimitError,
    RuleSyntaxError,
    UnknownPredicateError,
)
from neurosym.logic import engine
from neurosym.logic.checking import faults_of_text
from neurosym.logic.confinement import ConfinedEngine, printable
from neurosym.logic.engine import UNTRUSTED_LIMITS, Limits
from neurosym.logic.program import Program

SHORT = Limits(inferences=10**9, seconds=0.2, stack_bytes=64_000_000, table_bytes=64_000_000)
ENDLESS = "0.5::z. p :- z, between(1, inf, N), N < 0. query(p). q :- z."
SMOKERS = """
0.3::stress(X) :- person(X).
0.2::influences(X, Y) :- person(X), person(Y), X \\= Y.
smokes(X) :- stress(X).
smokes(X) :- friend(X, Y), influences(Y, X), smokes(Y).
person(ann). person(bob). friend(ann, bob). friend(bob, ann).
evidence(smokes(bob)). query(smokes(ann)).
likely(P) :- subquery(stress(ann), P, [smokes(bob)]). query(likely(_)).
"""


def confined_engine(program: Program) -> ConfinedEngine:
    found = engine._ELSEWHERE[program.source.number]
    assert isinstance(found, ConfinedEngine)
    return found


@pytest.fixture(scope="module")
def other() -> Program:
    return Program.from_text("0.4::a. query(a).", untrusted=True)


def test_answers_are_those_of_a_trusted_program() -> None:
    trusted, untrusted = (Program.from_text(SMOKERS, untrusted=u) for u in (False, True))
    assert untrusted.query() == trusted.query()
    assert untrusted.clauses == trusted.clauses
    assert untrusted.ground().rules == trusted.ground().rules
    proofs = [p.prove("smokes(ann)", k=3, facts=["person(eve)"]) for p in (trusted, untrusted)]
    assert proofs[0] == proofs[1]
    assert untrusted.most_probable() == trusted.most_probable()
    assert list(untrusted.sample(5, seed=1)) == list(trusted.sample(5, seed=1))


def test_the_engine_of_this_process_stays_out_of_it() -> None:
    code = (
        "import sys\nfrom neurosym.logic.program import Program\n"
        "print(Program.from_text('0.5::a. query(a).', untrusted=True).query())\n"
        "print('janus_swi' in sys.modules)\n"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout == "{'a': 0.5}\nFalse\n"


def test_every_program_has_its_own_process(other: Program) -> None:
    program = Program.from_text("0.5::a. query(a).", untrusted=True)
    pids = [confined_engine(p).pid for p in (program, other)]
    assert len({*pids, os.getpid()}) == 3
    assert (program.query(), other.query()) == ({"a": 0.5}, {"a": 0.4})
    del program
    gc.collect()
    with pytest.raises(ProcessLookupError):
        os.kill(pids[0], 0)


def test_strangers_do_not_see_each_other(other: Program) -> None:
    program = Program.from_text("b. '$program'(1). query(b).", untrusted=True)
    assert program.query() == {"b": 1.0}
    with pytest.raises(UnknownPredicateError, match="unknown predicate b/0"):
        other.query("b")
    with pytest.raises(UnknownPredicateError, match="unknown predicate a/0"):
        program.query("a")


def test_a_program_answers_again_after_it_was_stopped() -> None:
    program = Program.from_text(ENDLESS, limits=SHORT, untrusted=True)
    first = confined_engine(program).pid
    with pytest.raises(ResourceLimitError, match="grounding reached its time limit"):
        program.query()
    assert program.query("q") == {"q": 0.5}
    assert confined_engine(program).pid != first


def test_a_goal_that_prolog_cannot_interrupt_is_stopped_from_outside(other: Program) -> None:
    program = Program.from_text("0.5::a. query(a).", limits=SHORT, untrusted=True)
    with pytest.raises(ResourceLimitError, match=r"rules reached their time limit of 0\.2 s"):
        confined_engine(program).call("sleep(60), Out = 1", {}, SHORT)
    assert (program.query(), other.query()) == ({"a": 0.5}, {"a": 0.4})


def test_a_process_that_is_gone_is_replaced() -> None:
    program = Program.from_text("0.5::a. query(a).", untrusted=True)
    os.kill(confined_engine(program).pid, signal.SIGKILL)
    with pytest.raises(ResourceLimitError, match=r"ended \(signal 9\), most likely for want of"):
        program.query()
    assert program.query() == {"a": 0.5}


def test_an_answer_has_a_greatest_size(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("neurosym.logic.confinement._MOST_ANSWER_BYTES", 10_000)
    program = Program.from_text("a(X) :- between(1, 2000, X).", untrusted=True)
    with pytest.raises(ResourceLimitError, match="the untrusted rules answer with more than"):
        program.query("a(_)")
    assert program.query("a(7)") == {"a(7)": 1.0}


@pytest.mark.parametrize("untrusted", [False, True])
def test_interrupt_stops_a_query(untrusted: bool) -> None:
    code = (
        "import os, signal, threading\n"
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "from neurosym.logic.engine import Limits\n"
        "from neurosym.logic.program import Program\n"
        f"p = Program.from_text({ENDLESS!r}, limits=Limits(10**12, 60.0), untrusted={untrusted})\n"
        "p.query('q')\n"
        "threading.Timer(0.3, os.kill, (os.getpid(), signal.SIGINT)).start()\n"
        "try:\n    p.query()\nexcept KeyboardInterrupt:\n    print('stopped')\n"
        "print(p.query('q'))\n"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout == "stopped\n{'q': 0.5}\n"


def test_faults_are_those_of_a_trusted_program() -> None:
    text = "a :- b c.\nb :- shell(ls), nosuch.\nc(X) :- halt.\n"
    with pytest.raises(PackPermissionError) as caught:
        Program.from_text(text, name="r.pl", untrusted=True)
    with pytest.raises(PackPermissionError) as expected:
        Program.from_text(text, name="r.pl")
    assert str(caught.value) == str(expected.value)
    assert "r.pl:2" in str(caught.value)
    assert faults_of_text("a(X) :- b.", untrusted=Limits()) == faults_of_text("a(X) :- b.")


def test_a_message_holds_no_control_characters() -> None:
    assert printable("\x1b[2Jboo\x07\n") == "\ufffd[2Jboo\ufffd\ufffd"
    assert printable("x" * 1000) == "x" * 300 + "..."
    with pytest.raises(NeurosymError) as caught:
        Program.from_text('a :- error("\\e[2J"). query(a).', untrusted=True).query()
    assert "\x1b" not in str(caught.value)


@pytest.mark.parametrize("untrusted", [False, True])
def test_several_threads_may_ask(untrusted: bool) -> None:
    program = Program.from_text("0.5::a(X) :- between(1, 9, X).", untrusted=untrusted)
    answers: list[dict[str, float]] = []
    threads = [
        threading.Thread(target=lambda n=n: answers.append(program.query(f"a({n})")))
        for n in range(1, 5)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(next(iter(a)) for a in answers) == ["a(1)", "a(2)", "a(3)", "a(4)"]


PROGRAMS = Path(__file__).parents[1] / "programs"


@pytest.mark.parametrize(
    "name",
    ["aggregate_recursive", "libraries_graphs", "msort_keeps_duplicates", "builtin_subquery"],
)
def test_libraries_are_loaded_before_the_door_is_locked(name: str) -> None:
    answers = [Program.load(PROGRAMS / f"{name}.pl", untrusted=u).query() for u in (False, True)]
    assert answers[0] == answers[1]


def test_strangers_files(tmp_path: Path) -> None:
    outside = tmp_path / "outside.pl"
    outside.write_text("secret.")
    pack = tmp_path / "pack"
    pack.mkdir()
    (pack / "a.pl").write_text(":- consult(more).\na :- b. query(a).")
    (pack / "more.pl").write_text("b.")
    assert Program.load(pack / "a.pl", untrusted=True).query() == {"a": 1.0}
    (pack / "notes.txt").write_text("b.")
    (pack / "a.pl").write_text(":- consult('notes.txt').\na.")
    with pytest.raises(RuleSyntaxError, match=r"a\.pl:1:4: there is no file notes\.txt beside"):
        Program.load(pack, untrusted=True)
    (pack / "a.pl").unlink()
    (pack / "a.pl").symlink_to(outside)
    with pytest.raises(PackPermissionError, match=r"a\.pl: this is a link to .*outside\.pl"):
        Program.load(pack, untrusted=True)
    (pack / "a.pl").unlink()
    os.mkfifo(pack / "a.pl")
    with pytest.raises(PackPermissionError, match=r"a\.pl: this is no plain file"):
        Program.load(pack, untrusted=True)


def test_strangers_rules_are_not_too_long() -> None:
    with pytest.raises(ResourceLimitError, match="limited to 100 files and 2 MB in all"):
        Program.from_text("a. " * 700_000, untrusted=True)


def test_a_strangers_circuit_is_not_kept_on_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("neurosym.logic.compiling._SLOW", 0.0)
    monkeypatch.setenv("NEUROSYM_CACHE", str(tmp_path))
    text = "0.5::a(X) :- between(1, 14, X). c :- a(X), Y is X + 1, a(Y). query(c)."
    Program.from_text(text, untrusted=True).query()
    assert not list(tmp_path.rglob("circuits/*"))
    Program.from_text(text).query()
    assert list(tmp_path.rglob("circuits/*"))


def test_a_closer_look_finds_the_same() -> None:
    text = (
        "p(1). p(2).\nq(X) :- p(X), X > 1.\nq(X) :- p(X), X > 1.\nr(X) :- r(X), p(X).\n"
        "s(X) :- (p(X) ; q(X)), X > 5, X < 3.\nt(X) :- \\+ q(X), p(X).\n"
    )
    found = faults_of_text(text, untrusted=UNTRUSTED_LIMITS)
    assert {"duplicate", "left_recursion", "never_fires"} <= {fault.code for fault in found}
    assert found == faults_of_text(text)
