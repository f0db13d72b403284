"""``neurosym test``: run a pack's cases, and show which rules no case ever fired."""

import argparse
import json
from pathlib import Path

from neurosym.errors import PackError, PackPermissionError
from neurosym.logic.case_runs import CaseRun, RuleUse, run_cases


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's options."""
    parser.add_argument(
        "pack",
        type=Path,
        help="a pack's name or folder; its cases.plt runs as a program: only for packs you trust",
    )
    parser.add_argument("--root", type=Path, help="project folder with rules/ and causal/")
    parser.add_argument("--seconds", type=float, default=60.0, help="time limit (60)")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument(
        "--untrusted", action="store_true", help="refuse: cases are a program that runs as it is"
    )


def run(options: argparse.Namespace) -> int:
    """Print what does not hold and what never fired; return 1 where a case does not hold."""
    from neurosym.packs.folders import pack_folders  # noqa: PLC0415 - help needs no pack

    folder = pack_folders(options.pack, options.root)[0]
    rules = [_shown(path) for path in sorted(folder.glob("*.pl"))]
    cases = _shown(folder / "cases.plt")
    if not rules:
        raise PackError(f"{folder}: the folder holds no rule file; add one that ends in .pl")
    if not cases.is_file():
        raise PackError(
            f"{cases}: there is no such file; write cases with their expected answers there, as "
            "neurosym new shows"
        )
    if options.untrusted:
        raise PackPermissionError(
            f"{cases}: cases are a program that runs as its author wrote it, so a stranger's are "
            "not run; read them first, then leave --untrusted out"
        )
    done = run_cases(rules, cases, seconds=options.seconds)
    if options.json:
        print(json.dumps(_row(done, cases), ensure_ascii=False, indent=2))
    else:
        _print(done, cases)
    return int(bool(done.failed))


def _print(done: CaseRun, cases: Path) -> None:
    for case in done.failed:
        print(
            f"{cases}:{case.line}:1: error case_failed {case.unit}:{case.name} does not hold; "
            "correct the rules, or what it expects"
        )
    if done.report:
        print(done.report)
    for rule in done.unfired:
        print(
            f"{_shown(rule.file)}:{rule.line}:1: note unfired no case fires {_text(rule)}; "
            "add a case that does"
        )
    held = len(done.cases) - len(done.failed)
    fired = len(done.rules) - len(done.unfired)
    print(f"{held} of {len(done.cases)} cases hold; {fired} of {len(done.rules)} clauses fired")


def _text(rule: RuleUse) -> str:
    """Return the first line of a clause as it is written, and how it goes on in few words."""
    lines = rule.file.read_text(encoding="utf-8").splitlines()[rule.line - 1 :]
    text = lines[0].strip()
    if text.endswith(":-") and len(lines) > 1:
        text = f"{text} {lines[1].strip()}"
    return f"{text} ..." if not text.endswith(".") else text.removesuffix(".")


def _row(done: CaseRun, cases: Path) -> dict[str, object]:
    return {
        "cases": [
            {
                "file": str(cases),
                "line": case.line,
                "unit": case.unit,
                "name": case.name,
                "passed": case.passed,
            }
            for case in done.cases
        ],
        "clauses": [
            {
                "file": str(_shown(rule.file)),
                "line": rule.line,
                "kind": rule.kind,
                "fired": rule.fired,
            }
            for rule in done.rules
        ],
        "report": done.report,
    }


def _shown(path: Path) -> Path:
    """Return a path as seen from the working folder, if it lies below it."""
    here, place = Path.cwd().resolve(), path.resolve()
    return place.relative_to(here) if place.is_relative_to(here) else path
