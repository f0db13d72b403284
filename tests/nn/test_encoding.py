import numpy as np
import torch

from neurosym.nn.config import ModelConfig, ModelSchema
from neurosym.nn.encoding import FactEncoder, TokenBatch, ValueScale, tokens_from_codes

SCHEMA = ModelSchema((2, 3, 4), (0,), numeric=(2,))


def encoder(config: ModelConfig | None = None) -> FactEncoder:
    return FactEncoder(config or ModelConfig(), SCHEMA, torch.Generator().manual_seed(0))


def test_missing_facts_are_no_tokens() -> None:
    tokens = tokens_from_codes(torch.tensor([[-1, 2, -1], [1, -1, 3], [-1, -1, -1]]))
    assert tokens.variable.tolist() == [[1, 0], [0, 2], [0, 0]]
    assert tokens.state.tolist() == [[2, -1], [1, 3], [-1, -1]]
    assert tokens.present.tolist() == [[True, False], [True, True], [False, False]]


def test_value_without_a_bin_is_a_token() -> None:
    values = torch.tensor([[torch.nan, torch.nan, 1.5]])
    tokens = tokens_from_codes(torch.tensor([[-1, 0, -1]]), values)
    assert tokens.variable.tolist() == [[1, 2]]
    assert tokens.state.tolist() == [[0, -1]]
    assert tokens.value.tolist() == [[0.0, 1.5]]


def test_no_cases_give_no_rows() -> None:
    tokens = tokens_from_codes(torch.zeros((0, 3), dtype=torch.long))
    assert tokens.variable.shape == (0, 1)


def test_values_are_measured_in_their_own_spread() -> None:
    scale = ValueScale(SCHEMA)
    nan = np.nan
    scale.fit(np.array([[nan, nan, 1.0], [nan, nan, 3.0], [nan, nan, nan], [nan, nan, 5.0]]))
    scaled = scale(torch.tensor([[torch.nan, torch.nan, 5.0], [0.0, 0.0, 1e9]]))
    # mean 3, spread sqrt(8/3); beyond four spreads a value counts as four
    assert abs(float(scaled[0, 2]) - 2.0 / (8 / 3) ** 0.5) < 1e-6
    assert float(scaled[1, 2]) == 4.0
    assert bool(scaled[0, 0].isnan())


def test_constant_column_is_left_in_its_unit() -> None:
    scale = ValueScale(SCHEMA)
    scale.fit(np.full((4, 3), 7.0))
    assert scale(torch.tensor([[7.0, 8.0, 6.0]])).tolist() == [[0.0, 1.0, -1.0]]


def test_embedding_is_the_sum_of_its_parts() -> None:
    codes = encoder()
    x = codes(tokens_from_codes(torch.tensor([[1, 2, -1]])))
    expected = codes.predicate[1] + codes.state[2 + 2] + codes.role[0]
    torch.testing.assert_close(x[0, 1], expected)


def test_value_embedding_is_piecewise_linear() -> None:
    codes = encoder()
    between = codes.knots[:-1] + 0.5 * (codes.knots[1:] - codes.knots[:-1])

    def embed(value: torch.Tensor) -> torch.Tensor:
        count = len(value)
        tokens = TokenBatch(
            variable=torch.full((1, count), 2),
            state=torch.full((1, count), -1),
            value=value.unsqueeze(0),
            present=torch.ones((1, count), dtype=torch.bool),
        )
        embedded: torch.Tensor = codes(tokens)
        return embedded[0]

    # at the middle of two knots, the mean of both ends: rounding of float32 only
    middle = (embed(codes.knots[:-1]) + embed(codes.knots[1:])) / 2
    torch.testing.assert_close(embed(between), middle, atol=1e-5, rtol=1e-5)
    far = embed(torch.tensor([3.0, 3.5, 4.0]))
    torch.testing.assert_close(far[2] - far[1], far[1] - far[0], atol=1e-5, rtol=1e-5)


def test_value_embedding_by_hand() -> None:
    codes = encoder()
    tokens = TokenBatch(
        torch.tensor([[2]]), torch.tensor([[-1]]), torch.zeros((1, 1)), torch.tensor([[True]])
    )
    # at the mean the four pieces below are at their end, the four above at their start
    below, above = codes.value[0, 1:5].sum(0), codes.value[0, 5:].sum(0)
    expected = codes.predicate[2] + codes.role[0] + 0.5 * below - 0.5 * above
    torch.testing.assert_close(codes(tokens)[0, 0], expected)


def test_derived_token_is_the_average_of_its_states() -> None:
    codes = encoder()
    sure = torch.tensor([[[-torch.inf, 0.0, -torch.inf, -torch.inf]]])
    derived = codes.derive((1,), sure)
    given = codes(tokens_from_codes(torch.tensor([[-1, 1, -1]])))
    torch.testing.assert_close(derived - codes.role[2], given - codes.role[0])
    half = torch.tensor([[[0.5, 0.5, 0.0, 0.0]]]).log()
    mean = codes.predicate[1] + codes.state[2:4].mean(0) + codes.role[2]
    torch.testing.assert_close(codes.derive((1,), half)[0, 0], mean)
