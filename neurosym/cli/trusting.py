"""The option by which commands are told that rules are a stranger's."""

import argparse


def add_untrusted(parser: argparse.ArgumentParser) -> None:
    """Add ``--untrusted``."""
    parser.add_argument(
        "--untrusted",
        action="store_true",
        help="the rules are a stranger's: run them in a process without files and network, with "
        "tight limits on time and memory",
    )
