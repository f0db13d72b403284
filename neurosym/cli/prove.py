"""``neurosym prove``: the most probable proofs of a goal, with file, line and row of every step."""

import argparse

from neurosym.cli.reasons import add_goal_options, asked_program, print_found


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's options."""
    add_goal_options(parser)


def run(options: argparse.Namespace) -> int:
    """Print the proofs; return 1 where there is none."""
    program, facts, schema = asked_program(options)
    proofs = program.prove(
        options.goal, options.k, facts=facts, schema=schema, language=options.language
    )
    print_found(options, proofs)
    return 0 if proofs else 1
