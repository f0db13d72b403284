"""Programs with networks: DeepProbLog's classics against ProbLog, gradients, limits, shapes.

The networks are tables of logits and the tensors numbers, so that ProbLog can be given the same
probabilities written out.
"""

import math
import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import torch
from jaxtyping import Float, Int64
from torch import Tensor, nn

from neurosym.errors import (
    DataError,
    InconsistentEvidenceError,
    RuleEvaluationError,
    SavedFileError,
    UnsupportedRuleError,
)
from neurosym.logic.neural.program import Network, NeuralProgram, NeuralQuery, Output
from neurosym.logic.program import Program

PROGRAMS = Path(__file__).parents[2] / "programs" / "neural"
CLAUSE = re.compile(r"nn\((\w+), \[X\], (\w+), \[([^\]]*)\]\) :: (.*)\.$", re.MULTILINE)
NUMBERS = {"t": torch.arange(8)}
GAMBLE = "nn(net, [X], Y, [no, yes]) :: sick(X, Y). "


class Lookup(nn.Module):
    """Returns a row of logits for every number, one learnable table in float64."""

    def __init__(self, labels: int, seed: int = 0) -> None:
        super().__init__()
        generator = torch.Generator().manual_seed(seed)
        values = torch.randn(8, labels, generator=generator, dtype=torch.float64)
        self.logits = nn.Parameter(values)
        self.asked: list[int] = []

    def forward(self, numbers: Int64[Tensor, " batch"]) -> Float[Tensor, "batch label"]:
        self.asked.append(len(numbers))
        return self.logits[numbers]

    def probabilities(self, number: int) -> list[float]:
        found: list[float] = torch.softmax(self.logits[number].detach(), 0).tolist()
        return found


def classic(name: str, **networks: Lookup) -> NeuralProgram:
    wrapped = {key: Network(table, Output.LOGITS) for key, table in networks.items()}
    return NeuralProgram(Program.load(PROGRAMS / f"{name}.pl"), wrapped, NUMBERS)


def written(source: str, **networks: Lookup) -> NeuralProgram:
    wrapped = {key: Network(table, Output.LOGITS) for key, table in networks.items()}
    return NeuralProgram(Program.from_text(source), wrapped, NUMBERS)


def found(program: NeuralProgram, *goals: str | NeuralQuery) -> list[float]:
    values: list[float] = program.log_probabilities(program.encode(goals))[0].exp().tolist()
    return values


# --- against ProbLog ---------------------------------------------------------------------------

CASES = {
    "addition": [
        "addition(tensor(t(0)), tensor(t(1)), 7)",
        "addition(tensor(t(2)), tensor(t(2)), 8)",
        "addition(tensor(t(2)), tensor(t(2)), 9)",
        "addition(tensor(t(0)), tensor(t(1)), 19)",
        "multi_addition([tensor(t(0))], [tensor(t(1))], 4)",
        "multi_addition([tensor(t(0)), tensor(t(1))], [tensor(t(3))], 44)",
        "number([tensor(t(4)), tensor(t(4))], 33)",
    ],
    "noisy_addition": [
        "addition_noisy(tensor(t(0)), tensor(t(1)), 7)",
        "addition_noisy(tensor(t(5)), tensor(t(1)), 0)",
        "addition(tensor(t(5)), tensor(t(1)), 3)",
    ],
    "coins": [
        "game(tensor(t(0)), win)",
        "game(tensor(t(3)), loss)",
        "all([coin(1,tensor(t(0)),heads), coin(2,tensor(t(0)),tails)])",
    ],
    "urns": [
        "game([tensor(t(0)),tensor(t(1)),tensor(t(2))], win)",
        "game([tensor(t(0)),tensor(t(1)),tensor(t(1))], loss)",
    ],
    "formulas": [
        "expression([tensor(t(0)),tensor(t(1)),tensor(t(2))], 3)",
        "expression([tensor(t(3)),tensor(t(1)),tensor(t(3))], 2.5)",
        "expression([tensor(t(4))], 8)",
    ],
}


