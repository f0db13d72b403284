"""Training on scikit-learn's handwritten digits, which are real images."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from jaxtyping import Float, Int64
from sklearn.datasets import load_digits
from torch import Tensor, nn

from neurosym.errors import InconsistentEvidenceError
from neurosym.logic.neural.program import Network, NeuralProgram, NeuralQuery, Output
from neurosym.logic.neural.training import Schedule, train
from neurosym.logic.program import Program

PROGRAMS = Path(__file__).parents[2] / "programs" / "neural"
TEST = 1500
"""Images from here on are for testing."""

Images = Float[Tensor, "case ..."]
Labels = Int64[np.ndarray, " case"]


def digits() -> tuple[Images, Labels]:
    data = load_digits()
    images = torch.tensor(data.images, dtype=torch.float32)[:, None] / 16.0
    return images, np.asarray(data.target, dtype=np.int64)


def classifier(labels: int, seed: int) -> nn.Sequential:
    with torch.random.fork_rng():
        torch.manual_seed(seed)
        return nn.Sequential(
            nn.Conv2d(1, 16, 3, padding=1),
            nn.ReLU(),
            nn.MaxPool2d(2),
            nn.Flatten(),
            nn.Linear(256, 64),
            nn.ReLU(),
            nn.Linear(64, labels),
        )


def accuracy(network: nn.Module, images: Images, labels: Labels) -> float:
    with torch.no_grad():
        guessed = network(images).argmax(dim=1).numpy()
    return float((guessed == labels).mean())


def fit(program: NeuralProgram, goals: Sequence[str | NeuralQuery], epochs: int) -> list[float]:
    batch = program.encode(goals)
    groups: list[dict[str, Any]] = [
        {"params": list(program.networks.parameters())},
        {"params": list(program.learnable.parameters()), "lr": 1e-2},
    ]
    optimizer = torch.optim.Adam(groups, lr=3e-3)
    generator = torch.Generator().manual_seed(0)
    history = train(program, batch, optimizer, Schedule(epochs), generator=generator)
    assert history.skipped == 0
    return list(history.losses)


def sums(labels: Labels, form: str = "addition", noise: float = 0.0, repeats: int = 1) -> list[str]:
    """Goals about pairs of training images, some with a sum at random."""
    rng = np.random.default_rng(0)
    pairs = np.concatenate([rng.permutation(TEST).reshape(-1, 2) for _ in range(repeats)])
    totals = labels[pairs].sum(axis=1)
    random = rng.random(len(pairs)) < noise
    totals[random] = rng.integers(0, 19, random.sum())
    rows = zip(pairs.tolist(), totals.tolist(), strict=True)
    return [f"{form}(tensor(train({a})),tensor(train({b})),{total})" for (a, b), total in rows]


def most_probable(program: NeuralProgram, goals: Sequence[str]) -> list[str]:
    """Return the last argument of every goal's most probable answer."""
    best = [max(found, key=lambda text: found[text]) for found in program.answers(goals)]
    return [text.rpartition(",")[2].rstrip(")") for text in best]


def test_a_digit_network_learns_from_sums_alone() -> None:
    images, labels = digits()
    network = Network(classifier(10, 1), Output.LOGITS)
    source = Program.load(PROGRAMS / "addition.pl")
    program = NeuralProgram(source, {"mnist_net": network}, {"train": images})
    losses = fit(program, sums(labels), 10)
    assert len(losses) == 10 * 24
    assert accuracy(network, images[TEST:], labels[TEST:]) > 0.88  # .93 here; labelled digits .95
    rows = range(TEST, TEST + 200, 2)
    goals = [f"addition(tensor(train({i})),tensor(train({i + 1})),Z)" for i in rows]
    right = [
        int(z) == labels[i] + labels[i + 1]
        for i, z in zip(rows, most_probable(program, goals), strict=True)
    ]
    assert np.mean(right) > 0.8


