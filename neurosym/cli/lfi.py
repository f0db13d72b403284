"""``neurosym lfi``: the probabilities ``t(_)`` of a ProbLog file, learned from examples."""

import argparse
import json
import sys
from pathlib import Path

from neurosym.cli.amounts import amount, count
from neurosym.cli.trusting import add_untrusted


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's options."""
    parser.add_argument("file", type=Path, help="ProbLog file with t(_) for what is learned")
    parser.add_argument(
        "examples", type=Path, nargs="+", help="files of evidence, --- between two examples"
    )
    parser.add_argument("--method", choices=("em", "gradient"), default="em", help="(em)")
    parser.add_argument("-n", "--iterations", type=count, default=1000, help="most steps (1000)")
    parser.add_argument(
        "--tolerance", type=amount, default=1e-9, help="gain that ends the learning (1e-9)"
    )
    parser.add_argument("--seed", type=int, help="draw the start values that t(_) leaves open")
    parser.add_argument("-o", "--output", type=Path, help="write the learned program to this file")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    add_untrusted(parser)


def run(options: argparse.Namespace) -> int:
    """Print each learned probability and the log-likelihood."""
    from neurosym.logic.examples import load_examples  # noqa: PLC0415 - help needs no Prolog
    from neurosym.logic.program import Program  # noqa: PLC0415

    seed = {} if options.seed is None else {"seed": options.seed}
    learned = Program.load(options.file, untrusted=options.untrusted).learn(
        load_examples(options.examples),
        method=options.method,
        iterations=options.iterations,
        tolerance=options.tolerance,
        leave_out=True,
        **seed,
    )
    if learned.left_out:
        numbers = ", ".join(map(str, learned.left_out))
        print(f"left out, impossible under the program: example {numbers}", file=sys.stderr)
    if options.output is not None:
        options.output.write_text(learned.text, encoding="utf-8")
    if options.json:
        found = {
            "probabilities": dict(learned.probabilities),
            "log_likelihood": learned.log_likelihood[-1],
            "steps": len(learned.log_likelihood) - 1,
            "converged": learned.converged,
            "left_out": learned.left_out,
        }
        print(json.dumps(found, ensure_ascii=False))
        return 0
    width = max(map(len, learned.probabilities))
    for text, probability in learned.probabilities.items():
        print(f"{text:<{width}}  {probability:.10g}")
    end = "converged" if learned.converged else "stopped"
    steps = len(learned.log_likelihood) - 1
    print(f"log-likelihood {learned.log_likelihood[-1]:.10g}, {end} after {steps} steps")
    return 0