def tables(text: str) -> dict[str, Lookup]:
    matches = enumerate(CLAUSE.finditer(text))
    return {match[1]: Lookup(len(match[3].split(",")), seed) for seed, match in matches}


def renamed(text: str, variable: str, term: str) -> str:
    return re.sub(rf"\b{variable}\b", lambda _: term, text)


def written_out(text: str, networks: dict[str, Lookup]) -> str:
    """Return the program with every neural clause as one disjunction for each tensor."""

    def clauses(match: re.Match[str]) -> str:
        labels, lines = match[3].split(", "), []
        for number in range(6):
            about = renamed(match[4], "X", f"tensor(t({number}))")
            heads = [renamed(about, match[2], label) for label in labels]
            chances = networks[match[1]].probabilities(number)
            parts = [f"{p!r}::{head}" for head, p in zip(heads, chances, strict=True)]
            lines.append("; ".join(parts) + ".\n")
        return "".join(lines)

    plain = re.sub(r"t\((0\.\d+)\) ::", r"\1 ::", CLAUSE.sub(clauses, text))
    return plain.replace("t(_) ::", "1/3 ::")


@pytest.mark.filterwarnings("ignore:The use of:UserWarning")  # problog 2.3, of formulas.pl
@pytest.mark.parametrize("name", sorted(CASES))
def test_classic_programs_agree_with_problog(name: str) -> None:
    problog = pytest.importorskip("problog")
    text = (PROGRAMS / f"{name}.pl").read_text(encoding="utf-8")
    networks = tables(text)
    program = classic(name, **networks)
    queries = "".join(f"query({goal}).\n" for goal in CASES[name])
    model = problog.program.PrologString(written_out(text, networks) + queries)
    expected = problog.get_evaluatable().create_from(model).evaluate()
    by_text = {str(term).replace(" ", ""): float(p) for term, p in expected.items()}
    wanted = [by_text.get(goal.replace(" ", ""), 0.0) for goal in CASES[name]]
    # ProbLog multiplies the same float64 numbers in another order; learned ones are in float32
    tolerance = 1e-6 if "t(" in CLAUSE.sub("", text).split(":-")[0] else 1e-9
    assert found(program, *CASES[name]) == pytest.approx(wanted, abs=tolerance)


def test_addition_by_hand() -> None:
    table = Lookup(10)
    first, second = table.probabilities(0), table.probabilities(1)
    program = classic("addition", mnist_net=table)
    (answers,) = program.answers(["addition(tensor(t(0)), tensor(t(1)), Z)"])
    assert len(answers) == 19
    for text, value in answers.items():
        total = int(text.split(",")[-1].rstrip(")"))
        sums = [first[a] * second[total - a] for a in range(10) if 0 <= total - a < 10]
        assert value == pytest.approx(sum(sums), abs=1e-12)  # ten products in float64


@pytest.mark.parametrize("digits", [3, 4])
def test_long_additions_by_hand(digits: int) -> None:
    table = Lookup(10)
    program = classic("long_addition", mnist_net=table)
    chances = [np.array(table.probabilities(number)) for number in range(8)]
    images = [f"tensor(t({number}))" for number in range(2 * digits)]
    numbers = []
    for part in (slice(digits), slice(digits, None)):
        one = np.ones(1)  # last digit first: each further one counts ten times as much
        for chance in chances[: 2 * digits][part]:
            one = np.outer(chance, one).reshape(-1)
        numbers.append(one)
    exact = np.convolve(numbers[0], numbers[1])
    totals = [0, 7, 10 ** (digits - 1) + 5, 10**digits, 2 * 10**digits - 2]
    first, second = ",".join(images[:digits]), ",".join(images[digits:])
    goals = [f"long_addition([{first}],[{second}],{total})" for total in totals]
    # a relative bound: the smallest probability is about 1e-9
    assert found(program, *goals) == pytest.approx(exact[totals].tolist(), rel=1e-10)


# --- shapes ------------------------------------------------------------------------------------


