from collections.abc import Sequence
from dataclasses import replace

import pytest
import torch
from torch import Tensor

from neurosym.nn.config import ExpertPath, ModelConfig, ModelSchema, TokenRole
from neurosym.nn.losses import mediator_loss, task_loss
from neurosym.nn.model import ModelOutput, SteeredModel
from neurosym.nn.steering import Steering

SCHEMA = ModelSchema(
    (3, 2, 4, 2, 2),
    (0,),
    steps=((2, 3), (), (1,)),
    numeric=(4,),
    parents=((), (0,), (1,), (1,), (2, 3)),
    rule_scopes=((2, 3), (4,)),
)
CONFIG = ModelConfig(width=16, heads=2, expert_width=8, shared_width=8)
VARIANTS = [
    CONFIG,
    replace(CONFIG, facts_read=True, shared_steps=False),
    replace(CONFIG, dense=True),
    replace(CONFIG, read_tokens=1),
    replace(CONFIG, additive=False, shared_width=0, read_tokens=2, facts_read=True),
]


def model(
    config: ModelConfig = CONFIG, schema: ModelSchema = SCHEMA, seed: int = 0
) -> SteeredModel:
    made = SteeredModel(config, schema, torch.Generator().manual_seed(seed))
    generator = torch.Generator().manual_seed(seed + 1)
    for parameter in made.parameters():  # wake what starts silent
        parameter.data += 0.1 * torch.randn(parameter.shape, generator=generator)
    return made


def cases(count: int = 6, hidden: float = 0.5, seed: int = 3) -> tuple[Tensor, Tensor]:
    generator = torch.Generator().manual_seed(seed)
    columns = [torch.randint(card, (count,), generator=generator) for card in SCHEMA.cards]
    codes = torch.stack(columns, 1)
    codes[torch.rand(codes.shape, generator=generator) < hidden] = -1
    codes[:, 0] = -1
    values = torch.full(codes.shape, torch.nan)
    values[:, 4] = torch.where(codes[:, 4] >= 0, codes[:, 4] - 0.3, torch.nan)
    return codes, values


def steering(count: int = 6) -> Steering:
    generator = torch.Generator().manual_seed(9)
    causal = torch.rand((count, 5, 4), generator=generator)
    known = torch.arange(4) < torch.tensor(SCHEMA.cards).unsqueeze(1)
    causal = causal * known
    return Steering(
        torch.rand((count, 2), generator=generator), causal / causal.sum(-1, keepdim=True)
    )


def answer(made: SteeredModel, rows: Sequence[int] = range(6)) -> ModelOutput:
    codes, values = cases()
    chosen = list(rows)
    told = steering()
    assert told.rule_activation is not None
    assert told.causal is not None
    return made(  # type: ignore[no-any-return]
        made.encode(codes[chosen], values[chosen]),
        Steering(told.rule_activation[chosen], told.causal[chosen]),
    )


@pytest.mark.parametrize("config", VARIANTS)
def test_beliefs_are_distributions(config: ModelConfig) -> None:
    output = answer(model(config))
    assert [belief.shape for belief in output.log_belief] == [(6, 3)]
    torch.testing.assert_close(output.log_belief[0].exp().sum(-1), torch.ones(6))
    assert output.mediator_log_belief.shape == (6, 3, 4)
    mediators = output.mediator_log_belief.exp()
    torch.testing.assert_close(mediators.sum(-1), torch.ones(6, 3))
    assert not mediators[:, 1:, 2:].any()  # variables 3 and 1 have two states


@pytest.mark.parametrize("config", VARIANTS)
def test_padding_and_company_do_not_change_a_case(config: ModelConfig) -> None:
    made = model(config)
    together = answer(made)
    for row in range(6):
        alone = answer(made, [row])
        # other cases change only the order of float32 sums
        torch.testing.assert_close(
            alone.log_belief[0], together.log_belief[0][[row]], atol=1e-5, rtol=1e-5
        )


def test_expert_paths_agree_in_the_whole_model() -> None:
    grouped = answer(model(replace(CONFIG, expert_path=ExpertPath.GROUPED)))
    batched = answer(model(replace(CONFIG, expert_path=ExpertPath.BATCHED)))
    torch.testing.assert_close(grouped.log_belief, batched.log_belief, atol=1e-5, rtol=0)
    torch.testing.assert_close(
        grouped.mediator_log_belief, batched.mediator_log_belief, atol=1e-5, rtol=0
    )


