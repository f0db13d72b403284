"""``neurosym ask``: answer one case from a fitted pack; with ``--interactive``, ask back."""

import argparse
import json
from pathlib import Path

from neurosym.cli.choosing import add_pack_options, chosen_reasoner
from neurosym.errors import CaseError


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's options."""
    parser.add_argument("case", nargs="?", default="", help='such as "age=0-3_days, lvh_report=no"')
    add_pack_options(parser)
    parser.add_argument("--saved", type=Path, help="saved reasoner (default: under .neurosym/)")
    parser.add_argument("--language", help="language of the sentences (default: the pack's)")
    parser.add_argument("--query", metavar="GOAL", help="a goal of the rules to answer in the case")
    parser.add_argument("--interactive", action="store_true", help="ask until the answer is sure")
    parser.add_argument("--html", type=Path, help="also write the answer as a page")
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def run(options: argparse.Namespace) -> int:
    """Print the answer."""
    if options.query is not None and options.html is not None:
        raise CaseError("--query answers in text and --html writes an answer's page; give only one")
    reasoner = chosen_reasoner(options)
    case = reasoner.case(options.case)
    reasoner.load(options.saved)
    if options.interactive:
        from neurosym.cli.interview import interview  # noqa: PLC0415 - most answers need none

        case = interview(reasoner, case, options.language)
    if options.query is not None:
        found = reasoner.query(options.query, case)
        lines = (f"{text}  {probability:.6g}" for text, probability in found.items())
        print(json.dumps(found, ensure_ascii=False) if options.json else "\n".join(lines))
        return 0
    answer = reasoner.ask(case, language=options.language)
    if options.html is not None:
        from neurosym.drawing.page import answer_page  # noqa: PLC0415

        view = reasoner.asked(case, language=options.language).view(answer, reasoner.pack.title)
        options.html.write_text(answer_page(view), encoding="utf-8")
    print(json.dumps(answer.to_json(), ensure_ascii=False) if options.json else answer.to_text())
    return 0
