"""``neurosym why-not``: why a goal fails or is unlikely, and which facts would prove it."""

import argparse

from neurosym.cli.amounts import share
from neurosym.cli.reasons import add_goal_options, asked_program, print_found


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's options."""
    add_goal_options(parser)
    parser.add_argument(
        "--at-least", type=share, default=0.5, help="probability that the goal should have (0.5)"
    )
    parser.add_argument(
        "--changeable",
        action="append",
        default=[],
        metavar="NAME/ARITY",
        help="a predicate whose facts may be otherwise; may be repeated",
    )


def run(options: argparse.Namespace) -> int:
    """Print the reasons; return 1 where there is nothing to explain."""
    program, facts, schema = asked_program(options)
    found = program.why_not(
        options.goal,
        options.k,
        facts=facts,
        schema=schema,
        at_least=options.at_least,
        changeable=options.changeable,
        language=options.language,
    )
    print_found(options, found)
    return int(found.proved)
