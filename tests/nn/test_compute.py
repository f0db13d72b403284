from dataclasses import replace

import torch
from torch.utils.flop_counter import FlopCounterMode

from neurosym.nn.compute import ComputeCount, count_compute
from neurosym.nn.config import ExpertPath, ModelConfig, ModelSchema
from neurosym.nn.model import SteeredModel

SCHEMA = ModelSchema((3, 2, 4), (0,), steps=((1,),))
CONFIG = ModelConfig(width=8, heads=2, gate_width=4, expert_width=6, shared_width=5)


def made(config: ModelConfig) -> SteeredModel:
    return SteeredModel(config, SCHEMA, torch.Generator().manual_seed(0))


def counted(config: ModelConfig, codes: torch.Tensor) -> ComputeCount:
    model = made(config)
    return count_compute(config, SCHEMA, model(model.encode(codes)).record)


def test_count_by_hand() -> None:
    # one case with one fact, of variable 2; variable 1 is asked in the first step
    count = counted(CONFIG, torch.tensor([[-1, -1, 2]]))
    # step 1: one reader among 3 tokens; step 2: one reader among 3 tokens
    assert count == ComputeCount(
        selection=2 * (4 * 8 * (1 + 3) + 4 * 3),
        projection=2 * (2 * 8 * 8 * (1 + 3)),
        attention=2 * (2 * 8 * 3),
        routing=2 * (8 * (4 + 8)),
        experts=2 * (2 * 2 * 8 * 6),
        shared=2 * (2 * 8 * 5),
        heads=2 * 8 * 2 + 2 * 8 * 3 + 8 * 8,
    )
    parts = (count.selection, count.projection, count.attention, count.routing)
    assert count.total == sum(parts) + count.experts + count.shared + count.heads


def test_padding_is_not_counted() -> None:
    one, other = torch.tensor([[-1, -1, 2]]), torch.tensor([[-1, 1, 2]])
    together = counted(CONFIG, torch.cat([one, other]))
    assert together == counted(CONFIG, one) + counted(CONFIG, other)


def test_selection_saves_attention() -> None:
    schema = ModelSchema((2,) * 41, (0,))
    codes = torch.zeros((1, 41), dtype=torch.long)
    codes[0, 0] = -1
    counts = []
    for read_tokens in (64, 8):
        config = replace(CONFIG, read_tokens=read_tokens)
        model = SteeredModel(config, schema, torch.Generator().manual_seed(0))
        counts.append(count_compute(config, schema, model(model.encode(codes)).record))
    assert counts[0].attention == 2 * 8 * 41
    assert counts[1].attention == 2 * 8 * (8 + 1)  # eight chosen, and the question itself
    assert counts[0].selection == counts[1].selection


def test_count_agrees_with_torch_where_torch_counts() -> None:
    """Torch sees no grouped products, and pads beliefs to the widest variable."""
    schema = ModelSchema((3, 3, 3), (0,), steps=((1,),))
    codes = torch.tensor([[-1, -1, 2], [-1, -1, 0]])
    for dense in (False, True):
        config = replace(CONFIG, dense=dense, expert_path=ExpertPath.BATCHED)
        model = SteeredModel(config, schema, torch.Generator().manual_seed(0))
        tokens = model.encode(codes)
        with FlopCounterMode(display=False) as counter:
            record = model(tokens).record
        count = count_compute(config, schema, record)
        # the batched path runs all 8 experts for the 2 chosen; the mean of states is 3 x 8
        ours = count.total + 3 * count.experts + 2 * 3 * 8
        assert counter.get_total_flops() == 2 * ours
