"""``neurosym query``: the probabilities of a ProbLog file's queries, without torch."""

import argparse
import json
from pathlib import Path


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's options."""
    parser.add_argument("file", type=Path, help="ProbLog file, or a folder of .pl files")
    parser.add_argument("goal", nargs="?", help="goal to ask instead of the file's own queries")
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def run(options: argparse.Namespace) -> int:
    """Print each answer with its probability."""
    from neurosym.logic import engine  # noqa: PLC0415 - help needs no Prolog
    from neurosym.logic.program import Program  # noqa: PLC0415

    engine.start(state=True)
    answers = Program.load(options.file).query(options.goal)
    if options.json:
        print(json.dumps(answers, ensure_ascii=False))
        return 0
    width = max((len(text) for text in answers), default=0)
    for text, probability in answers.items():
        print(f"{text:<{width}}  {probability:.10g}")
    return 0
