r"""How unusual a case's evidence is, among cases of known origin.

The log-evidence ``log p(e)`` of a network falls with every finding, so a plain comparison would
call long cases unusual. Here a case is compared with reference cases of about as many findings,
after the straight-line trend over the number of findings is taken off; its score is the share of
them that are at most as probable, a conformal p-value [1]. It is near even for cases like the
reference and near 0 for others.

References:
    [1] S. Bates et al., "Testing for outliers with conformal p-values", Annals of Statistics 2023.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float, Float64, Int, Int64

NEIGHBOURS = 200
"""Reference cases, nearest in the number of findings, that a case is compared with at least."""

_MOST = 5_000


@dataclass(frozen=True, slots=True)
class EvidenceReference:
    """Log-evidence of reference cases; :func:`fit_reference` makes one.

    Attributes:
        findings: Number of findings of each reference case, rising.
        residual: Its log-evidence less the trend, in nats.
        slope: The trend: nats for each finding.
    """

    findings: Int64[np.ndarray, " case"]
    residual: Float64[np.ndarray, " case"]
    slope: float

    def p_values(
        self,
        log_evidence: Float[np.ndarray, " batch"],
        findings: Int[np.ndarray, " batch"],
    ) -> Float64[np.ndarray, " batch"]:
        """Return how usual each case's evidence is, from near 0 (an outlier) to 1.

        Args:
            log_evidence: Log-probability of each case's evidence, in nats; -inf where no world
                agrees with it.
            findings: How many findings it has.
        """
        found = np.empty(len(log_evidence))
        residual = log_evidence.astype(np.float64) - self.slope * findings
        for count in np.unique(findings):
            near = np.sort(self._near(int(count)))
            here = findings == count
            below = np.searchsorted(near, residual[here], side="right")
            found[here] = (1.0 + below) / (1.0 + len(near))
        return found

    def _near(self, count: int) -> Float64[np.ndarray, " case"]:
        """Residuals of the reference cases at most as far off as the last needed one."""
        distance = np.abs(self.findings - count)
        needed = min(NEIGHBOURS, len(distance))
        radius = np.partition(distance, needed - 1)[needed - 1]
        return np.asarray(self.residual[distance <= radius])

    def arrays(self) -> dict[str, np.ndarray]:
        """Return the fitted numbers by name, to save."""
        slope = np.array([self.slope])
        return {"findings": self.findings, "residual": self.residual, "slope": slope}

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, np.ndarray]) -> "EvidenceReference":
        """Return the reference that :meth:`arrays` came from."""
        return cls(
            np.asarray(arrays["findings"], np.int64),
            np.asarray(arrays["residual"], np.float64),
            float(arrays["slope"][0]),
        )


def fit_reference(
    log_evidence: Float[np.ndarray, " case"], findings: Int[np.ndarray, " case"]
) -> EvidenceReference:
    """Fit the reference on cases that the network was not fitted to, hidden as in use.

    Args:
        log_evidence: Log-probability of each case's evidence, in nats; impossible cases (-inf)
            count as cases, and not for the trend.
        findings: How many findings it has.

    Raises:
        ValueError: If no case has a finite log-evidence.
    """
    finite = np.isfinite(log_evidence)
    if not finite.any():
        raise ValueError("no reference case is possible under the network; give cases of its kind")
    order = np.argsort(findings, kind="stable")
    order = order[np.linspace(0, len(order) - 1, min(len(order), _MOST)).astype(np.int64)]
    x = findings[finite].astype(np.float64) - findings[finite].mean()
    spread = float(x @ x)
    slope = float(x @ log_evidence[finite]) / spread if spread > 0 else 0.0
    counts = findings[order].astype(np.int64)
    return EvidenceReference(counts, log_evidence[order] - slope * counts, slope)