@pytest.mark.parametrize("digits", [1, 2])
def test_all_sums_and_all_tensors_share_one_circuit(digits: int) -> None:
    table = Lookup(10)
    program = classic("addition", mnist_net=table)
    numbers = [[f"tensor(t({i + j}))" for j in range(2 * digits)] for i in range(4)]
    batch = program.encode(
        [
            f"multi_addition([{','.join(n[:digits])}],[{','.join(n[digits:])}],{total})"
            for n in numbers
            for total in (3, 7)
        ]
    )
    assert batch.circuit.tolist() == [0] * 8
    program.loss(batch)
    assert table.asked == [3 + 2 * digits]  # every tensor once, all in one call


def test_a_program_that_tests_its_arguments_is_asked_as_it_stands() -> None:
    source = GAMBLE + "known(X, Y, V) :- ground(V), sick(X, Y). known(X, Y, none) :- sick(X, Y)."
    program = written(source, net=Lookup(2))
    goals = [f"known(tensor(t({n})), yes, {v})" for n, v in ((0, none) for none in ("none", "a"))]
    both, one = found(program, *goals)
    assert both == one  # V is never asked as a variable, so ground(V) holds


def test_answers_without_end_are_asked_one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("neurosym.logic.neural.compiled._WIDE_SECONDS", 0.3)
    table = Lookup(2)
    source = GAMBLE + "p(X, N) :- between(0, inf, N), sick(X, yes)."
    assert found(written(source, net=table), "p(tensor(t(0)), 3)") == [
        pytest.approx(table.probabilities(0)[1])
    ]


def test_a_program_that_names_tensors_sees_their_names() -> None:
    source = GAMBLE + "first(tensor(t(0))). p(X) :- first(X), sick(X, yes)."
    table = Lookup(2)
    program = written(source, net=table)
    assert found(program, "p(tensor(t(0)))", "p(tensor(t(1)))") == [
        pytest.approx(table.probabilities(0)[1]),
        0.0,
    ]


def test_order_of_tensors_counts_where_a_program_compares_them() -> None:
    program = written(GAMBLE + "p(X, Y) :- X @< Y, sick(X, yes).", net=Lookup(2))
    values = found(program, "p(tensor(t(0)),tensor(t(1)))", "p(tensor(t(1)),tensor(t(0)))")
    assert values[0] > 0.0
    assert values[1] == 0.0


