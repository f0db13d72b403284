"""``neurosym check``: every fault of rule files in one go, as ``file:line:column: sentence``."""

import argparse
import json
from dataclasses import asdict
from pathlib import Path

from neurosym.errors import PackError
from neurosym.logic.ground_program import EMPTY_SCHEMA, AtomSchema
from neurosym.logic.syntax import Fault, Severity


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's options."""
    parser.add_argument("path", type=Path, help="rule file, folder of rule files, or a pack's name")
    parser.add_argument("--json", action="store_true", help="print one JSON array")


def run(options: argparse.Namespace) -> int:
    """Print the faults; return 2 where one is an error, 1 for warnings alone, 0 for none."""
    found = _faults(options.path)
    if options.json:
        print(json.dumps([_row(fault) for fault in found], ensure_ascii=False, indent=2))
    else:
        for fault in found:
            print(f"{fault.position}: {fault.severity.value} {fault.code}: {fault.sentence}")
        errors = sum(fault.severity is Severity.ERROR for fault in found)
        print(f"{errors} errors, {len(found) - errors} warnings")
    if any(fault.severity is Severity.ERROR for fault in found):
        return 2
    return int(bool(found))


def _faults(path: Path) -> list[Fault]:
    """Check the files; those of a pack also against its variables."""
    from neurosym.logic.checking import faults  # noqa: PLC0415 - help needs no Prolog

    files, schema = _pack(path)
    return faults(files, schema=schema)


def _pack(path: Path) -> tuple[list[Path], AtomSchema]:
    """Return the files to check, and what the case decides where they are those of a pack."""
    from neurosym.packs import find_pack  # noqa: PLC0415
    from neurosym.steering.schema import schema_of  # noqa: PLC0415

    looks_like_a_pack = path.is_dir() and path.resolve().parent.name in ("rules", "causal")
    if path.exists() and not looks_like_a_pack:
        return [path], EMPTY_SCHEMA
    if not path.exists() and (path.suffix or len(path.parts) > 1):
        raise PackError(f"{path}: there is no such file, folder or pack; name one that is there")
    pack = find_pack(path)
    return list(pack.rule_files), schema_of(pack.vocabulary)


def _row(fault: Fault) -> dict[str, object]:
    return {
        **asdict(fault.position),
        "severity": fault.severity.value,
        "code": fault.code,
        "sentence": fault.sentence,
    }
