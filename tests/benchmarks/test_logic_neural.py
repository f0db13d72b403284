"""Sums of digits that all engines are trained on, and the words that a comparison is told in."""

import pytest

from benchmarks.digit_sums import BATCH, TRAINING, images_and_labels, sums
from benchmarks.logic_neural import sentence


@pytest.mark.parametrize("digits", [1, 2])
def test_sums_are_those_of_the_images(digits: int) -> None:
    _, labels = images_and_labels()
    batches = sums(digits, 3, seed=5)
    assert [len(batch) for batch in batches] == [BATCH] * 3
    for item in batches[0]:
        assert max(item.images) < TRAINING
        numbers = [
            int("".join(str(int(labels[image])) for image in part))
            for part in (item.first, item.second)
        ]
        assert sum(numbers) == item.total
    assert batches == sums(digits, 3, seed=5)
    assert batches != sums(digits, 3, seed=6)


def test_a_row_is_told_with_and_without_the_rival() -> None:
    row: dict[str, object] = {
        "digits": 1,
        "steps": 240,
        "ours_ms": 2.0,
        "network_ms": 1.6,
        "over_network": 1.25,
        "ours_accuracy": 0.9,
        "deepproblog": "not run: no Python with the package deepproblog was given (--peers)",
    }
    assert sentence(row) == (
        "1 digit(s): ours 2.00 ms a step, the network alone 1.60 ms (1.25x); DeepProbLog not run: "
        "no Python with the package deepproblog was given (--peers); accuracy 0.900"
    )
    rival: dict[str, object] = {
        "deepproblog_ms": 600.0,
        "faster": 2500.0,
        "faster_cached": 300.0,
        "ours_trained_ms": 2.5,
        "deepproblog_trained_ms": 5000.0,
        "faster_trained": 2000.0,
        "deepproblog_accuracy": 0.89,
        "losses_apart": 2e-7,
    }
    assert sentence(row | rival).endswith(
        "DeepProbLog 5,000 ms: 2,500x; all in its cache 600 ms: 300x; our compiling included "
        "2.5 ms: 2,000x; after 240 steps accuracy 0.900 and 0.890, losses of the first steps "
        "within 2.0e-07"
    )
