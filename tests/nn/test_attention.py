import pytest
import torch
from torch import Tensor

from neurosym.nn.attention import SelectedAttention
from neurosym.nn.config import ModelConfig
from neurosym.nn.selection import Selection, SelectionGate

CONFIG = ModelConfig(width=8, heads=2)


def attention() -> SelectedAttention:
    layer = SelectedAttention(CONFIG, torch.Generator().manual_seed(0)).double()
    layer.sink.data.copy_(torch.tensor([0.3, -0.7]))
    return layer


def drawn(*shape: int, seed: int = 1) -> Tensor:
    generator = torch.Generator().manual_seed(seed)
    return torch.randn(shape, generator=generator, dtype=torch.float64)


def by_the_book(layer: SelectedAttention, readers: Tensor, tokens: Tensor, bias: Tensor) -> Tensor:
    """Dense attention of one case, head by head, key by key."""
    query, heads = layer.query(readers), []
    key, value = layer.key_value(tokens).chunk(2, -1)
    for head in range(2):
        part = slice(4 * head, 4 * head + 4)
        logit = query[:, part] @ key[:, part].T / 2.0 + bias
        weight = logit.exp()
        total = weight.sum(1, keepdim=True) + layer.sink[head].exp()
        heads.append(weight / total @ value[:, part])
    return layer.out(torch.cat(heads, -1))  # type: ignore[no-any-return]


def test_dense_attention_is_by_the_book() -> None:
    layer, readers, tokens, bias = attention(), drawn(3, 8), drawn(5, 8, seed=2), drawn(3, 5)
    read, weight = layer(readers[None], tokens[None], Selection(None, bias[None]))
    torch.testing.assert_close(read[0], by_the_book(layer, readers, tokens, bias))
    assert bool((weight.sum(-1) < 1.0).all())  # the sink has the rest


def test_everything_selected_equals_dense() -> None:
    layer, readers, tokens, bias = attention(), drawn(2, 3, 8), drawn(2, 6, 8), drawn(2, 3, 6)
    dense = layer(readers, tokens, Selection(None, bias))
    every = torch.arange(6).expand(2, 3, 6)
    selected = layer(readers, tokens, Selection(every, bias))
    torch.testing.assert_close(selected, dense, atol=1e-12, rtol=0)


@pytest.mark.parametrize("read_tokens", [1, 2, 4])
def test_selected_equals_dense_with_the_others_masked(read_tokens: int) -> None:
    layer, readers, tokens, score = attention(), drawn(2, 3, 8), drawn(2, 6, 8), drawn(2, 3, 6)
    config = ModelConfig(width=8, heads=2, read_tokens=read_tokens)
    gate = SelectionGate(config, torch.Generator().manual_seed(0))
    present = torch.ones((2, 6), dtype=torch.bool)
    selection = gate.select(score, present, torch.zeros((2, 3, 6), dtype=torch.bool))
    assert selection.key is not None
    masked = torch.full_like(score, -torch.inf).scatter(-1, selection.key, selection.bias)
    read, weight = layer(readers, tokens, selection)
    assert weight.shape == (2, 3, read_tokens)
    torch.testing.assert_close(read, layer(readers, tokens, Selection(None, masked))[0])


@pytest.mark.parametrize("gathered", [False, True])
def test_reader_with_nothing_to_read_is_finite(gathered: bool) -> None:
    layer = attention()
    readers, tokens = drawn(1, 2, 8).requires_grad_(), drawn(1, 3, 8).requires_grad_()
    bias = torch.full((1, 2, 3), -torch.inf, dtype=torch.float64)
    key = torch.arange(3).expand(1, 2, 3) if gathered else None
    read, weight = layer(readers, tokens, Selection(key, bias))
    assert not read.any()
    assert not weight.any()
    read.sum().backward()
    assert readers.grad is not None
    assert bool(readers.grad.isfinite().all())
    assert all(bool(p.grad.isfinite().all()) for p in layer.parameters() if p.grad is not None)


def test_order_of_the_tokens_does_not_matter() -> None:
    layer, readers, tokens, bias = attention(), drawn(1, 3, 8), drawn(1, 6, 8), drawn(1, 3, 6)
    turned = torch.randperm(6, generator=torch.Generator().manual_seed(0))
    read = layer(readers, tokens, Selection(None, bias))[0]
    again = layer(readers, tokens[:, turned], Selection(None, bias[..., turned]))[0]
    torch.testing.assert_close(read, again)


@pytest.mark.parametrize("gathered", [False, True])
def test_gradients(gathered: bool) -> None:
    layer = attention()
    key = torch.tensor([[[0, 2], [1, 2]]]) if gathered else None
    bias = drawn(1, 2, 2 if gathered else 3).requires_grad_()

    def read(readers: Tensor, tokens: Tensor, bias: Tensor) -> Tensor:
        return layer(readers, tokens, Selection(key, bias))[0]  # type: ignore[no-any-return]

    inputs = (drawn(1, 2, 8).requires_grad_(), drawn(1, 3, 8).requires_grad_(), bias)
    assert torch.autograd.gradcheck(read, inputs)