@pytest.mark.parametrize("name", ["coins", "urns"])
def test_circuits_without_tables_for_each_root_agree(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    networks = tables((PROGRAMS / f"{name}.pl").read_text(encoding="utf-8"))
    goals: list[str | NeuralQuery] = [*CASES[name]]
    if name == "urns":
        things = "[tensor(t(0)),tensor(t(1)),tensor(t(2))]"
        goals.append(NeuralQuery(f"game({things}, win)", (f"played({things})",)))
    expected = found(classic(name, **networks), *goals)
    monkeypatch.setattr("neurosym.logic.neural.shape_circuit.root_tables", lambda *_: None)
    assert found(classic(name, **networks), *goals) == pytest.approx(expected, abs=1e-12)


def test_a_query_names_tensors_by_substitution() -> None:
    program = classic("addition", mnist_net=Lookup(10))
    names = {"a": "tensor(t(3))", "b": "tensor(t(5))"}
    plain = "addition(tensor(t(3)), tensor(t(5)), 7)"
    values = found(program, NeuralQuery("addition(a, b, 7)", substitution=names), plain)
    assert values[0] == values[1]


def test_evidence_conditions_a_query() -> None:
    table = Lookup(10)
    program = classic("addition", mnist_net=table)
    first, second = table.probabilities(0), table.probabilities(1)
    goal = NeuralQuery("digit(tensor(t(0)),3)", ("addition(tensor(t(0)),tensor(t(1)),5)",))
    total = sum(first[a] * second[5 - a] for a in range(6))
    assert found(program, goal) == [pytest.approx(first[3] * second[2] / total, abs=1e-12)]


def test_new_goals_of_a_known_shape_keep_the_old_ones() -> None:
    program = classic("coins", net1=Lookup(2), net2=Lookup(2, 1))
    before = program.encode(["game(tensor(t(0)), win)"])
    first = program.log_probabilities(before)[0].detach()
    assert sum(found(program, "game(tensor(t(0)), loss)")) == pytest.approx(1 - float(first.exp()))
    assert torch.equal(program.log_probabilities(before)[0], first)


# --- the three forms ----------------------------------------------------------------------------


def test_a_single_probability_and_its_complement() -> None:
    table = Lookup(1)
    source = "nn(net, [X]) :: on(X). off(X) :- \\+ on(X). same(X, Y) :- on(X), on(Y)."
    program = written(source, net=table)
    chance = torch.sigmoid(table.logits.detach())[:, 0].tolist()
    values = found(program, "off(tensor(t(1)))", "same(tensor(t(0)),tensor(t(1)))")
    assert values == [pytest.approx(1 - chance[1]), pytest.approx(chance[0] * chance[1])]


def test_an_output_tensor_goes_into_another_network() -> None:
    source = """
    nn(encoder, [X], Y) :: encoded(X, Y).
    nn(head, [A, B], L, [no, yes]) :: label(A, B, L).
    pair(X, Y, L) :- encoded(X, E), encoded(Y, F), label(E, F, L).
    """

    class Head(nn.Module):
        def forward(
            self, first: Float[Tensor, "batch feature"], second: Float[Tensor, "batch feature"]
        ) -> Float[Tensor, "batch feature"]:
            return first - 2.0 * second

    table = Lookup(2)
    networks = {
        "encoder": Network(table, Output.TENSOR),
        "head": Network(Head(), Output.LOGITS),
    }
    program = NeuralProgram(Program.from_text(source), networks, NUMBERS)
    batch = program.encode([f"pair(tensor(t({i})),tensor(t(4)),yes)" for i in range(3)])
    values = program.log_probabilities(batch)[0]
    expected = torch.log_softmax(table.logits[:3] - 2 * table.logits[4], 1)[:, 1]
    torch.testing.assert_close(values, expected)  # default tolerance: the same sums in float64
    torch.autograd.backward(values.sum())
    assert table.logits.grad is not None
    assert (table.logits.grad[[0, 1, 2, 4]] != 0).all()


@pytest.mark.parametrize("output", [Output.PROBABILITIES, Output.LOG_PROBABILITIES])
def test_networks_may_give_probabilities(output: Output) -> None:
    table = Lookup(10)
    expected = found(classic("addition", mnist_net=table), CASES["addition"][0])
    ends = {Output.PROBABILITIES: nn.Softmax(1), Output.LOG_PROBABILITIES: nn.LogSoftmax(1)}
    network = Network(nn.Sequential(table, ends[output]), output)
    source = Program.load(PROGRAMS / "addition.pl")
    program = NeuralProgram(source, {"mnist_net": network}, NUMBERS)
    assert found(program, CASES["addition"][0]) == [pytest.approx(expected[0], abs=1e-12)]


SUCCESSOR = """
nn(encoder, [X], Y) :: encoded(X, Y).
P :: similar(X, Y) :- rbf(X, Y, P).
successor(X, Y, N) :-
    encoded(X, E), encoded(Y, F), embed(one, S), mul(S, N, T), add(E, T, G), similar(G, F).
"""


def test_probabilities_computed_from_tensors() -> None:
    table, step = Lookup(2), nn.Parameter(torch.tensor([0.5, -0.25], dtype=torch.float64))
    networks = {"encoder": Network(table, Output.TENSOR)}
    program = NeuralProgram(
        Program.from_text(SUCCESSOR), networks, {**NUMBERS, "embed": {"one": step}}
    )
    goals = [f"successor(tensor(t({i})),tensor(t(4)),{n})" for i, n in ((0, 2), (1, 3))]
    batch = program.encode([*goals, NeuralQuery(goals[0], probability=0.4)])
    assert set(batch.circuit.tolist()) == {0}  # N goes into the numbers: asked as it stands
    values = program.log_probabilities(batch)[0]
    shifted = table.logits[:2] + torch.tensor([[2.0], [3.0]]) * step
    expected = -(shifted - table.logits[4]).norm(dim=1)
    torch.testing.assert_close(values[:2], expected)  # default tolerance: the same sums in float64
    assert torch.autograd.gradcheck(lambda *_: program.losses(batch)[0], (table.logits, step))


@pytest.mark.parametrize(
    ("goal", "value"),
    [
        ("dot(A, B, P)", lambda a, b: (a * b).sum()),
        ("max([A, B], C), dot(C, C, P)", lambda a, b: (torch.maximum(a, b) ** 2).sum()),
        ("mean([A, B], C), dot(C, A, P)", lambda a, b: ((a + b) / 2 * a).sum()),
        ("dot(A, B, D), sigmoid(D, P)", lambda a, b: torch.sigmoid((a * b).sum())),
        ("cat([A, B], C), dot(C, C, P)", lambda a, b: (a * a).sum() + (b * b).sum()),
        ("stack([A, B], C), stack([B, A], D), dot(C, D, P)", lambda a, b: 2 * (a * b).sum()),
        ("one_hot(1, 2, H), dot(A, H, P)", lambda a, b: a[1]),
    ],
)
def test_operations_on_tensors(goal: str, value: Callable[[Tensor, Tensor], Tensor]) -> None:
    text = (
        f"nn(net, [X], Y) :: e(X, Y). P :: p(A, B) :- {goal}. q(X, Y) :- e(X, A), e(Y, B), p(A, B)."
    )
    table = Lookup(2)
    with torch.no_grad():
        table.logits.copy_(torch.rand(8, 2, generator=torch.Generator().manual_seed(0)) * 0.6)
    networks = {"net": Network(table, Output.TENSOR)}
    program = NeuralProgram(Program.from_text(text), networks, NUMBERS)
    goals = [f"q(tensor(t({i})),tensor(t({i + 1})))" for i in range(3)]
    logits = table.logits.detach()
    expected = [float(value(logits[i], logits[i + 1])) for i in range(3)]
    assert found(program, *goals) == pytest.approx(expected, abs=1e-12)


def test_a_program_may_define_what_is_an_operation_elsewhere() -> None:
    source = GAMBLE + "add(X, Y, Z) :- Z is X + Y. p(X) :- add(1, 1, 2), sick(X, yes)."
    table = Lookup(2)
    expected = pytest.approx(table.probabilities(0)[1])
    assert found(written(source, net=table), "p(tensor(t(0)))") == [expected]


# --- gradients and limits -----------------------------------------------------------------------


@pytest.mark.parametrize("name", ["addition", "coins", "formulas"])
def test_gradients_agree_with_differences(name: str) -> None:
    text = (PROGRAMS / f"{name}.pl").read_text(encoding="utf-8")
    networks = tables(text)
    program = classic(name, **networks)
    goals = [NeuralQuery(goal, probability=0.75) for goal in CASES[name][:2]]
    batch = program.encode(goals)
    logits = [table.logits for table in networks.values()]

    def losses(*_: Tensor) -> Tensor:
        return program.losses(batch)[0]

    assert torch.autograd.gradcheck(losses, logits)


def test_learnable_probabilities_have_gradients() -> None:
    program = classic("noisy_addition", mnist_net=Lookup(10))
    batch = program.encode(CASES["noisy_addition"][:1])
    (logit,) = program.double().learnable.logits
    assert torch.sigmoid(logit).item() == pytest.approx(0.1, abs=1e-6)  # it began in float32
    assert torch.autograd.gradcheck(lambda _: program.losses(batch)[0], (logit,))


def test_certain_and_impossible_labels_have_finite_gradients() -> None:
    table = Lookup(10)
    with torch.no_grad():
        table.logits[0] = -math.inf
        table.logits[0, 3] = 0.0  # the first tensor is surely a 3
        table.logits[1] = torch.linspace(-1e4, 0.0, 10)
    program = classic("addition", mnist_net=table)
    goals = [f"addition(tensor(t(0)), tensor(t(1)), {total})" for total in (2, 3, 12)]
    batch = program.encode([*goals, NeuralQuery(goals[1], probability=0.0)])
    losses, possible = program.losses(batch)
    assert possible.tolist() == [False, True, True, True]
    torch.autograd.backward(losses.sum())
    assert table.logits.grad is not None
    assert torch.isfinite(table.logits.grad).all()


def test_an_impossible_query_is_masked_in_a_batch_and_named_alone() -> None:
    program = classic("addition", mnist_net=Lookup(10))
    goals = ["addition(tensor(t(0)), tensor(t(1)), 19)", "addition(tensor(t(0)), tensor(t(1)), 9)"]
    batch = program.encode(goals)
    losses, possible = program.losses(batch)
    assert possible.tolist() == [False, True]
    assert program.loss(batch) == losses[1]
    sentence = r"nothing can be learned from addition\(tensor\(t\(0\)\), tensor\(t\(1\)\), 19\)"
    with pytest.raises(InconsistentEvidenceError, match=sentence):
        program.loss(program.encode(goals[:1]))


def test_impossible_evidence_is_masked_in_a_batch_and_named_alone() -> None:
    program = classic("addition", mnist_net=Lookup(10))
    goal = NeuralQuery("digit(tensor(t(0)),3)", ("addition(tensor(t(0)),tensor(t(1)),20)",))
    batch = program.encode([goal, "digit(tensor(t(0)),3)"])
    assert program.log_probabilities(batch)[1].tolist() == [False, True]
    with pytest.raises(InconsistentEvidenceError, match="no possible world agrees with the evid"):
        program.answers([goal])


def test_a_target_between_is_the_cross_entropy() -> None:
    table = Lookup(2)
    program = written(GAMBLE, net=table)
    p = table.probabilities(0)[1]
    batch = program.encode([NeuralQuery("sick(tensor(t(0)), yes)", probability=0.3)])
    expected = -0.3 * math.log(p) - 0.7 * math.log(1 - p)
    assert program.loss(batch).item() == pytest.approx(expected, abs=1e-12)


# --- bad input ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("goal", "error", "sentence"),
    [
        (
            "sick(tensor(u(0)), yes)",
            DataError,
            "names a tensor of u, but the tensor sources are: t",
        ),
        ("sick(tensor(t(8)), yes)", DataError, "t has 8 tensors, numbered from 0"),
        ("sick(tensor(t(a)), yes)", DataError, "the tensor source t has no tensor 'a'"),
        ("sick(tensor(t(0)), Y)", UnsupportedRuleError, "has a variable, so that it has one"),
        ("sick(tensor(t(0)), yes", RuleEvaluationError, "cannot be read as a goal"),
        ("other(tensor(t(0)))", DataError, "the program asks the network none, but the networks"),
        ("sick(ann, yes)", DataError, "a network is asked about ann, which is no tensor"),
    ],
)
def test_bad_queries_are_named(goal: str, error: type[Exception], sentence: str) -> None:
    program = written(GAMBLE + "nn(none, [X]) :: other(X).", net=Lookup(2))
    with pytest.raises(error, match=re.escape(sentence)):
        found(program, goal)


