"""Run the cases of a pack in plain SWI-Prolog, and see which rules they fire.

The cases are a program of the author's (plunit's `test/1,2`): they run in a process of their own,
as `swipl` runs them, and only for a pack that one trusts.
"""

import re
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from neurosym.errors import MissingDependencyError, ResourceLimitError, RuleSyntaxError

_LIBRARY = Path(__file__).parent / "prolog" / "library"
_CHECKOUT = Path(__file__).resolve().parents[2] / ".swipl" / "bin"
_PASSED = re.compile(r"^(?:\x1b\[[\d;]*m)*(?:%|\[)?.*\bpassed\b.*$|^\s*$")


@dataclass(frozen=True, slots=True)
class CaseResult:
    """A case that was run.

    Attributes:
        unit: The group that it stands in.
        name: Its name.
        line: Its line in the file of cases, from 1.
        passed: Whether the rules say what it expects.
    """

    unit: str
    name: str
    line: int
    passed: bool


@dataclass(frozen=True, slots=True)
class RuleUse:
    """A clause of the rules, and how often it was used.

    Attributes:
        file: Its file.
        line: Its first line, from 1.
        kind: ``rule``, ``constraint`` or ``probabilistic``.
        fired: How many cases fired it. A constraint, or a clause with a probability, counts 1
            where the facts of the cases make its body true, goals on what is predicted left out.
    """

    file: Path
    line: int
    kind: str
    fired: int


@dataclass(frozen=True, slots=True)
class CaseRun:
    """What running a file of cases showed.

    Attributes:
        cases: Each case, in the order of the file.
        rules: Each clause of the rules, in the order of the files.
        report: What SWI-Prolog says of the cases that fail.
    """

    cases: tuple[CaseResult, ...]
    rules: tuple[RuleUse, ...]
    report: str

    @property
    def failed(self) -> tuple[CaseResult, ...]:
        """The cases that do not hold."""
        return tuple(case for case in self.cases if not case.passed)

    @property
    def unfired(self) -> tuple[RuleUse, ...]:
        """The clauses that no case fired."""
        return tuple(rule for rule in self.rules if not rule.fired)


def run_cases(rules: Sequence[Path], cases: Path, *, seconds: float = 60.0) -> CaseRun:
    """Run a file of cases on rule files.

    Args:
        rules: The rule files.
        cases: The file of cases, in plunit's form.
        seconds: How long it may take.

    Raises:
        RuleSyntaxError: SWI-Prolog cannot load a file.
        ResourceLimitError: The cases take longer.
        MissingDependencyError: There is no ``swipl``.
    """
    swipl = shutil.which("swipl") or shutil.which("swipl", path=str(_CHECKOUT))
    if swipl is None:
        raise MissingDependencyError(
            "cases run in SWI-Prolog, and swipl is not on PATH; install it, or run make demo in "
            "a checkout"
        )
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "cases"
        runner = str(_LIBRARY / "neurosym_cases.pl")
        command = [swipl, "-q", "-p", f"library={_LIBRARY}", "-s", runner, "-g", "run_cases"]
        files = [str(path.resolve()) for path in (out, cases, *rules)]
        try:
            done = subprocess.run(
                [*command, "-t", "halt", "--", *files],
                capture_output=True,
                text=True,
                check=False,
                timeout=seconds,
                stdin=subprocess.DEVNULL,
            )
        except subprocess.TimeoutExpired:
            raise ResourceLimitError(
                f"{cases}: the cases are not done after {seconds:g} seconds; look for a rule that "
                "calls itself first, or give more seconds"
            ) from None
        told = f"{done.stdout}{done.stderr}".strip()
        if not out.exists():
            raise RuleSyntaxError(f"{cases}: SWI-Prolog ends before the cases do; it says: {told}")
        rows = [line.split("\t") for line in out.read_text(encoding="utf-8").splitlines()]
    return _run(rows, cases, told)


def _run(rows: Sequence[Sequence[str]], cases: Path, told: str) -> CaseRun:
    errors = [row[1] for row in rows if row[0] == "error"]
    if errors:
        raise RuleSyntaxError(f"{cases}: SWI-Prolog cannot load it: {'; '.join(errors)}")
    results = tuple(
        CaseResult(unit, name, int(line), passed == "true")
        for kind, unit, name, line, passed in (row for row in rows if row[0] == "case")
    )
    used = tuple(
        RuleUse(Path(file), int(line), kind, int(fired))
        for _, file, line, kind, fired in (row for row in rows if row[0] == "rule")
    )
    report = "\n".join(line for line in told.splitlines() if not _PASSED.match(line))
    return CaseRun(results, used, report if any(not case.passed for case in results) else "")
