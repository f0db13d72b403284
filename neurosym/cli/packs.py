"""``neurosym packs``: the domains that are here."""

import argparse
import json
from pathlib import Path


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's options."""
    parser.add_argument("--root", type=Path, help="project folder with rules/ and causal/")
    parser.add_argument("--json", action="store_true", help="print one JSON array")


def run(options: argparse.Namespace) -> int:
    """Print name, size and title of every pack, and whether it is fitted here."""
    from neurosym.packs import find_pack, list_packs  # noqa: PLC0415 - help needs no pack
    from neurosym.reasoner.saving import saved_place  # noqa: PLC0415

    rows = []
    for name in list_packs(options.root):
        pack = find_pack(name, options.root)
        rows.append(
            {
                "name": name,
                "variables": len(pack.vocabulary),
                "target": pack.target,
                "title": pack.title,
                "fitted": saved_place(name).is_file(),
            }
        )
    if options.json:
        print(json.dumps(rows, ensure_ascii=False, indent=2))
        return 0
    for row in rows:
        fitted = "fitted" if row["fitted"] else "not fitted"
        print(f"{row['name']:<16} {row['variables']:>3} variables  {fitted:<10}  {row['title']}")
    return 0
