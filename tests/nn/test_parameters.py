import torch
from torch import nn

from neurosym.nn.parameters import decay_groups, drop, linear, table


def test_global_random_state_is_neither_read_nor_moved() -> None:
    before = torch.get_rng_state()
    first = linear(8, 4, torch.Generator().manual_seed(1)).weight
    torch.manual_seed(99)
    moved = torch.get_rng_state()
    again = linear(8, 4, torch.Generator().manual_seed(1)).weight
    assert torch.equal(first, again)
    assert torch.equal(moved, torch.get_rng_state())
    torch.set_rng_state(before)


def test_scales_are_as_promised() -> None:
    generator = torch.Generator().manual_seed(0)
    assert abs(linear(400, 300, generator).weight.std().item() - 0.05) < 0.001
    assert abs(table(2000, 64, generator).norm(dim=1).mean().item() - 1.0) < 0.01
    assert not linear(4, 4, generator, scale=0.0, bias=True).weight.any()


def test_dropping_keeps_the_mean_and_is_off_without_noise() -> None:
    x = torch.ones(100_000)
    dropped = drop(x, 0.25, torch.Generator().manual_seed(0))
    assert set(dropped.tolist()) == {0.0, float(torch.tensor(1.0) / 0.75)}
    # mean of 100,000 draws of standard deviation .58: four standard errors
    assert abs(float(dropped.mean()) - 1.0) < 0.0075
    assert drop(x, 0.25, None) is x


def test_norms_and_biases_do_not_decay() -> None:
    module = nn.Sequential(nn.Linear(2, 3), nn.LayerNorm(3))
    decayed, others = decay_groups(module, 2.0)
    assert decayed == {"params": [module[0].weight], "weight_decay": 2.0}
    assert others == {
        "params": [module[0].bias, module[1].weight, module[1].bias],
        "weight_decay": 0.0,
    }