@pytest.mark.parametrize(
    ("network", "sentence"),
    [
        (Network(Lookup(3), Output.LOGITS), "the network net returned the shape [1, 3] for 1 inp"),
        (Network(Lookup(2), Output.PROBABILITIES), "net is declared to return probabilities, but"),
        (Network(Lookup(2), Output.TENSOR), "the network net is declared to return tensors"),
    ],
)
def test_networks_that_do_not_fit_are_named(network: Network, sentence: str) -> None:
    program = NeuralProgram(Program.from_text(GAMBLE), {"net": network}, NUMBERS)
    with pytest.raises(DataError, match=re.escape(sentence)):
        found(program, "sick(tensor(t(0)), yes)")


def test_saved_parameters_give_the_same_answers(tmp_path: Path) -> None:
    goals = CASES["noisy_addition"]
    program = classic("noisy_addition", mnist_net=Lookup(10))
    before = found(program, *goals)
    program.save(tmp_path / "net.pt")
    other = classic("noisy_addition", mnist_net=Lookup(10, 5))
    assert found(other, *goals) != before
    other.load(tmp_path / "net.pt")
    assert found(other, *goals) == before
    with pytest.raises(SavedFileError, match=r"these are no parameters of this program's"):
        classic("coins", net1=Lookup(2)).load(tmp_path / "net.pt")
