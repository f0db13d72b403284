"""The command line: ``neurosym COMMAND``, one module a command.

A command's module is imported when the command runs, so that ``neurosym query`` starts without
torch and ``neurosym doctor`` without anything. Bad input ends with one line and exit code 2.
"""

import argparse
import importlib
import sys
from collections.abc import Sequence

from neurosym import __version__
from neurosym.errors import NeurosymError

COMMANDS: dict[str, str] = {
    "demo": "run the main job on one hard case and write demo.html",
    "ask": "answer one case from a fitted pack",
    "fit": "learn a pack's graph and model, and save them",
    "query": "print the probabilities of a ProbLog file's queries",
    "prove": "print the most probable proofs of a goal",
    "why-not": "print why a goal fails or is unlikely, and what would prove it",
    "mpe": "print the most probable world of a ProbLog file",
    "sample": "print random worlds of a ProbLog file",
    "dt": "print the best decisions of a ProbLog file with utilities",
    "lfi": "learn a ProbLog file's probabilities from examples",
    "check": "list the faults of rule files",
    "test": "run the cases of a pack and show which rules none of them fires",
    "packs": "list the domains that are here",
    "new": "write the skeleton of a new domain",
    "doctor": "show versions, places, and what to do about anything wrong",
}


def build_parser(command: str | None = None) -> argparse.ArgumentParser:
    """Return the parser; only ``command`` gets its own options, so that nothing else is imported.

    Args:
        command: Name of the command that will run, or None for the overview.
    """
    parser = argparse.ArgumentParser(
        prog="neurosym",
        description="Write Prolog diagnosis rules, inspect causal graphs, query explained answers.",
    )
    parser.add_argument("--version", action="version", version=f"neurosym {__version__}")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for name, summary in COMMANDS.items():
        added = commands.add_parser(
            name, help=summary, description=summary[0].upper() + summary[1:] + "."
        )
        if name == command:
            _module(name).add_arguments(added)
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code: 0 done, 1 a finding, 2 bad input.

    Args:
        arguments: Words of the command line; None reads ``sys.argv``.
    """
    words = list(sys.argv[1:] if arguments is None else arguments)
    command = next((word for word in words if word in COMMANDS), None)
    options = build_parser(command).parse_args(words)
    try:
        return int(_module(options.command).run(options))
    except NeurosymError as error:
        print(f"neurosym {options.command}: {error}", file=sys.stderr)
        return 2
    except BrokenPipeError:
        sys.stderr.close()
        return 1
    except OSError as error:
        print(f"neurosym {options.command}: {_unusable(error)}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("interrupted", file=sys.stderr)
        return 130


def _unusable(error: OSError) -> str:
    """Return what to say of a file or folder that cannot be read or written."""
    if error.filename is None:
        return str(error)
    return f"{error.filename}: {error.strerror}; name a place that can be read and written"


def _module(command: str):  # type: ignore[no-untyped-def]
    return importlib.import_module(f"neurosym.cli.{command.replace('-', '_')}")