def test_reading_everything_by_choice_equals_reading_everything() -> None:
    whole = answer(model(replace(CONFIG, facts_read=True)))
    chosen = model(replace(CONFIG, facts_read=True))
    for step in chosen.steps:
        # one token fewer than there are, but the always-read ones fill the rest
        step.gate.read_tokens = 5  # type: ignore[union-attr]
    output = answer(chosen)
    assert any(step.key is not None for step in output.record.steps)
    torch.testing.assert_close(output.log_belief, whole.log_belief, atol=1e-5, rtol=0)


def test_given_mediator_is_certain_and_asked_of_nobody() -> None:
    made = model()
    codes = torch.tensor([[-1, 1, 3, 0, -1]])
    output = made(made.encode(codes))
    assert output.mediator_log_belief[0].argmax(-1).tolist() == [3, 0, 1]
    assert output.mediator_log_belief[0].amax(-1).tolist() == [0.0, 0.0, 0.0]
    first = output.record.steps[0]
    assert not first.present[:, first.role == TokenRole.ASKED][:, 1:].any()


def test_case_without_facts_gets_a_finite_answer() -> None:
    made = model()
    output = made(made.encode(torch.full((2, 5), -1)))
    assert bool(output.log_belief[0].isfinite().all())
    torch.testing.assert_close(output.log_belief[0][0], output.log_belief[0][1])


def test_beliefs_on_mediators_reach_the_answer() -> None:
    made = model(replace(CONFIG, additive=False))
    codes = torch.full((1, 5), -1)
    before = made(made.encode(codes)).log_belief[0]
    made.head.bias.data[3] += 2.0  # the first state of variable 1, a mediator
    assert not torch.allclose(made(made.encode(codes)).log_belief[0], before)


def test_record_names_what_was_done() -> None:
    record = answer(model()).record
    assert [step.asked for step in record.steps] == [(2, 3), (1,), (0,)]
    last = record.steps[-1]
    assert last.reader.tolist() == [int((last.role == TokenRole.GIVEN).sum())]
    roles = last.role.tolist()
    assert roles[-3:] == [TokenRole.DERIVED] * 3
    assert last.variable[0, -3:].tolist() == [2, 3, 1]
    for step in record.steps:
        assert step.expert is not None
        assert step.gate is not None
        reading = step.present[:, step.reader]
        assert bool(((step.expert >= 0).all(-1) == reading).all())
        torch.testing.assert_close(step.gate.sum(-1), reading.float())
        assert not step.weight[~step.present.unsqueeze(1).expand_as(step.weight)].any()
        assert not step.weight.requires_grad


def test_dense_twin_has_no_experts_to_record() -> None:
    output = answer(model(replace(CONFIG, dense=True)))
    assert output.record.steps[0].expert is None
    assert float(output.balance_loss) == 1.0
    model(replace(CONFIG, dense=True)).update_balance(output.record)


@pytest.mark.parametrize("shared", [True, False])
def test_balance_moves_against_the_load(shared: bool) -> None:
    made = model(replace(CONFIG, shared_steps=shared))
    record = answer(made).record
    made.update_balance(record)
    for place, step in enumerate(made.steps):
        seen = record.steps if shared else record.steps[place : place + 1]
        chosen = torch.cat([s.expert.flatten() for s in seen if s.expert is not None])
        load = torch.bincount(chosen[chosen >= 0], minlength=8).float()
        expected = 1e-3 * (load.mean() - load).sign()
        torch.testing.assert_close(step.router.expert_bias, expected)  # type: ignore[union-attr]


def test_same_seed_same_model_and_same_answer() -> None:
    first, again, other = answer(model()), answer(model()), answer(model(seed=5))
    assert torch.equal(first.log_belief[0], again.log_belief[0])
    assert not torch.allclose(first.log_belief[0], other.log_belief[0])


def test_dropout_follows_its_generator() -> None:
    made = model(replace(CONFIG, dropout=0.5))
    tokens = made.encode(*cases())

    def noisy(seed: int) -> Tensor:
        noise = torch.Generator().manual_seed(seed)
        return made(tokens, noise=noise).log_belief[0]  # type: ignore[no-any-return]

    assert torch.equal(noisy(1), noisy(1))
    assert not torch.equal(noisy(1), noisy(2))
    assert torch.equal(made(tokens).log_belief[0], made(tokens).log_belief[0])


