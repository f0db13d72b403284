"""Goals on the command line: what cannot be one is a usage error."""

import argparse
from pathlib import Path


def goal(text: str) -> str:
    """Return a goal as it was written.

    Raises:
        argparse.ArgumentTypeError: It is empty, or names a rule file.
    """
    if not text.strip():
        raise argparse.ArgumentTypeError("the goal is empty; write one such as 'flu(ann)'")
    if text.endswith(".pl") or Path(text).is_file():
        raise argparse.ArgumentTypeError(
            f"{text} stands where a goal is read; put several files into one folder and name that"
        )
    return text
