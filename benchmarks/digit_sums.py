"""Sums of handwritten digits: data, network and goals that every engine in a comparison shares.

This module imports nothing of the library, so that a rival's own Python can import it as well.
"""

from dataclasses import dataclass

import numpy as np
import torch
from sklearn.datasets import load_digits
from torch import Tensor, nn

TRAINING = 1500
"""Images before this one are for training, the others for testing."""

BATCH = 32
"""Sums in a training step."""


@dataclass(frozen=True, slots=True)
class Sum:
    """Two numbers as images, and their sum.

    Attributes:
        first: Images of the first number's digits.
        second: Images of the second number's digits.
        total: The sum.
    """

    first: tuple[int, ...]
    second: tuple[int, ...]
    total: int

    @property
    def images(self) -> tuple[int, ...]:
        """All images, left to right."""
        return self.first + self.second


def images_and_labels() -> tuple[Tensor, Tensor]:
    """Return scikit-learn's 1,797 digits, ``[1797, 1, 8, 8]`` in [0, 1], and what they are."""
    data = load_digits()
    images = torch.tensor(data.images, dtype=torch.float32)[:, None] / 16.0
    return images, torch.tensor(data.target, dtype=torch.int64)


def sums(digits: int, steps: int, seed: int) -> list[list[Sum]]:
    """Return batches of sums of random training images.

    Args:
        digits: Digits of each number.
        steps: How many batches.
        seed: Draws the images.
    """
    _, labels = images_and_labels()
    rng = np.random.default_rng(seed)
    drawn = rng.integers(0, TRAINING, (steps, BATCH, 2, digits))
    weights = 10 ** np.arange(digits - 1, -1, -1)
    totals = (labels.numpy()[drawn] * weights).sum(axis=(2, 3))
    return [
        [
            Sum(tuple(first), tuple(second), total)
            for (first, second), total in zip(
                drawn[step].tolist(), totals[step].tolist(), strict=True
            )
        ]
        for step in range(steps)
    ]


def network(seed: int) -> nn.Sequential:
    """Return a small convolutional network for images of 8 by 8; it gives logits."""
    torch.manual_seed(seed)
    return nn.Sequential(
        nn.Conv2d(1, 16, 3, padding=1),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Flatten(),
        nn.Linear(256, 64),
        nn.ReLU(),
        nn.Linear(64, 10),
    )


def accuracy(digit_network: nn.Module) -> float:
    """Return the share of test images that a network reads right."""
    images, labels = images_and_labels()
    with torch.no_grad():
        read = digit_network(images[TRAINING:]).argmax(dim=1)
    return float((read == labels[TRAINING:]).float().mean())
