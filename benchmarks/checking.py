"""Which faults `neurosym check` finds in rules that were given one, beside plain SWI-Prolog.

    python -m benchmarks.checking --date 2026-01-31

SWI-Prolog is asked for all it has: what it prints while it loads the files, and check/0. The
operators, `::` among them, come from our `library(neurosym)`, as an author loads it; that library
leaves constraints and clauses with probabilities out once they are read, so that SWI-Prolog sees
their syntax and their lonely variables, and not what they call.
"""

import argparse
import functools
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.mutation_kinds import KINDS
from benchmarks.mutations import PACKS, ROOT, Mutant, RuleSet, mutants, pack_rules, programs
from benchmarks.running import RESULTS, machine
from neurosym.cases import Vocabulary
from neurosym.logic.checking import CaseKnowledge, Fault, Severity, faults
from neurosym.logic.ground_program import EMPTY_SCHEMA
from neurosym.packs import find_pack
from neurosym.reasoner.checking import knowledge_of
from neurosym.steering.schema import schema_of

SHIM = ROOT / "neurosym" / "logic" / "prolog" / "library"
SEED = 4
EACH = 20
_PLACE = re.compile(r"(?:^|\s)(?P<file>[^\s:]+\.pl):(?P<line>\d+)(?::(?P<column>\d+))?")
_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Message:
    """A place that SWI-Prolog names, and what it says there."""

    file: str
    line: int
    column: int | None
    text: str


def written(rules: RuleSet, folder: Path) -> list[Path]:
    """Write the files of some rules below a folder."""
    place = folder / "rules" / rules.name.removesuffix(".pl")
    place.mkdir(parents=True)
    for name, text in rules.files.items():
        (place / name).write_text(text, encoding="utf-8")
    return [place / name for name in rules.files]


@functools.cache
def _vocabulary(name: str) -> Vocabulary:
    return find_pack(name, ROOT).vocabulary


def our_faults(rules: RuleSet, missing: Mapping[str, float]) -> list[Fault]:
    """Return what our checker finds; those of a pack with its variables."""
    schema, known = EMPTY_SCHEMA, CaseKnowledge()
    if rules.pack:
        vocabulary = _vocabulary(rules.name)
        schema, known = schema_of(vocabulary), knowledge_of(vocabulary, missing)
    with tempfile.TemporaryDirectory() as folder:
        return faults(written(rules, Path(folder)), schema=schema, known=known)


def swi_messages(rules: RuleSet) -> list[Message]:
    """Return what SWI-Prolog prints as it loads and checks some rules."""
    swipl = shutil.which("swipl")
    if swipl is None:
        raise SystemExit("swipl is not on PATH; `make test` builds it in .swipl/")
    with tempfile.TemporaryDirectory() as folder:
        files = ", ".join(f"'{path}'" for path in written(rules, Path(folder)))
        goal = f"use_module(library(neurosym)), load_files(user:[{files}]), check"
        command = [swipl, "-q", "-p", f"library={SHIM}", "-g", goal, "-t", "halt"]
        done = subprocess.run(
            command, cwd=folder, capture_output=True, text=True, check=False, timeout=_SECONDS
        )
    lines = (done.stdout + done.stderr).splitlines()
    return [
        Message(
            Path(match["file"]).name,
            int(match["line"]),
            int(match["column"]) if match["column"] else None,
            " ".join(lines[max(0, i - 1) : i + 2]),
        )
        for i, line in enumerate(lines)
        for match in _PLACE.finditer(line)
    ]


@dataclass(frozen=True, slots=True)
class Score:
    """Whether a fault was found: at all in its line, and at its column."""

    line: bool
    column: bool
    others: int


def our_score(mutant: Mutant) -> Score:
    """Return whether our checker finds a fault, by its kind, line and column."""
    found = our_faults(mutant.rules, mutant.missing)
    at_line = [f for f in found if Path(f.position.file).name == mutant.file]
    right = [f for f in at_line if f.position.line == mutant.line and f.code in mutant.codes]
    others = [f for f in found if f not in right and f.severity is not Severity.NOTE]
    column = any(f.position.column == mutant.column for f in right)
    return Score(bool(right), column, len(others))


