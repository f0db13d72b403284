import pytest

from benchmarks.columns import (
    FULL,
    FUSED,
    MOE_ALONE,
    NETWORK,
    NO_HARD_RULES,
    RULES,
    STEERED,
)
from benchmarks.tables import changes, markdown, spread, summarise, verdicts

COLUMNS = (MOE_ALONE, STEERED, NETWORK, RULES, FUSED, FULL, NO_HARD_RULES)
SHARES = {"fusion_weight": 0.0, "evidence_breaks_rules": 0.0, "truth_excluded": 0.25, "cases": 4.0}


def run(log_loss: dict[str, float]) -> dict[str, dict[str, float]]:
    figures = {
        column: {
            "accuracy": 0.5,
            "log_loss": log_loss.get(column, 1.0),
            "ece": 0.1,
            "breaks_rules": 0.0,
        }
        for column in COLUMNS
    }
    return {**figures, "shares": SHARES}


def test_spread_is_the_deviation_of_a_sample() -> None:
    found = spread([1.0, 3.0])
    assert found["mean"] == pytest.approx(2.0)
    assert found["sd"] == pytest.approx(2**0.5)
    assert spread([1.0]) == {"mean": 1.0, "sd": 0.0}


def test_changes_are_paired_within_a_run() -> None:
    runs = [run({RULES: 1.0, FUSED: 0.9}), run({RULES: 2.0, FUSED: 1.9})]
    change = changes(runs)["adding the MoE"]["log_loss"]
    assert change["mean"] == pytest.approx(-0.1)
    assert change["sd"] == pytest.approx(0.0, abs=1e-12)


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ((1.0, 1.0), (1.0, 1.0), "adds nothing to network and rules: the answers are the same"),
        ((1.0, 1.0), (0.9, 1.1), "adds nothing to network and rules that 2 runs can tell"),
        ((1.0, 1.0), (0.9, 0.91), "improves on network and rules"),
        ((1.0, 1.0), (1.1, 1.11), "harms network and rules"),
    ],
)
def test_verdict_says_in_words_whether_the_model_adds_anything(
    before: tuple[float, float], after: tuple[float, float], said: str
) -> None:
    runs = [run({RULES: b, FUSED: a}) for b, a in zip(before, after, strict=True)]
    (sentence,) = (s for s in verdicts(runs) if s.startswith("Adding the MoE"))
    assert said in sentence


def test_one_run_proves_no_gain() -> None:
    (sentence,) = (s for s in verdicts([run({FUSED: 0.1})]) if s.startswith("Adding the MoE"))
    assert "adds nothing to network and rules that 1 runs can tell" in sentence


def test_markdown_has_a_row_a_column_and_the_shares_below() -> None:
    text = markdown("Title", summarise([run({}), run({})]), ["A word."])
    assert text.splitlines()[0] == "### Title"
    for column in COLUMNS:
        assert f"| {column} | 0.500 ± 0.000 | 1.000 ± 0.000 | 0.100 ± 0.000 | 0.00 % |" in text
    assert "in 25.00% a hard rule excludes the true outcome" in text
    assert text.rstrip().endswith("- A word.")
