"""What networks return, checked before it is taken for probabilities."""

import pytest
import torch
from torch import Tensor, nn

from neurosym.errors import DataError
from neurosym.logic.neural.networks import Network, Output

BAD = float("inf"), float("nan")


class Says(nn.Module):
    """Returns what it was made with."""

    def __init__(self, found: Tensor) -> None:
        super().__init__()
        self.found = found

    def forward(self, given: Tensor) -> Tensor:
        return self.found


def asked(rows: list[list[float]], output: Output, labels: int) -> Tensor:
    given = torch.zeros(len(rows), 1)
    found: Tensor = Network(Says(torch.tensor(rows)), output).log_outputs("net", (given,), labels)
    return found


def test_log_probabilities_that_do_not_sum_to_one_are_refused() -> None:
    with pytest.raises(DataError, match="log-probabilities, but a row sums to one only within 1;"):
        asked([[0.0, 0.0]], Output.LOG_PROBABILITIES, 2)
    found = asked([[0.0, -float("inf")]], Output.LOG_PROBABILITIES, 2)
    assert found.exp().tolist() == [[1.0, 0.0]]


@pytest.mark.parametrize("bad", BAD)
@pytest.mark.parametrize("labels", [0, 2])
def test_scores_that_are_no_numbers_are_refused(bad: float, labels: int) -> None:
    rows = [[0.0, 0.0], [bad, 0.0]] if labels else [[0.0], [bad]]
    with pytest.raises(DataError, match="the network net returned for its input 1 what stands for"):
        asked(rows, Output.LOGITS, labels)


@pytest.mark.parametrize(
    ("output", "number"),
    [(Output.PROBABILITIES, 1.5), (Output.PROBABILITIES, -0.1), (Output.LOG_PROBABILITIES, 0.1)],
)
def test_a_single_probability_out_of_range_is_refused(output: Output, number: float) -> None:
    with pytest.raises(DataError, match="returned for its input 0 what stands for no probability"):
        asked([[number]], output, 0)
