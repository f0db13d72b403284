"""``neurosym check``: every fault in one go: ``file:line:column: severity code sentence``."""

import argparse
import json
from collections import Counter
from dataclasses import asdict, replace
from pathlib import Path

from neurosym.cli.trusting import add_untrusted
from neurosym.errors import PackError
from neurosym.logic.syntax import Fault, Severity

_SAID_BY_ITS_CODE = "syntax error: "


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's options."""
    parser.add_argument("path", type=Path, help="rule file, folder of rule files, or a pack's name")
    parser.add_argument("--json", action="store_true", help="print one JSON array")
    add_untrusted(parser)


def run(options: argparse.Namespace) -> int:
    """Print the faults; return 2 where one is an error, 1 where one is a warning, 0 otherwise."""
    found = _faults(options.path, untrusted=options.untrusted)
    count = Counter(fault.severity for fault in found)
    if options.json:
        print(json.dumps([_row(fault) for fault in found], ensure_ascii=False, indent=2))
    else:
        for fault in found:
            sentence = fault.sentence.removeprefix(_SAID_BY_ITS_CODE)
            print(f"{fault.position}: {fault.severity.value} {fault.code} {sentence}")
        always = (Severity.ERROR, Severity.WARNING)
        print(", ".join(_counted(count[s], s) for s in Severity if count[s] or s in always))
    if count[Severity.ERROR]:
        return 2
    return int(bool(count[Severity.WARNING]))


def _faults(path: Path, *, untrusted: bool) -> list[Fault]:
    """Check the files; those of a pack also against its variables and data.

    A file of a pack is checked with the others, and its own faults are kept.
    """
    from neurosym.logic.checking import faults  # noqa: PLC0415 - help needs no Prolog
    from neurosym.logic.engine import UNTRUSTED_LIMITS  # noqa: PLC0415
    from neurosym.packs import find_pack  # noqa: PLC0415
    from neurosym.reasoner.checking import faults_of_pack  # noqa: PLC0415

    folder = path.resolve() if path.is_dir() else path.resolve().parent
    in_a_pack = folder.parent.name in ("rules", "causal")
    if path.is_file() and path.suffix == ".pl" and in_a_pack and _causal(folder).is_dir():
        whole = faults_of_pack(find_pack(folder, untrusted=untrusted))
        return [
            replace(fault, position=replace(fault.position, file=str(path)))
            for fault in whole
            if Path(fault.position.file).resolve() == path.resolve()
        ]
    if path.exists() and not (path.is_dir() and in_a_pack):
        return faults(path, untrusted=UNTRUSTED_LIMITS if untrusted else None)
    if not path.exists() and (path.suffix or len(path.parts) > 1):
        raise PackError(f"{path}: there is no such file, folder or pack; name one that is there")
    return faults_of_pack(find_pack(path, untrusted=untrusted))


def _causal(rules: Path) -> Path:
    """Return the folder of a pack's variables, by that of its rules."""
    return rules.parents[1] / "causal" / rules.name


def _counted(count: int, severity: Severity) -> str:
    return f"{count} {severity.value}{'' if count == 1 else 's'}"


def _row(fault: Fault) -> dict[str, object]:
    return {
        **asdict(fault.position),
        "severity": fault.severity.value,
        "code": fault.code,
        "sentence": fault.sentence,
    }