def swi_score(mutant: Mutant, before: Sequence[Message]) -> Score:
    """Return whether SWI-Prolog says something new on the line, whatever it says.

    It names the first line of a clause for some faults, which counts as the right line as well.

    Args:
        mutant: The rules with a fault.
        before: What it says on the rules without; the same words elsewhere are no news.
    """
    old = Counter(_words(message) for message in before)
    new = []
    for message in swi_messages(mutant.rules):
        if old[_words(message)] > 0:
            old[_words(message)] -= 1
        else:
            new.append(message)
    lines = range(mutant.first_line, mutant.line + 1)
    right = [m for m in new if m.file == mutant.file and m.line in lines]
    # It counts columns from 0 in some messages, and from 1 in others: both are right here.
    column = any(m.column in (mutant.column - 1, mutant.column) for m in right)
    return Score(bool(right), column, len(new) - len(right))


def _words(message: Message) -> str:
    return re.sub(r"\S+\.pl|\d+", "", message.text)


def clean_sets() -> list[RuleSet]:
    """Return the rules without faults: the packs, and the programs that ProbLog agrees with."""
    return [*(pack_rules(name) for name in PACKS), *programs()]


def false_alarms(rule_sets: Sequence[RuleSet]) -> dict[str, object]:
    """Return what our checker says of rules without faults.

    Where SWI-Prolog prints a warning of its own on the same line, ours is no false alarm.
    """
    told: dict[str, list[str]] = {"error": [], "warning": [], "note": [], "as_swi": []}
    for rules in rule_sets:
        found = our_faults(rules, {})
        graver = any(fault.severity is not Severity.NOTE for fault in found)
        warned = {(m.file, m.line) for m in swi_messages(rules)} if graver else set()
        for fault in found:
            file, line = Path(fault.position.file).name, fault.position.line
            agreed = fault.severity is not Severity.NOTE and (file, line) in warned
            kind = "as_swi" if agreed else fault.severity.value
            told[kind].append(f"{rules.name}/{file}:{line}: {fault.code}")
    return {
        "files": sum(len(rules.files) for rules in rule_sets),
        "errors": told["error"],
        "warnings": told["warning"],
        "notes": told["note"],
        "warnings_as_swi": told["as_swi"],
    }


def row(name: str, ours: Sequence[Score], swi: Sequence[Score]) -> dict[str, object]:
    """Return one line of the table."""
    return {
        "kind": name,
        "files": len(ours),
        "line": sum(score.line for score in ours),
        "column": sum(score.column for score in ours),
        "others": sum(score.others for score in ours),
        "swi_line": sum(score.line for score in swi),
        "swi_column": sum(score.column for score in swi),
    }


def measure(each: int, seed: int) -> dict[str, object]:
    """Return the results of both checkers on every kind of fault."""
    rule_sets = clean_sets()
    made = mutants(KINDS, each, seed, rule_sets)
    whole = {rules.name: rules for rules in rule_sets}
    before = {name: swi_messages(whole[name]) for name in {m.rules.name for m in made}}
    scores = []
    for number, mutant in enumerate(made, 1):
        score = (our_score(mutant), swi_score(mutant, before[mutant.rules.name]))
        scores.append((mutant, *score))
        if not score[0].column:
            where = f"{mutant.rules.name}/{mutant.file}:{mutant.line}:{mutant.column}"
            print(f"{'column' if score[0].line else 'line'} missed: {mutant.kind} {where}")
        if number % EACH == 0:
            print(f"{number} of {len(made)}", file=sys.stderr)
    rows = [
        row(
            kind.name,
            [ours for mutant, ours, _ in scores if mutant.kind == kind.name],
            [swi for mutant, _, swi in scores if mutant.kind == kind.name],
        )
        for kind in KINDS
    ]
    total = row("all", [ours for _, ours, _ in scores], [swi for _, _, swi in scores])
    return {"rows": rows, "all": total, "clean": false_alarms(rule_sets)}


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, and write the results."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.checking", description=__doc__)
    parser.add_argument("--each", type=int, default=EACH, help="files of each kind")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--date", default="", help="the day of the run, kept with the results")
    parser.add_argument("--out", type=Path, default=RESULTS / "checking.json")
    options = parser.parse_args(arguments)
    typed = sys.argv[1:] if arguments is None else arguments
    swipl = subprocess.run(["swipl", "--version"], capture_output=True, text=True, check=True)
    results = {
        "benchmark": "checking",
        "date": options.date,
        "command": shlex.join(["python", "-m", "benchmarks.checking", *typed]),
        "machine": {**machine(), "swipl": swipl.stdout.strip()},
        "load_average": round(os.getloadavg()[0], 1),
        "seed": options.seed,
        "each": options.each,
        **measure(options.each, options.seed),
    }
    options.out.write_text(json.dumps(results, indent=1, ensure_ascii=False) + "\n", "utf-8")
    print(json.dumps(results["all"]))


if __name__ == "__main__":
    main()
