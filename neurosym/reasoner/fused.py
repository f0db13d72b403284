"""What network, model and rules say of a batch of cases, and who can be asked for it."""

from dataclasses import dataclass
from typing import Protocol, runtime_checkable

import numpy as np
from jaxtyping import Bool, Float64, Int16


@dataclass(frozen=True, slots=True)
class Fused:
    """What network, model and rules say of a batch of cases, before calibration.

    Attributes:
        probabilities: Of the target's states; 0 where no world is left.
        network: The network's own posterior of the target.
        belief: The model's belief on the target.
        marginals: Fused posterior of every variable.
        log_evidence: The network's log-probability of the evidence, in nats.
        conflict: Where no world agrees with evidence and rules.
    """

    probabilities: Float64[np.ndarray, "batch state"]
    network: Float64[np.ndarray, "batch state"]
    belief: Float64[np.ndarray, "batch state"]
    marginals: tuple[Float64[np.ndarray, "batch _"], ...]
    log_evidence: Float64[np.ndarray, " batch"]
    conflict: Bool[np.ndarray, " batch"]


@runtime_checkable
class Answering(Protocol):
    """An engine that answers batches of cases: the one in torch, or the one in numpy."""

    def answer(
        self,
        codes: Int16[np.ndarray, "batch variable"],
        values: Float64[np.ndarray, "batch variable"],
    ) -> Fused:
        """Return the fused answer of every case.

        Args:
            codes: State of each variable, -1 where silent; the target must be silent.
            values: Numbers of the numeric variables; NaN where silent.
        """
        ...


def joined(parts: list[Fused]) -> Fused:
    """Return the answers of several batches as those of one."""
    if len(parts) == 1:
        return parts[0]
    marginals = zip(*(part.marginals for part in parts), strict=True)
    return Fused(
        np.concatenate([part.probabilities for part in parts]),
        np.concatenate([part.network for part in parts]),
        np.concatenate([part.belief for part in parts]),
        tuple(np.concatenate(columns) for columns in marginals),
        np.concatenate([part.log_evidence for part in parts]),
        np.concatenate([part.conflict for part in parts]),
    )
