"""One program asked once by one engine in this process; prints a line of JSON.

    python -m benchmarks.logic_worker ENGINE FILE

ENGINE is `neurosym`, or one of ProbLog's compilers: `sdd`, `ddnnf`, `fsdd`. Imports are not
counted, and for neurosym neither is the start of SWI-Prolog; reading, grounding, compiling and
evaluating are. Circuits on disk are switched off. What the imports made is put out of the garbage
collector's sight for all engines alike: its rounds over it would count as theirs.
"""

# ruff: noqa: PLC0415 - each engine is imported only where it is asked

import gc
import json
import os
import resource
import sys
from collections import Counter
from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path

Result = dict[str, object]


def ask_neurosym(text: str) -> Result:
    """Ask our engine; `warm` is another evaluation of the circuit, with other weights."""
    os.environ["NEUROSYM_CACHE"] = "off"
    from neurosym.logic import engine
    from neurosym.logic.compiled import CompiledQuery
    from neurosym.logic.compiling import compile_circuit
    from neurosym.logic.program import Program

    engine.start()
    _forget_imports()
    times = [_clock()]
    program = Program.from_text(text)
    times.append(_clock())
    ground = program.ground()
    times.append(_clock())
    compiled = CompiledQuery(ground, compile_circuit(ground, smooth=False))
    times.append(_clock())
    answers = compiled.query()
    times.append(_clock())
    texts = Counter(leaf.text.split("::")[-1] for leaf in ground.leaves.values())
    facts = [leaf.text.split("::")[-1] for leaf in ground.leaves.values() if leaf.group < 0]
    other = {fact: 0.35 for fact in facts[:1] if texts[fact] == 1}
    started = _clock()
    compiled.query(other)
    warm = _clock() - started
    parts = dict(zip(("read", "ground", "compile", "evaluate"), _steps(times), strict=True))
    return {
        "ms": 1e3 * (times[-1] - times[0]),
        "warm_ms": 1e3 * warm,
        "parts_ms": parts,
        "nodes": compiled.circuit.nodes,
        "edges": compiled.circuit.edges,
        "answers": answers,
    }


def _clock() -> float:
    """Seconds of the processor, those of ended child processes included."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in used)


def _forget_imports() -> None:
    gc.collect()
    gc.freeze()


def _steps(times: list[float]) -> list[float]:
    return [1e3 * (after - before) for before, after in pairwise(times)]


def ask_problog(compiler: str, text: str) -> Result:
    """Ask ProbLog with one of its compilers."""
    from problog import get_evaluatable
    from problog.program import PrologString

    knowledge = get_evaluatable(name=compiler)
    _forget_imports()
    started = _clock()
    answers: Mapping[object, float] = knowledge.create_from(PrologString(text)).evaluate()
    taken = _clock() - started
    return {"ms": 1e3 * taken, "answers": {str(q): float(p) for q, p in answers.items()}}


def main() -> None:
    """Run the worker."""
    sys.setrecursionlimit(100_000)
    engine, file = sys.argv[1:3]
    text = Path(file).read_text(encoding="utf-8")
    result = ask_neurosym(text) if engine == "neurosym" else ask_problog(engine, text)
    print(json.dumps(result))


if __name__ == "__main__":
    main()
