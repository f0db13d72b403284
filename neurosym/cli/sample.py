"""``neurosym sample``: random worlds of a ProbLog file that agree with its evidence."""

import argparse
import json
from pathlib import Path

from neurosym.cli.amounts import count
from neurosym.cli.goals import goal
from neurosym.cli.trusting import add_untrusted


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's options."""
    parser.add_argument("file", type=Path, help="ProbLog file, or a folder of .pl files")
    parser.add_argument(
        "goal", nargs="?", type=goal, help="goal to ask instead of the file's own queries"
    )
    parser.add_argument("-n", "--count", type=count, default=1, help="number of worlds (1)")
    parser.add_argument("--seed", type=int, default=0, help="seed of every draw (0)")
    parser.add_argument("--json", action="store_true", help="print one JSON object a world")
    add_untrusted(parser)


def run(options: argparse.Namespace) -> int:
    r"""Print the queries' truth in each world, one a line, ``\+`` before what does not hold."""
    from neurosym.logic.answers import negation  # noqa: PLC0415
    from neurosym.logic.program import Program  # noqa: PLC0415 - help needs no Prolog

    program = Program.load(options.file, untrusted=options.untrusted)
    samples = program.sample(options.count, options.goal, seed=options.seed)
    for world in samples:
        if options.json:
            print(json.dumps(world, ensure_ascii=False))
        else:
            print(" ".join(f"{text if true else negation(text)}." for text, true in world.items()))
    return 0