@pytest.mark.parametrize(
    ("name", "form", "length"),
    [
        ("addition", "multi_addition", 2),
        ("long_addition", "long_addition", 4),
    ],
)
def test_a_digit_network_learns_from_sums_of_longer_numbers(
    name: str, form: str, length: int
) -> None:
    images, labels = digits()
    network = Network(classifier(10, 1), Output.LOGITS)
    program = NeuralProgram(
        Program.load(PROGRAMS / f"{name}.pl"), {"mnist_net": network}, {"train": images}
    )
    rng = np.random.default_rng(0)
    count = TEST // (2 * length)
    drawn = np.concatenate([rng.permutation(TEST)[: count * 2 * length] for _ in range(2)])
    goals = []
    for numbers in drawn.reshape(-1, 2, length):
        total = int((labels[numbers] * 10 ** np.arange(length - 1, -1, -1)).sum())
        last_first = -1 if form == "long_addition" else 1
        lists = [",".join(f"tensor(train({i}))" for i in n[::last_first]) for n in numbers.tolist()]
        goals.append(f"{form}([{lists[0]}],[{lists[1]}],{total})")
    fit(program, goals, 10)
    assert accuracy(network, images[TEST:], labels[TEST:]) > 0.8


def test_the_share_of_noise_is_learned_with_the_network() -> None:
    images, labels = digits()
    network = Network(classifier(10, 1), Output.LOGITS)
    source = Program.load(PROGRAMS / "noisy_addition.pl")
    program = NeuralProgram(source, {"mnist_net": network}, {"train": images})
    fit(program, sums(labels, "addition_noisy", noise=0.25, repeats=2), 8)
    ((noisy,),) = program.probabilities().values()
    assert noisy == pytest.approx(0.25 * 18 / 19, abs=0.06)  # 1,500 draws, and it began at .1
    assert accuracy(network, images[TEST:], labels[TEST:]) > 0.85


class Part(nn.Module):
    """Looks at one of the two images that are one picture."""

    def __init__(self, part: int, seed: int) -> None:
        super().__init__()
        self.part = part
        self.network = classifier(2, seed)

    def forward(self, picture: Images) -> Float[Tensor, "case label"]:
        found: Tensor = self.network(picture[:, self.part])
        return found


def test_two_coins_are_told_apart_by_who_wins() -> None:
    images, labels = digits()
    coins = np.random.default_rng(0).choice(np.flatnonzero(labels < 2), (500, 2))
    pictures, sides = images[coins], labels[coins]
    networks = {f"net{part + 1}": Network(Part(part, part), Output.LOGITS) for part in (0, 1)}
    program = NeuralProgram(Program.load(PROGRAMS / "coins.pl"), networks, {"train": pictures})
    won = np.where(sides[:, 0] == sides[:, 1], "win", "loss")
    fit(program, [f"game(tensor(train({i})), {won[i]})" for i in range(400)], 4)
    goals = [f"game(tensor(train({i})), Outcome)" for i in range(400, 500)]
    assert np.mean(np.array(most_probable(program, goals)) == won[400:]) > 0.95


def urn_games(labels: Labels) -> tuple[list[str], list[str], Float[Tensor, "case feature"]]:
    """Things of 800 games, their results, and the balls' noisy colours."""
    rng = np.random.default_rng(0)
    tails = rng.random(800) > 0.7
    coins = [rng.choice(np.flatnonzero(labels == side)) for side in tails]
    colours = np.concatenate([rng.choice([0, 2], 800, p=[0.2, 0.8]), rng.choice(3, 800)])
    balls = torch.from_numpy(0.8 * np.eye(3)[colours] + rng.normal(0.1, 0.15, (1600, 3)))
    one, other = colours[:800], colours[800:]
    won = (~tails & ((one == 0) | (other == 0))) | (one == other)
    things = [
        f"[tensor(train({coin})),tensor(ball({i})),tensor(ball({800 + i}))]"
        for i, coin in enumerate(coins)
    ]
    return things, np.where(won, "win", "loss").tolist(), balls.float()


def test_coin_and_colours_are_learned_from_the_result_given_that_it_was_played() -> None:
    images, labels = digits()
    things, results, balls = urn_games(labels)
    with torch.random.fork_rng():
        torch.manual_seed(0)
        colours = nn.Sequential(nn.Linear(3, 16), nn.ReLU(), nn.Linear(16, 3))
    networks = {
        "coin_net": Network(classifier(2, 0), Output.LOGITS),
        "colour_net": Network(colours, Output.LOGITS),
    }
    source = Program.load(PROGRAMS / "urns.pl")
    program = NeuralProgram(source, networks, {"train": images, "ball": balls})
    goals = [
        NeuralQuery(f"game({thing}, {result})", (f"played({thing})",))
        for thing, result in zip(things, results, strict=True)
    ]
    fit(program, goals[:600], 12)
    guesses = most_probable(program, [f"game({thing}, R)" for thing in things[600:]])
    assert np.mean(np.array(guesses) == np.array(results[600:])) > 0.95


