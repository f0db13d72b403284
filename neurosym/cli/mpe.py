"""``neurosym mpe``: the most probable world of a ProbLog file, given its evidence."""

import argparse
import json
from pathlib import Path

from neurosym.cli.trusting import add_untrusted


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's options."""
    parser.add_argument("file", type=Path, help="ProbLog file, or a folder of .pl files")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    add_untrusted(parser)


def run(options: argparse.Namespace) -> int:
    """Print what holds in the world, and its probability."""
    from neurosym.logic.program import Program  # noqa: PLC0415 - help needs no Prolog

    world = Program.load(options.file, untrusted=options.untrusted).most_probable()
    if options.json:
        found = {
            "answers": dict(world.answers),
            "choices": [[text, true] for text, true in world.choices],
            "joint": world.joint,
            "probability": world.probability,
        }
        print(json.dumps(found, ensure_ascii=False))
        return 0
    print(world)
    print(f"probability: {world.joint:.10g}, given the evidence: {world.probability:.10g}")
    return 0
