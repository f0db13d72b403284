"""The door to SWI-Prolog: absent, and used many times."""

import builtins
import gc
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

import pytest

from neurosym.errors import MissingDependencyError, ResourceLimitError
from neurosym.logic import engine
from neurosym.logic.engine import Limits
from neurosym.logic.program import Program


def test_missing_janus_names_the_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def without_janus(
        name: str,
        globals: Mapping[str, object] | None = None,  # noqa: A002 - the signature of __import__
        locals: Mapping[str, object] | None = None,  # noqa: A002
        fromlist: Sequence[str] = (),
        level: int = 0,
    ) -> object:
        if name == "janus_swi":
            raise ImportError("No module named 'janus_swi'")
        return real(name, globals, locals, fromlist, level)

    monkeypatch.setattr(builtins, "__import__", without_janus)
    monkeypatch.setattr(engine, "_STARTED", [])
    with pytest.raises(MissingDependencyError, match=r'pip install "neurosym-reasoner\[swi\]"'):
        engine.start()


def test_a_dropped_program_is_forgotten() -> None:
    program = Program.from_text("0.5::a.")
    number = program.source.number
    asked = "findall(_I, neurosym_items:item(N, _I, _, _, _, _, _), Out)"
    assert engine.call(asked, {"N": number}) == [0]
    del program
    gc.collect()
    assert engine.call(asked, {"N": number}) == []


def test_inputs_are_left_as_they_are() -> None:
    inputs: dict[str, engine.PrologValue] = {"X": 1}
    assert engine.call("Out is X + 1", inputs) == 2
    assert inputs == {"X": 1}


def test_a_query_imports_no_torch() -> None:
    code = (
        "import sys\nfrom neurosym.logic.program import Program\n"
        "p = Program.from_text('0.5::a. b :- a. query(b).')\n"
        "print(p.query(), p.prove('b')[0].probability)\n"
        "heavy = ('torch', 'pandas', 'scipy', 'pgmpy', 'networkx')\n"
        "print([m for m in heavy if m in sys.modules])\n"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout == "{'b': 0.5} 0.5\n[]\n"


def test_packs_load_in_plain_swipl_through_the_shim(tmp_path: Path) -> None:
    (tmp_path / "pack.pl").write_text(
        ":- module(pack, [ill/1]).\n:- use_module(library(neurosym)).\n"
        ":- observed fever/1.\n:- predicted flu/1.\n:- pred fever(P) :: '@(P:patient) has fever'.\n"
        "ill(P) :- fever(P).\nfalse :- flu(P), \\+ fever(P).\n0.9::false :- flu(P), ill(P).\n"
    )
    library = Path(engine.__file__).parent / "prolog" / "library"
    goal = "assertz(fever(ann)), forall(ill(X), (print(X), nl))"
    out = subprocess.run(
        ["swipl", "-p", f"library={library}", "-g", goal, "-t", "halt", tmp_path / "pack.pl"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert (out.stdout, out.stderr) == ("ann\n", "")


def test_a_limit_that_is_reached_while_a_library_is_loaded_leaves_it_whole() -> None:
    code = """
from contextlib import suppress
from neurosym.errors import ResourceLimitError
from neurosym.logic.engine import Limits
from neurosym.logic.program import Program
program = Program.from_text("p(N) :- between(1, 50, N), N < 0. p(1). query(p(_)).")
for inferences in range(50, 2000, 25):
    with suppress(ResourceLimitError):
        Program(program.source, Limits(inferences=inferences)).query()
print(program.query())
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == ("{'p(1)': 1.0}\n", "")


@pytest.mark.parametrize(
    "text",
    [
        "p(N) :- between(1, 50, N), N < 0. p(1). query(p(_)).",
        "0.3::a(X) :- n(X). n(1). n(2). p(P) :- subquery(a(1), P). query(p(_)).",
    ],
    ids=["plain", "subquery"],
)
def test_a_limit_of_inferences_leaves_no_alarm(text: str) -> None:
    source = Program.from_text(text).source
    for inferences in range(50, 2500):
        with suppress(ResourceLimitError):
            Program(source, Limits(inferences=inferences)).query()
    goal = "time:current_alarms(_, _:_, _, _, _Alarms), length(_Alarms, Out)"
    assert engine.call(goal, {}) == 0
