import argparse

import pytest

from neurosym.cli.amounts import amount, count, share


def test_numbers_in_range() -> None:
    assert (count("3"), amount("0"), amount("2.5"), share("0.9")) == (3, 0.0, 2.5, 0.9)


@pytest.mark.parametrize("text", ["0", "-1", "1.5", "many"])
def test_counts_out_of_range(text: str) -> None:
    with pytest.raises(argparse.ArgumentTypeError, match="is no whole number of at least 1"):
        count(text)


@pytest.mark.parametrize("text", ["-1", "nan", "inf", "much"])
def test_amounts_out_of_range(text: str) -> None:
    with pytest.raises(argparse.ArgumentTypeError, match="is no number of at least 0"):
        amount(text)


@pytest.mark.parametrize("text", ["0", "1", "1.2", "half"])
def test_shares_out_of_range(text: str) -> None:
    with pytest.raises(argparse.ArgumentTypeError, match="is no number between 0 and 1"):
        share(text)
