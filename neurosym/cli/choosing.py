"""The options by which commands name a pack."""

import argparse
from pathlib import Path

from neurosym.cli.trusting import add_untrusted
from neurosym.reasoner.reasoner import Reasoner


def add_pack_options(parser: argparse.ArgumentParser, default: str | None = None) -> None:
    """Add ``--pack`` and ``--root``.

    Args:
        parser: The command's parser.
        default: The pack to take where none is named; None makes the option required.
    """
    parser.add_argument(
        "--pack", default=default, required=default is None, help="name of the domain"
    )
    parser.add_argument(
        "--root",
        type=Path,
        help="project folder with rules/ and causal/ (default: this folder, then the library)",
    )
    add_untrusted(parser)


def chosen_reasoner(options: argparse.Namespace) -> Reasoner:
    """Return the reasoner of the pack that the options name, not fitted yet."""
    if options.root is None:
        return Reasoner.from_pack(options.pack, untrusted=options.untrusted)
    return Reasoner.from_folder(options.root, options.pack, untrusted=options.untrusted)