def operators() -> tuple[Images, Labels]:
    """Noisy pictures of + - * / of 8 by 8 pixels."""
    strokes = np.zeros((4, 8, 8))
    strokes[0, 3:5, 1:7] = strokes[0, 1:7, 3:5] = strokes[1, 3:5, 1:7] = 1.0
    diagonal = np.arange(1, 7)
    strokes[2, diagonal, diagonal] = 1.0
    strokes[2, diagonal, 7 - diagonal] = strokes[3, diagonal, 7 - diagonal] = 1.0
    rng = np.random.default_rng(0)
    labels = rng.integers(0, 4, 300)
    faint = strokes[labels] * rng.uniform(0.6, 1.0, (300, 1, 1))
    pictures = faint + rng.uniform(0.0, 0.3, (300, 8, 8))
    return torch.from_numpy(pictures).float()[:, None], labels


def formulas(labels: Labels, signs: Labels) -> list[str]:
    """Goals about formulas of one and of three symbols, and their values."""
    rng = np.random.default_rng(1)
    goals = [f"expression([tensor(train({i}))], {labels[i]})" for i in range(200)]
    while len(goals) < 1200:
        one, other, sign = rng.integers(0, TEST), rng.integers(0, TEST), rng.integers(0, 200)
        a, b = int(labels[one]), int(labels[other])
        if b or signs[sign] < 3:
            value = (a + b, a - b, a * b, a / (b or 1))[signs[sign]]
            images = f"tensor(train({one})),tensor(op({sign})),tensor(train({other}))"
            goals.append(f"expression([{images}], {value})")
    return goals


def test_digits_and_operators_are_learned_from_the_values_of_formulas() -> None:
    images, labels = digits()
    pictures, signs = operators()
    networks = {
        "number_net": Network(classifier(10, 0), Output.LOGITS),
        "operator_net": Network(classifier(4, 5), Output.LOGITS),
    }
    source = Program.load(PROGRAMS / "formulas.pl")
    program = NeuralProgram(source, networks, {"train": images, "op": pictures})
    fit(program, formulas(labels, signs), 4)
    assert accuracy(networks["number_net"], images[TEST:], labels[TEST:]) > 0.85
    assert accuracy(networks["operator_net"], pictures[200:], signs[200:]) > 0.95


# --- the loop ----------------------------------------------------------------------------------


def sick(images: Images) -> NeuralProgram:
    text = "nn(net, [X], Y, [no, yes]) :: sick(X, Y)."
    network = Network(nn.Sequential(nn.Flatten(), nn.Linear(64, 2)), Output.LOGITS)
    return NeuralProgram(Program.from_text(text), {"net": network}, {"case": images})


def test_a_run_is_repeated_exactly_and_reports_every_step() -> None:
    images, _ = digits()
    runs = []
    for _ in range(2):
        with torch.random.fork_rng():
            torch.manual_seed(0)
            program = sick(images)
        batch = program.encode([f"sick(tensor(case({i})), yes)" for i in range(10)])
        told: list[tuple[int, int]] = []
        history = train(
            program,
            batch,
            torch.optim.SGD(program.parameters(), lr=0.1),
            Schedule(epochs=2, batch=4),
            generator=torch.Generator().manual_seed(3),
            progress=lambda done, total, _, told=told: told.append((done, total)),  # type: ignore[misc]
        )
        assert told == [(step, 6) for step in range(1, 7)]
        runs.append(history.losses)
    assert runs[0] == runs[1]
    assert runs[0][-1] < runs[0][0]


def test_queries_that_no_world_proves_are_counted_and_left_out() -> None:
    images, _ = digits()
    program = sick(images)
    optimizer = torch.optim.SGD(program.parameters(), lr=0.1)
    generator = torch.Generator()
    batch = program.encode(["sick(tensor(case(0)), yes)", "sick(tensor(case(0)), maybe)"])
    assert train(program, batch, optimizer, generator=generator).skipped == 1
    only = batch.take(np.array([1]))
    with pytest.raises(InconsistentEvidenceError, match="no query can be learned from"):
        train(program, only, optimizer, generator=generator)
