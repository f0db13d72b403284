import numpy as np
import pytest
from scipy import stats

from neurosym.confidence.outlier import EvidenceReference, fit_reference


def drawn(generator: np.random.Generator, cases: int) -> tuple[np.ndarray, np.ndarray]:
    """Each finding costs 0.7 nats and adds noise of its own."""
    findings = generator.integers(0, 20, cases)
    noise = generator.normal(size=cases) * (0.2 + np.sqrt(findings))
    return -0.7 * findings + noise, findings


def test_ranks_by_hand() -> None:
    reference = fit_reference(np.array([-1.0, -2.0, -3.0, -4.0]), np.array([2, 2, 2, 2]))
    assert reference.slope == 0.0
    found = reference.p_values(np.array([-0.5, -2.0, -3.5, -9.0]), np.array([2, 2, 2, 2]))
    assert found == pytest.approx([1.0, 4 / 5, 2 / 5, 1 / 5])


def test_the_trend_over_findings_is_taken_off() -> None:
    findings = np.arange(50)
    reference = fit_reference(-1.5 * findings - 2.0, findings)
    assert reference.slope == pytest.approx(-1.5)
    assert reference.residual == pytest.approx(np.full(50, -2.0))


def test_cases_of_the_same_kind_are_even_whatever_their_length() -> None:
    generator = np.random.default_rng(0)
    reference = fit_reference(*drawn(generator, 5000))
    log_evidence, findings = drawn(generator, 3000)
    found = reference.p_values(log_evidence, findings)
    for group in (findings < 5, (findings >= 5) & (findings < 12), findings >= 12):
        low = int((found[group] <= 0.1).sum())
        law = stats.binom(int(group.sum()), 0.1)
        assert law.ppf(1e-4) <= low <= law.ppf(1 - 1e-4)


def test_strange_cases_stand_out() -> None:
    generator = np.random.default_rng(1)
    reference = fit_reference(*drawn(generator, 2000))
    log_evidence, findings = drawn(generator, 500)
    usual = reference.p_values(log_evidence, findings)
    strange = reference.p_values(log_evidence - 8.0, findings)
    assert np.all(strange <= usual)
    assert np.median(strange) < 0.03


def test_impossible_evidence_is_the_most_unusual() -> None:
    generator = np.random.default_rng(2)
    log_evidence, findings = drawn(generator, 300)
    log_evidence[0] = -np.inf
    reference = fit_reference(log_evidence, findings)
    impossible, worst = reference.p_values(np.array([-np.inf, -1e6]), np.array([3, 3]))
    assert np.isfinite(reference.slope)
    assert 0 < worst <= impossible < 0.02


def test_a_longer_case_than_any_is_compared_with_the_longest() -> None:
    reference = fit_reference(*drawn(np.random.default_rng(3), 400))
    assert 0.2 < reference.p_values(np.array([-0.7 * 25]), np.array([25]))[0] < 0.8


def test_saved_numbers_make_the_same_reference() -> None:
    generator = np.random.default_rng(4)
    log_evidence, findings = drawn(generator, 6000)
    reference = fit_reference(log_evidence, findings)
    again = EvidenceReference.from_arrays(reference.arrays())
    assert len(reference.findings) == 5000
    assert np.array_equal(
        again.p_values(log_evidence, findings), reference.p_values(log_evidence, findings)
    )


def test_a_reference_needs_a_possible_case() -> None:
    with pytest.raises(ValueError, match="no reference case is possible under the network"):
        fit_reference(np.array([-np.inf]), np.array([1]))
