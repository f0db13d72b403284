"""LTNtorch's side of the fuzzy benchmark: run by a Python that has it, it prints JSON.

    python -m benchmarks.ltn_worker constants|diagonal STEPS

Its own example 7, step by step; `diagonal` states the facts over variables instead of constants.
"""

import json
import sys
from importlib.metadata import version
from typing import Any

import torch
from torch import Tensor

from benchmarks.smokers import (
    CLEAN,
    EXISTS,
    FRIENDS,
    ILL,
    PEOPLE,
    RATE,
    SMOKERS,
    STRANGERS,
    STRICT,
    WELL,
    beginning,
    trained,
)


class Theory:
    """The theory in LTNtorch's words."""

    def __init__(self, ltn: Any) -> None:
        self.ltn = ltn
        people, networks = beginning()
        rows = zip(PEOPLE, people, strict=True)
        self.people = {name: ltn.Constant(row, trainable=True) for name, row in rows}
        self.friends, self.smokes, self.cancer = map(ltn.Predicate, networks.values())
        operators = ltn.fuzzy_ops
        self.both = ltn.Connective(operators.AndProd())
        self.negated = ltn.Connective(operators.NotStandard())
        self.implies = ltn.Connective(operators.ImpliesReichenbach())
        self.some = ltn.Quantifier(operators.AggregPMean(p=2), quantifier="e")
        self.every = ltn.Quantifier(operators.AggregPMeanError(p=2), quantifier="f")
        self.satisfied = operators.SatAgg()
        parameters = [p for network in networks.values() for p in network.parameters()]
        parameters += [person.value for person in self.people.values()]
        self.optimiser = torch.optim.Adam(parameters, lr=RATE)

    def constants(self) -> list[Tensor]:
        """Return the degrees of the facts, each a formula over constants."""
        g, f, s, c, no = self.people, self.friends, self.smokes, self.cancer, self.negated
        return [
            self.satisfied(*[f(g[p[0]], g[p[1]]) for p in FRIENDS]),
            self.satisfied(*[no(f(g[p[0]], g[p[1]])) for p in STRANGERS]),
            self.satisfied(*[s(g[x]) for x in SMOKERS]),
            self.satisfied(*[no(s(g[x])) for x in CLEAN]),
            self.satisfied(*[c(g[x]) for x in ILL]),
            self.satisfied(*[no(c(g[x])) for x in WELL]),
        ]

    def diagonal(self) -> list[Tensor]:
        """Return the degrees of the facts, those of one predicate over variables."""
        f, s, c, no = self.friends, self.smokes, self.cancer, self.negated
        friends = self._pairs("friends", FRIENDS)
        strangers = self._pairs("strangers", STRANGERS)
        named = {text: self._variable(text, text) for text in (SMOKERS, CLEAN, ILL, WELL)}
        formulas = [
            self.every(friends, f(*friends)),
            self.every(strangers, no(f(*strangers))),
            self.every(named[SMOKERS], s(named[SMOKERS])),
            self.every(named[CLEAN], no(s(named[CLEAN]))),
            self.every(named[ILL], c(named[ILL])),
            self.every(named[WELL], no(c(named[WELL]))),
        ]
        return [formula.value for formula in formulas]

    def _variable(self, label: str, members: str) -> Any:
        rows = torch.stack([self.people[name].value for name in members])
        return self.ltn.Variable(label, rows)

    def _pairs(self, label: str, pairs: tuple[str, ...]) -> Any:
        ends = ("".join(pair[end] for pair in pairs) for end in (0, 1))
        return self.ltn.diag(*(self._variable(f"{label}{i}", e) for i, e in enumerate(ends)))

    def loss(self, facts: list[Tensor]) -> Tensor:
        """Return 1 less the satisfaction of facts and axioms."""
        f, s, c, no, implies = self.friends, self.smokes, self.cancer, self.negated, self.implies
        x, y = self._variable("x", PEOPLE), self._variable("y", PEOPLE)
        total: Tensor = self.satisfied(
            *(self.ltn.LTNObject(fact, []) for fact in facts),
            self.every(x, no(f(x, x)), p=STRICT),
            self.every([x, y], implies(f(x, y), f(y, x)), p=STRICT),
            self.every(x, self.some(y, f(x, y), p=EXISTS)),
            self.every([x, y], implies(self.both(f(x, y), s(x)), s(y))),
            self.every(x, implies(s(x), c(x))),
            self.every(x, implies(no(s(x)), no(c(x)))),
        )
        return 1.0 - total


def main() -> None:
    """Train, and print what came out."""
    import ltn  # noqa: PLC0415 - only the peer's Python has it

    torch.set_num_threads(1)
    form, steps = sys.argv[1], int(sys.argv[2])
    theory = Theory(ltn)
    facts = theory.constants if form == "constants" else theory.diagonal
    losses, taken = trained(lambda: theory.loss(facts()), theory.optimiser, steps)
    print(json.dumps({"ms": taken, "losses": losses[:11], "version": version("LTNtorch")}))


if __name__ == "__main__":
    main()
