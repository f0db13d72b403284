"""Hiding findings, so that training and calibration see cases as incomplete as use does."""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Bool, Float64, Int16


@dataclass(frozen=True, slots=True)
class Missingness:
    """How much of a case is hidden: each row draws its own share, then its findings by it.

    Attributes:
        lowest: Least share of findings that a row hides.
        highest: Greatest share.
    """

    lowest: float = 0.0
    highest: float = 0.9

    def __post_init__(self) -> None:
        if not 0.0 <= self.lowest <= self.highest <= 1.0:
            raise ValueError(
                f"missingness from {self.lowest} to {self.highest} is no range within 0 and 1"
            )


USUAL = Missingness()


def hide(
    codes: Int16[np.ndarray, "case variable"],
    predicted: tuple[int, ...],
    missingness: Missingness,
    generator: np.random.Generator,
) -> Int16[np.ndarray, "case variable"]:
    """Return the codes with findings hidden (-1), the predicted variables always.

    Args:
        codes: State of each variable, -1 where silent already.
        predicted: Variables that are asked for.
        missingness: How much to hide.
        generator: Source of the draw.
    """
    share = generator.uniform(missingness.lowest, missingness.highest, (len(codes), 1))
    hidden: Bool[np.ndarray, "case variable"] = generator.random(codes.shape) < share
    hidden[:, list(predicted)] = True
    return np.where(hidden, np.int16(-1), codes)


def values_of(
    values: Float64[np.ndarray, "case variable"], codes: Int16[np.ndarray, "case variable"]
) -> Float64[np.ndarray, "case variable"]:
    """Return the numbers with those of hidden variables hidden (NaN) too."""
    return np.where(codes < 0, np.nan, values)
