"""``neurosym fit``: learn a pack's graph and model from its data or a CSV file, and save them."""

import argparse
from pathlib import Path

from neurosym.cli.choosing import add_pack_options, chosen_reasoner


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's options."""
    parser.add_argument("data", nargs="?", type=Path, help="CSV file (default: the pack's data)")
    add_pack_options(parser)
    parser.add_argument("--seed", type=int, default=0, help="seed of every draw (0)")
    parser.add_argument("--bootstraps", type=int, default=12, help="resampled searches (12)")
    parser.add_argument("--epochs", type=int, help="passes over the data")
    parser.add_argument("--out", type=Path, help="file to save to (default: under .neurosym/)")


def run(options: argparse.Namespace) -> int:
    """Fit and save; nothing is written unless fitting is finished."""
    from neurosym.cases.table_reading import read_csv  # noqa: PLC0415 - help needs none of these
    from neurosym.cli.progress import Stages  # noqa: PLC0415
    from neurosym.reasoner.options import FitOptions  # noqa: PLC0415

    reasoner = chosen_reasoner(options)
    cases = None
    if options.data is not None:
        cases = read_csv(options.data, reasoner.pack.vocabulary)
    fit = FitOptions(seed=options.seed, bootstraps=options.bootstraps, epochs=options.epochs)
    with Stages() as progress:
        reasoner.fit(cases, options=fit, progress=progress)
    place = reasoner.save(options.out)
    for note in reasoner.graph.notes:
        print(note)
    for sentence in reasoner.rules().learned():
        print(sentence)
    print(f"{len(reasoner.graph.edges)} arrows learned; {reasoner.certificate.reason}")
    print(f"saved to {place}")
    return 0
