"""Rules of numeric tests on many cases: ours, from a rule file, beside 20 lines of plain torch.

    python -m benchmarks.logic_tests [--quick] [--date DAY]

A hundred rules of one shape, of three tests each, are read from a rule file and decided for
100,000 cases; then the same rules with learnable thresholds, and the gradient of their
log-likelihood, through the compiled circuit. The plain torch knows the rules' shape and has the
thresholds as one table. One thread; the sides take turns; nanoseconds a case and rule.
"""

import argparse
import json
import shlex
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from benchmarks.running import RESULTS, machine, write_results
from neurosym.logic.compiling import compile_circuit
from neurosym.logic.deciding import Decider
from neurosym.logic.ground_program import AtomSchema, GroundProgram
from neurosym.logic.program import Program
from neurosym.logic.soft_tests import SoftTests
from neurosym.logic.torch_circuit import TorchCircuit
from neurosym.logic.torch_weights import LiteralWeights, numeric_leaves

RULES = 100
CASES = 100_000
BLOCK = 1024
COLUMNS = ("amount", "age", "hour")
SCHEMA = AtomSchema(columns=tuple((f"{name}(case, N)", i) for i, name in enumerate(COLUMNS)))


def rule_file(thresholds: np.ndarray, learnable: bool) -> str:
    """Return the rules: an amount above, an age of at most, an hour from."""
    lines = [":- observed amount/2, age/2, hour/2."]
    for rule, row in enumerate(thresholds.tolist()):
        amount, age, hour = (f"t({x})" if learnable else str(x) for x in row)
        lines.append(
            f"risky(C, r{rule}) :- amount(C, A), A > {amount}, age(C, G), G =< {age}, "
            f"hour(C, H), H >= {hour}."
        )
    return "\n".join(lines)


def grounded(thresholds: np.ndarray, learnable: bool) -> GroundProgram:
    """Read and ground the rules."""
    program = Program.from_text(rule_file(thresholds, learnable))
    return program.ground("risky(case, R)", schema=SCHEMA)


def plain_hard(values: Tensor, thresholds: Tensor) -> Tensor:
    """Decide the rules in plain torch, block by block."""
    found = []
    amounts, ages, hours = thresholds.T[:, :, None]
    for block in torch.split(values, 4 * BLOCK):
        amount, age, hour = block.T.contiguous()
        found.append((amount > amounts) & (age <= ages) & (hour >= hours))
    return torch.cat(found, dim=1)


def plain_soft(values: Tensor, thresholds: nn.Parameter, slopes: Tensor, labels: Tensor) -> None:
    """Return nothing: leaves the gradient of the likelihood at the thresholds."""
    for block, wanted in zip(torch.split(values, BLOCK), torch.split(labels, BLOCK), strict=True):
        columns = block.T.contiguous()
        over = (columns[:, None, :] - thresholds.T[:, :, None]) * slopes[:, None, None]
        held = functional.logsigmoid(over).sum(0)
        (held.T * wanted).sum().backward()  # type: ignore[no-untyped-call]


class SoftRules(nn.Module):
    """Our rules with learnable thresholds: tests, weights, circuit."""

    def __init__(self, ground: GroundProgram, sample: np.ndarray) -> None:
        super().__init__()
        tests = [ground.leaves[atom].test for atom in numeric_leaves(ground)]
        circuit = compile_circuit(ground, smooth=False)
        self.tests = SoftTests([test for test in tests if test is not None], sample)
        self.weights = LiteralWeights(circuit.literals, ground, {})
        self.circuit = TorchCircuit(circuit)

    def learn(self, values: Tensor, labels: Tensor) -> None:
        """Leave the gradient of the likelihood at the thresholds."""
        blocks = zip(torch.split(values, BLOCK), torch.split(labels, BLOCK), strict=True)
        for block, wanted in blocks:
            held = self.circuit(self.weights({}, self.tests(block)))[:, :-1]
            (held * wanted).sum().backward()


def in_turns(sides: dict[str, Callable[[], object]], turns: int, work: int) -> dict[str, float]:
    """Return the best time of every side, in nanoseconds a case and rule."""
    best = dict.fromkeys(sides, float("inf"))
    for _ in range(1 + turns):
        for name, side in sides.items():
            begun = time.process_time()
            side()
            best[name] = min(best[name], 1e9 * (time.process_time() - begun) / work)
    return best


def compare(cases: int, turns: int) -> list[dict[str, object]]:
    """Return a row for hard and one for soft tests."""
    generator = np.random.default_rng(0)
    thresholds = generator.uniform(size=(RULES, len(COLUMNS))).round(4)
    values = generator.uniform(size=(cases, len(COLUMNS)))
    ground, table, given = (
        grounded(thresholds, False),
        torch.tensor(thresholds),
        torch.tensor(values),
    )
    decider = Decider(ground)
    same = torch.equal(torch.tensor(decider(values)) == 1, plain_hard(given, table).T)
    hard = in_turns(
        {"ours_ns": lambda: decider(values), "plain_ns": lambda: plain_hard(given, table)},
        turns,
        cases * RULES,
    )
    rules = SoftRules(grounded(thresholds, True), values)
    labels = torch.tensor(generator.random((cases, RULES)) < 0.5).float()  # noqa: PLR2004
    start = nn.Parameter(table.float())
    width = 0.1 * np.subtract(*np.quantile(values, (0.75, 0.25), axis=0))
    slopes = torch.tensor(np.array([1.0, -1.0, 1.0]) / width).float()
    sides: dict[str, Callable[[], object]] = {
        "ours_ns": lambda: rules.learn(given.float(), labels),
        "plain_ns": lambda: plain_soft(given.float(), start, slopes, labels),
    }
    for side in sides.values():
        side()
    first, second = rules.tests.thresholds.grad, start.grad
    assert first is not None
    assert second is not None
    apart = float((first.sort()[0] - second.flatten().sort()[0]).abs().max() / second.abs().max())
    soft = in_turns(sides, turns, cases * RULES)
    return [
        {"tests": "hard", **hard, "ratio": hard["plain_ns"] / hard["ours_ns"], "same": same},
        {
            "tests": "soft, with gradient",
            **soft,
            "ratio": soft["plain_ns"] / soft["ours_ns"],
            "gradients_apart": apart,
        },
    ]


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.logic_tests")
    parser.add_argument("--quick", action="store_true", help="smoke test: few cases, one turn")
    parser.add_argument("--turns", type=int, default=5, help="how often both sides take turns")
    parser.add_argument("--date", default="", help="the day of the run, kept with the results")
    parser.add_argument("--out", type=Path, help="where the results go")
    given = parser.parse_args(arguments)
    torch.set_num_threads(1)
    cases, turns = (4_000, 1) if given.quick else (CASES, given.turns)
    rows = compare(cases, turns)
    for row in rows:
        print(json.dumps(row))
    out = given.out or (None if given.quick else RESULTS / "logic_tests.json")
    if out is not None:
        typed = sys.argv[1:] if arguments is None else arguments
        command = shlex.join(["python", "-m", "benchmarks.logic_tests", *typed])
        about = {"benchmark": "logic_tests", "date": given.date, "command": command}
        about |= {"machine": machine(), "rules": RULES, "tests_a_rule": 3, "cases": cases}
        write_results(out, {**about, "rows": rows})


if __name__ == "__main__":
    main()
