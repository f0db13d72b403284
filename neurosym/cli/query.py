"""``neurosym query``: the probabilities of a ProbLog file's queries, without torch."""

import argparse
import json
import sys
from dataclasses import asdict
from pathlib import Path

from neurosym.cli.amounts import amount, count, share
from neurosym.cli.goals import goal
from neurosym.cli.trusting import add_untrusted

_METHODS = ("exact", "bounds", "k-best", "sampling", "fuzzy")
_TOLD = ("seconds", "gap", "k", "samples", "seed", "confidence", "t_norm")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's options."""
    parser.add_argument("file", type=Path, help="ProbLog file, or a folder of .pl files")
    parser.add_argument(
        "goal", nargs="?", type=goal, help="goal to ask instead of the file's own queries"
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    add_untrusted(parser)
    parser.add_argument(
        "--method",
        choices=_METHODS,
        default="exact",
        help="exact (the default); for programs too large: bounds, intervals that tighten with "
        "time; k-best, bounds from the best proofs; sampling, estimates; fuzzy, degrees of truth",
    )
    parser.add_argument("--seconds", type=amount, help="bounds: how long to tighten (10)")
    parser.add_argument("--gap", type=amount, help="bounds: width that is narrow enough (0)")
    parser.add_argument("--k", type=count, help="k-best: proofs for and against (10)")
    parser.add_argument("--samples", type=count, help="sampling: number of worlds (10000)")
    parser.add_argument("--seed", type=int, help="sampling: seed of every draw (0)")
    parser.add_argument("--confidence", type=share, help="sampling: of the intervals (0.95)")
    parser.add_argument(
        "--t-norm", choices=("product", "lukasiewicz", "godel"), help="fuzzy: meaning of and"
    )


def run(options: argparse.Namespace) -> int:
    """Print each answer with its probability, its bounds or its estimate."""
    from neurosym.logic import engine  # noqa: PLC0415 - help needs no Prolog
    from neurosym.logic.answers import check_options  # noqa: PLC0415
    from neurosym.logic.program import Program  # noqa: PLC0415

    told = {name: getattr(options, name) for name in _TOLD if getattr(options, name) is not None}
    try:
        check_options(options.method, told)
    except ValueError as error:
        print(f"neurosym query: {error}", file=sys.stderr)
        return 2
    if not options.untrusted:
        engine.start(state=True)
    program = Program.load(options.file, untrusted=options.untrusted)
    answers = program.query(options.goal, method=options.method, **told)
    if options.json:
        plain = {t: v if isinstance(v, float) else asdict(v) for t, v in answers.items()}
        print(json.dumps(plain, ensure_ascii=False))
        return 0
    if not answers:
        print(
            "neurosym query: the file asks nothing; add query(...). or name a goal", file=sys.stderr
        )
    width = max((len(text) for text in answers), default=0)
    for text, value in answers.items():
        shown = f"{value:.10g}" if isinstance(value, float) else str(value)
        print(f"{text:<{width}}  {shown}")
    return 0
