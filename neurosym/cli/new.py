"""``neurosym new``: write the skeleton of a new domain."""

import argparse
from pathlib import Path


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's options."""
    parser.add_argument("name", help="name of the domain: letters, digits, underscores")
    parser.add_argument("--root", type=Path, default=Path(), help="project folder (default: here)")


def run(options: argparse.Namespace) -> int:
    """Write both folders; nothing that is there is touched."""
    from neurosym.packs import new_pack  # noqa: PLC0415 - help needs no pack

    pack = new_pack(options.root, options.name)
    print(f"wrote {pack.rules_folder} and {pack.causal_folder}")
    print(f"next: neurosym check {pack.rules_folder}")
    return 0
