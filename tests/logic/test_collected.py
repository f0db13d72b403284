"""findall, aggregate_all and all over uncertain goals, against the same goals in each world.

In a world everything is certain, and the same goals run natively in SWI-Prolog.
"""

from itertools import product
from random import Random

import pytest

from neurosym.logic.program import Program

FACTS = ("p(1)", "p(2)", "p(3)", "e(1,2)", "e(2,3)", "e(1,3)")
CERTAIN = ("p(2).", "d(3).", "p(1).")
COLLECTED = (
    "findall(A, ({goal}), L0), msort(L0, L)",
    "findall(A-k, ({goal}), L0), length(L0, L)",
    "aggregate_all(count, ({goal}), L)",
    "aggregate_all(max(A), (({goal}), number(A)), L)",
    "all_or_none(A, ({goal}), L0), sort(L0, L)",
    "findall(A, ({goal}), L0), findall(A, p(A), L1), append(L0, L1, L2), msort(L2, L)",
)


def goal(random: Random, depth: int, names: str = "AB") -> str:
    """Return a random goal over two variables."""
    first, second = random.choice(names), random.choice(names)

    def part() -> str:
        return goal(random, depth - 1, names)

    atom = random.choice(["p({0})", "d({0})", "s({0})", "e({0},{1})", "c({0})"])
    forms = [
        lambda: atom.format(first, second),
        lambda: f"{part()}, {part()}",
        lambda: f"d({names[0]}), \\+ ({part()})",
        lambda: f"({part()} ; {part()})",
        lambda: f"d({names[0]}), ({part()} -> c({names[0]}) ; s({names[0]}))",
        lambda: f"d({names[0]}), forall(p(Z), e({names[0]},Z))",
    ]
    return random.choice(forms)() if depth else forms[0]()


def rules(random: Random) -> str:
    """Return the rules and queries of a program."""
    lines = ["d(1). d(2). c(2).", *random.sample(CERTAIN, random.randint(0, 2))]
    lines += [f"s(X) :- {goal(random, 1, 'XY').replace('s(', 'd(')}, d(X)."]
    lines += ["s(X) :- e(X,Y), s(Y)."] * random.randint(0, 1)
    collected = random.choice(COLLECTED).format(goal=goal(random, 2))
    return "\n".join([*lines, f"q(L) :- {collected}.", "query(q(_))."])


@pytest.mark.parametrize("seed", range(120))
def test_what_is_collected_agrees_with_every_world(seed: int) -> None:
    random = Random(seed)
    facts = [fact for fact in FACTS if random.random() < 0.5][:4]
    shared = f":- dynamic p/1, e/2, d/1, s/1, c/1.\n{rules(random)}"
    expected: dict[str, float] = {}
    for world in product([False, True], repeat=len(facts)):
        held = " ".join(f"{fact}." for fact, holds in zip(facts, world, strict=True) if holds)
        for name, probability in Program.from_text(f"{held}\n{shared}").query().items():
            if probability:
                expected[name] = expected.get(name, 0.0) + 0.5 ** len(facts)
    text = " ".join(f"0.5::{fact}." for fact in facts) + f"\n{shared}"
    found = {name: p for name, p in Program.from_text(text).query().items() if p}
    assert found == pytest.approx(expected, abs=1e-12), text
