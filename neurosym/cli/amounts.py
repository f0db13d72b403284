"""Numbers on the command line that must lie in a range: a wrong one is a usage error."""

import argparse
from math import isfinite


def count(text: str) -> int:
    """Return a whole number of at least 1.

    Raises:
        argparse.ArgumentTypeError: The text is no such number.
    """
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text} is no whole number of at least 1")
    return int(text)


def amount(text: str) -> float:
    """Return a number of at least 0.

    Raises:
        argparse.ArgumentTypeError: The text is no such number.
    """
    return _between(text, float("inf"), "no number of at least 0")


def share(text: str) -> float:
    """Return a number between 0 and 1, both excluded.

    Raises:
        argparse.ArgumentTypeError: The text is no such number.
    """
    found = _between(text, 1.0, "no number between 0 and 1")
    if found in (0.0, 1.0):
        raise argparse.ArgumentTypeError(f"{text} is no number between 0 and 1")
    return found


def _between(text: str, upper: float, fault: str) -> float:
    try:
        found = float(text)
    except ValueError:
        found = -1.0
    if not isfinite(found) or not 0.0 <= found <= upper:
        raise argparse.ArgumentTypeError(f"{text} is {fault}")
    return found
