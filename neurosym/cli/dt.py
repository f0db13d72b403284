"""``neurosym dt``: the decisions of a ProbLog file with the greatest expected utility."""

import argparse
import json
from dataclasses import asdict
from pathlib import Path

from neurosym.cli.trusting import add_untrusted


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's options."""
    parser.add_argument("file", type=Path, help="ProbLog file, or a folder of .pl files")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    add_untrusted(parser)


def run(options: argparse.Namespace) -> int:
    """Print each decision and the expected utility."""
    from neurosym.logic.program import Program  # noqa: PLC0415 - help needs no Prolog

    strategy = Program.load(options.file, untrusted=options.untrusted).optimal_strategy()
    print(json.dumps(asdict(strategy), ensure_ascii=False) if options.json else strategy)
    return 0
