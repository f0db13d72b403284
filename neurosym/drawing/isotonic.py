"""Nearest places that keep order and distance: isotonic regression by pooling adjacent violators.

References:
    [1] Barlow, Bartholomew, Bremner, Brunk (1972), Statistical inference under order restrictions.
"""

from collections.abc import Sequence


def spread(
    wished: Sequence[float], weights: Sequence[float], apart: Sequence[float]
) -> list[float]:
    """Places nearest to the wished ones (weighted squares) that stay in order and apart.

    Args:
        wished: Where each thing would like to be.
        weights: How much each thing's wish counts; positive.
        apart: The least distance of each thing to the next; one shorter than ``wished``.

    Returns:
        The places, each at least ``apart`` beyond the one before.

    Example:
        >>> spread([0.0, 0.0], [1.0, 1.0], [10.0])
        [-5.0, 5.0]
    """
    offsets = [0.0]
    for distance in apart:
        offsets.append(offsets[-1] + distance)
    offsets = offsets[: len(wished)]
    pools: list[tuple[float, float, int]] = []  # mean, weight, how many things stand in it
    for wish, weight, offset in zip(wished, weights, offsets, strict=True):
        mean, total, count = wish - offset, weight, 1
        while pools and pools[-1][0] > mean:
            other, load, many = pools.pop()
            mean = (mean * total + other * load) / (total + load)
            total, count = total + load, count + many
        pools.append((mean, total, count))
    means = [mean for mean, _, count in pools for _ in range(count)]
    return [mean + offset for mean, offset in zip(means, offsets, strict=True)]
