import torch

from neurosym.nn.config import ModelConfig
from neurosym.nn.selection import SelectionGate


def gate(read_tokens: int) -> SelectionGate:
    config = ModelConfig(read_tokens=read_tokens)
    return SelectionGate(config, torch.Generator().manual_seed(0))


def test_best_and_always_read_tokens_are_kept() -> None:
    score = torch.tensor([[[0.1, 5.0, -2.0, 3.0, 4.0]]])
    present = torch.tensor([[True, True, True, True, False]])
    always = torch.tensor([[[False, False, True, False, False]]])
    selection = gate(1).select(score, present, always)
    assert selection.key is not None
    assert selection.key.tolist() == [[[2, 1]]]
    assert selection.bias.tolist() == [[[-2.0, 5.0]]]


def test_places_without_a_token_are_masked() -> None:
    present = torch.tensor([[True, False, False]])
    selection = gate(2).select(
        torch.zeros((1, 1, 3)), present, torch.zeros((1, 1, 3), dtype=torch.bool)
    )
    assert selection.key is not None
    read = selection.bias[0, 0] == 0.0
    assert selection.key[0, 0][read].tolist() == [0]
    assert int(selection.bias[0, 0].isneginf().sum()) == 1


def test_few_tokens_are_read_whole() -> None:
    assert gate(5).reads_all(5)
    assert not gate(5).reads_all(6)
    selection = gate(5).everything(torch.ones((1, 2, 2)), torch.tensor([[True, False]]))
    assert selection.key is None
    assert selection.bias.tolist() == [[[1.0, -torch.inf]] * 2]


def test_always_read_tokens_never_push_out_the_best() -> None:
    generator = torch.Generator().manual_seed(3)
    score = torch.randn((4, 3, 20), generator=generator)
    always = torch.rand((4, 3, 20), generator=generator) < 0.3
    present = torch.rand((4, 20), generator=generator) < 0.8
    selection = gate(4).select(score, present, always)
    assert selection.key is not None
    for row in range(4):
        for reader in range(3):
            kept = set(selection.key[row, reader].tolist())
            must = always[row, reader] & present[row]
            assert set(must.nonzero().flatten().tolist()) <= kept
            free = score[row, reader].masked_fill(~present[row] | must, -torch.inf)
            assert set(free.topk(4).indices.tolist()) <= kept


def test_tokens_are_drawn_in_training_as_their_scores_say() -> None:
    # a softmax of scores 2 and 0 gives .881; four standard errors of 4,000 draws are .021
    score = torch.tensor([2.0, 0.0]).repeat(4000, 1, 1)
    present = torch.ones((4000, 2), dtype=torch.bool)
    always = torch.zeros((4000, 1, 2), dtype=torch.bool)
    key = gate(1).select(score, present, always, torch.Generator().manual_seed(0)).key
    assert key is not None
    assert abs(float((key == 0).float().mean()) - 0.8808) < 0.021


def test_tokens_that_are_absent_are_never_drawn() -> None:
    present = torch.tensor([[False, True, False]]).repeat(200, 1)
    selection = gate(1).select(
        torch.zeros((200, 1, 3)),
        present,
        torch.zeros((200, 1, 3), dtype=torch.bool),
        torch.Generator().manual_seed(0),
    )
    assert selection.key is not None
    assert bool((selection.key == 1).all())
