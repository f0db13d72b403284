"""The options of commands that ask a program or a pack for reasons."""

import argparse
import json
from pathlib import Path

from neurosym.cases.facts import Facts, facts_from_rows, facts_of_case, read_rows
from neurosym.cli.amounts import count
from neurosym.cli.goals import goal
from neurosym.cli.trusting import add_untrusted
from neurosym.errors import CaseError, DataError, PackError
from neurosym.logic.ground_program import EMPTY_SCHEMA, AtomSchema
from neurosym.logic.program import Program
from neurosym.logic.proof_results import Proofs, WhyNot


def add_goal_options(parser: argparse.ArgumentParser) -> None:
    """Add the program, the goal, what is known, and how to print."""
    parser.add_argument("path", type=Path, help="rule file, folder of rule files, or a pack's name")
    parser.add_argument(
        "goal", type=goal, help='such as "sick(ann)"; a pack\'s case is called case'
    )
    parser.add_argument("--case", default="", help='of a pack: such as "fever=yes, cough=no"')
    parser.add_argument("--fact", action="append", default=[], help="a fact; may be repeated")
    parser.add_argument("--data", type=Path, help="CSV file with facts of cases, a row each")
    parser.add_argument("--key", help="column of --data that names the case")
    parser.add_argument("--row", type=count, help="one row of --data alone; the header is row 1")
    parser.add_argument("--k", type=count, default=3, help="most proofs or attempts (3)")
    parser.add_argument("--language", default="en", help="language of the sentences (en)")
    parser.add_argument("--html", type=Path, help="also write a page")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    add_untrusted(parser)


def asked_program(options: argparse.Namespace) -> tuple[Program, Facts, AtomSchema]:
    """Return the program and the facts that the options name, and the atoms of a pack.

    Raises:
        NeurosymError: A file, a pack, a case or a row is not there or cannot be read.
    """
    from neurosym.packs import find_pack  # noqa: PLC0415 - most programs are no packs
    from neurosym.phrases import Phrases  # noqa: PLC0415

    Phrases.load(options.language)
    path: Path = options.path
    given = Facts(tuple(options.fact))
    in_pack = path.is_dir() and path.resolve().parent.name in ("rules", "causal")
    if path.exists() and not in_pack:
        if options.case:
            raise CaseError(f"{path}: is no pack, so it has no --case; give facts with --fact")
        return Program.load(path, untrusted=options.untrusted), given + _rows(options), EMPTY_SCHEMA
    if not path.exists() and (path.suffix or len(path.parts) > 1):
        raise PackError(f"{path}: there is no such file, folder or pack; name one that is there")
    from neurosym.cases import parse_case, read_csv  # noqa: PLC0415
    from neurosym.reasoner.domain import load_rules  # noqa: PLC0415
    from neurosym.steering.schema import schema_of  # noqa: PLC0415

    pack = find_pack(path, untrusted=options.untrusted)
    facts = given + facts_of_case(parse_case(options.case, pack.vocabulary), pack.vocabulary)
    if options.data is not None:
        if options.row is None:
            raise DataError("--data of a pack holds many cases; choose one with --row")
        table = read_csv(options.data, pack.vocabulary, partial=True)
        place = _place(options, len(table))
        found = facts_of_case(table.case(place), pack.vocabulary)
        facts += Facts.of_row(found.texts, str(options.row), str(options.data))
    program = load_rules(pack)
    if program is None:
        raise PackError(f"{pack.rules_folder}: the pack has no rules; add a file that ends in .pl")
    return program, facts, schema_of(pack.vocabulary)


def _rows(options: argparse.Namespace) -> Facts:
    if options.data is None:
        return Facts(())
    rows, labels = read_rows(options.data)
    if options.row is not None:
        place = _place(options, len(rows))
        rows, labels = rows[place : place + 1], labels[place : place + 1]
    return facts_from_rows(rows, key=options.key, name=str(options.data), labels=labels)


def _place(options: argparse.Namespace, rows: int) -> int:
    """Return the place of the row that was asked for, from 0."""
    if not 2 <= options.row <= rows + 1:  # noqa: PLR2004 - the header is row 1
        raise DataError(f"{options.data}: has rows 2 to {rows + 1}, and no row {options.row}")
    return int(options.row) - 2


def print_found(options: argparse.Namespace, found: Proofs | WhyNot) -> None:
    """Print what was found, and write its page where one is wanted."""
    if options.html is not None:
        options.html.write_text(found.to_html(), encoding="utf-8")
    print(json.dumps(found.to_json(), ensure_ascii=False) if options.json else found.to_text())
