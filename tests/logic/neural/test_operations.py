"""Operations on tensors: their names, and numbers beside tensors."""

import torch

from neurosym.logic.neural import operations, weighing


def test_planning_knows_every_operation() -> None:
    assert set(operations.OPERATIONS) == weighing.OPERATIONS


def test_a_number_a_row_fits_any_tensor() -> None:
    rows, numbers = torch.ones(2, 3, 4), torch.tensor([2.0, 5.0])
    assert operations.multiply(rows, numbers).sum(dim=(1, 2)).tolist() == [24.0, 60.0]
    assert operations.add(numbers, rows).sum(dim=(1, 2)).tolist() == [36.0, 72.0]
    assert operations.add(numbers, numbers).tolist() == [4.0, 10.0]