def test_state_dict_makes_the_same_model() -> None:
    made, other = model(), model(seed=5)
    made.scale.fit(cases()[1].double().numpy())
    made.update_balance(answer(made).record)
    other.load_state_dict(made.state_dict())
    assert torch.equal(answer(made).log_belief[0], answer(other).log_belief[0])
    pointers = [value.data_ptr() for value in made.state_dict().values()]
    assert len(set(pointers)) == len(pointers)  # safetensors refuses shared memory


def test_each_switch_of_steering_silences_its_part() -> None:
    off = replace(
        CONFIG,
        steer_router_by_rules=False,
        steer_router_by_causes=False,
        steer_attention_by_rules=False,
        steer_attention_by_causes=False,
    )
    made = model(off)
    codes, values = cases()
    silent = made(made.encode(codes, values)).log_belief[0]
    assert torch.equal(answer(made).log_belief[0], silent)
    steered = model()
    unsteered = steered(steered.encode(codes, values)).log_belief[0]
    assert not torch.equal(answer(steered).log_belief[0], unsteered)


@pytest.mark.parametrize("config", VARIANTS)
def test_every_parameter_learns(config: ModelConfig) -> None:
    made = model(config)
    output = answer(made)
    truth = torch.zeros((6, 3), dtype=torch.long)
    loss = task_loss(output.log_belief[0], truth[:, 0])
    (loss + mediator_loss(output.mediator_log_belief, truth)).backward()  # type: ignore[no-untyped-call]
    silent = [name for name, p in made.named_parameters() if p.grad is None or not p.grad.any()]
    assert silent == []
    assert all(bool(p.grad.isfinite().all()) for p in made.parameters() if p.grad is not None)


def test_several_predicted_variables_are_answered_together() -> None:
    schema = ModelSchema((3, 2, 4), (2, 0))
    made = model(CONFIG, schema)
    output = made(made.encode(torch.tensor([[-1, 1, -1], [-1, -1, -1]])))
    assert [belief.shape for belief in output.log_belief] == [(2, 4), (2, 3)]
    assert output.mediator_log_belief.shape == (2, 0, 4)


def test_it_learns_a_rule_of_two_facts() -> None:
    """Exclusive or of two of three facts: no sum of single facts can answer it."""
    schema = ModelSchema((2, 2, 2, 2), (0,))
    config = replace(CONFIG, width=32, heads=4)
    made = SteeredModel(config, schema, torch.Generator().manual_seed(0))
    codes = torch.cartesian_prod(*[torch.arange(2)] * 4)
    codes[:, 0] = -1
    label = codes[:, 1] ^ codes[:, 2]
    optimiser = torch.optim.AdamW(made.parameters(), 1e-2)
    for _ in range(60):
        loss = task_loss(made(made.encode(codes)).log_belief[0], label)
        optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        optimiser.step()
    assert loss.item() < 0.05


@pytest.mark.parametrize("read_tokens", [2, 64])
def test_it_learns_what_to_read(read_tokens: int) -> None:
    """The answer is the state of the one variable of twelve that tells it."""
    schema = ModelSchema((4,) * 13, (0,))
    config = replace(CONFIG, width=32, heads=4, read_tokens=read_tokens, additive=False)
    made = SteeredModel(config, schema, torch.Generator().manual_seed(0))
    generator = torch.Generator().manual_seed(1)
    optimiser = torch.optim.AdamW(made.parameters(), 4e-3)
    for _ in range(120):
        codes = torch.randint(4, (64, 13), generator=generator)
        codes[:, 0] = -1
        belief = made(made.encode(codes), noise=generator).log_belief[0]
        optimiser.zero_grad()
        task_loss(belief, codes[:, 7]).backward()  # type: ignore[no-untyped-call]
        optimiser.step()
    codes = torch.randint(4, (200, 13), generator=generator)
    codes[:, 0] = -1
    output = made(made.encode(codes))
    assert float((output.log_belief[0].argmax(-1) == codes[:, 7]).float().mean()) > 0.95
    step = output.record.steps[0]
    if step.key is not None:
        # two of the twelve facts are read, the telling one among them unless its absence tells
        assert step.key.shape[-1] == 3
        read = step.variable.gather(1, step.key[:, 0]) == 7
        assert float(read.any(-1).float().mean()) > 0.7
