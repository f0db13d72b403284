import dataclasses
import math
from collections.abc import Sequence

import numpy as np
import pytest
import torch

from neurosym.errors import NeurosymError
from neurosym.nn.config import ModelConfig, ModelSchema
from neurosym.nn.model import SteeredModel
from neurosym.steering.fusion import Fusion
from neurosym.steering.guide import Guide
from neurosym.steering.masking import Missingness
from neurosym.steering.rule_factors import RuleFactors
from neurosym.steering.switches import ALL_ON, MODEL_ALONE, Switches
from neurosym.steering.training import Trainer, TrainingCases, TrainingOptions

CARDS = (2, 2, 3)
SMALL = ModelConfig(width=16, heads=2, experts=4, groups=2, expert_width=16, shared_width=16)
WHOLE = Missingness(0.0, 0.0)
FUSION = Fusion(
    [(0,), (0, 1), (2,)],
    [np.array([0.5, 0.5]), np.array([[0.9, 0.1], [0.1, 0.9]]), np.array([0.2, 0.3, 0.5])],
    RuleFactors(CARDS),
)


def options(epochs: int = 30) -> TrainingOptions:
    return TrainingOptions(epochs=epochs, batch=64, learning_rate=1e-2, missingness=WHOLE)


def model() -> SteeredModel:
    schema = ModelSchema(CARDS, (0,), steps=((1,),))
    return SteeredModel(SMALL, schema, torch.Generator().manual_seed(0))


def cases(count: int = 256) -> TrainingCases:
    """Variable 1 tells variable 0; variable 2 tells nothing."""
    random = np.random.default_rng(1)
    truth = random.integers(2, size=count)
    noise = random.integers(3, size=count)
    codes = np.stack([truth, truth, noise], axis=1).astype(np.int16)
    return TrainingCases(codes, np.full(codes.shape, np.nan))


def beliefs(trained: SteeredModel, codes: list[list[int]]) -> np.ndarray:
    with torch.no_grad():
        tokens = trained.eval().encode(torch.tensor(codes), torch.full((len(codes), 3), math.nan))
        found: np.ndarray = trained(tokens, None).log_belief[0].exp().numpy()
    return found


def test_a_model_learns_what_its_cases_say() -> None:
    trained, losses = model(), []
    trainer = Trainer(trained, None, None, options(), MODEL_ALONE, 0)
    last = trainer.train(cases(), lambda done, total, loss: losses.append((done, total, loss)))
    assert [done for done, _, _ in losses] == list(range(1, 31))
    assert losses[0][1] == 30
    assert losses[-1][2] == last
    assert last < 0.2 * losses[0][2]
    found = beliefs(trained, [[-1, 0, 1], [-1, 1, 1]])
    assert found[0, 0] > 0.9
    assert found[1, 1] > 0.9


def test_training_depends_on_its_seed_alone() -> None:
    found = []
    for seed in (3, 3, 4):
        trained = model()
        hidden = dataclasses.replace(options(2), missingness=Missingness(0.2, 0.8))
        Trainer(trained, None, None, hidden, MODEL_ALONE, seed).train(cases())
        found.append(beliefs(trained, [[-1, 0, 1]]))
    np.testing.assert_array_equal(found[0], found[1])
    assert (found[0] != found[2]).any()


def test_a_heavier_class_is_believed_more() -> None:
    weight = torch.tensor([1.0, 9.0])
    both = np.array([[0, 0, 0], [1, 0, 0]] * 64, dtype=np.int16)
    silent = np.full(both.shape, np.nan)
    trained = model()
    Trainer(trained, None, None, options(), MODEL_ALONE, 0).train(
        TrainingCases(both, silent, weight)
    )
    assert beliefs(trained, [[-1, 0, 0]])[0, 1] == pytest.approx(0.9, abs=0.05)


def test_the_causal_posterior_draws_belief_where_cases_say_nothing() -> None:
    silent = TrainingCases(
        np.array([[-1, 0, 1], [-1, 1, 2]] * 64, dtype=np.int16), np.full((128, 3), np.nan)
    )
    trained = model()
    guide = Guide(FUSION, (0,), ALL_ON)
    Trainer(
        trained, guide, None, dataclasses.replace(options(40), causal_weight=5.0), ALL_ON, 0
    ).train(silent)
    found = beliefs(trained, [[-1, 0, 1], [-1, 1, 2]])
    np.testing.assert_allclose(found[:, 0], [0.9, 0.1], atol=0.05)


@pytest.mark.parametrize(
    ("switches", "guided", "called"),
    [
        (ALL_ON, True, True),
        (dataclasses.replace(ALL_ON, rule_penalty=False), True, False),
        (ALL_ON, False, False),
    ],
)
def test_the_penalty_is_asked_where_it_is_on_and_guided(
    switches: Switches, guided: bool, called: bool
) -> None:
    shapes = []

    def penalty(
        log_beliefs: Sequence[torch.Tensor], marginals: Sequence[torch.Tensor], values: np.ndarray
    ) -> torch.Tensor:
        shapes.append((log_beliefs[0].shape, len(marginals), values.shape))
        return -log_beliefs[0][:, 0]

    guide = Guide(FUSION, (0,), switches) if guided else None
    trained = model()
    Trainer(
        trained, guide, penalty, dataclasses.replace(options(), rule_weight=5.0), switches, 0
    ).train(cases(64))
    assert bool(shapes) is called
    if called:
        assert shapes[0] == ((64, 2), 3, (64, 3))
        # It outweighs the cases, which say state 1 here.
        assert beliefs(trained, [[-1, 1, 1]])[0, 0] > 0.5


def test_a_loss_that_is_not_finite_says_what_to_change() -> None:
    trainer = Trainer(
        model(),
        Guide(FUSION, (0,), ALL_ON),
        lambda log_beliefs, marginals, values: log_beliefs[0][:, 0] * math.inf,
        options(1),
        ALL_ON,
        0,
    )
    with pytest.raises(NeurosymError, match=r"diverged at step 0: .* lower the learning rate"):
        trainer.train(cases(64))
