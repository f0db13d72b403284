"""A training step of smokers-friends-cancer, as logic tensor networks publish it: ours, LTNtorch's.

    python -m benchmarks.logic_fuzzy --peers PYTHON

PYTHON is an interpreter that has the package LTNtorch. Both sides train the same networks and
embeddings from the same start; LTNtorch states the facts over constants, as its example does, and
over (diagonal) variables. The theory of ours is a rule file, but for one formula that no clause
says. The sides take turns.
"""

import argparse
import json
import shlex
import sys
from collections.abc import Sequence
from pathlib import Path

import torch
from torch import Tensor, nn

from benchmarks.peers import add_peers_option, ask_peer
from benchmarks.running import RESULTS, machine, write_results
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
from neurosym.logic.formulas import Atom, Axiom, Implies, Not, axioms_of
from neurosym.logic.fuzzy_tape import FuzzyLogic
from neurosym.logic.fuzzy_theory import FuzzyTheory, FuzzyTruth, degrees_over
from neurosym.logic.program import Program

RULES = """
false :- friends(X, X).
friends(Y, X) :- friends(X, Y).
false :- person(X), \\+ friends(X, _).
smokes(Y) :- friends(X, Y), smokes(X).
cancer(X) :- smokes(X).
"""
POWERS = {"false :- friends(X, X)": STRICT, "friends(Y, X) :- friends(X, Y)": STRICT}
UNSAID = Implies(Not(Atom("smokes", ("?X",))), Not(Atom("cancer", ("?X",))))
"""Who does not smoke has no cancer: LTN states it by two negations."""

FORMS = ("constants", "diagonal")
DOMAINS = {"person": tuple(PEOPLE)}
PREDICATES = {"friends": ("person", "person"), "smokes": ("person",), "cancer": ("person",)}


def theory() -> FuzzyTheory:
    """Return the theory, read from a rule file."""
    held = [f"friends({pair[0]},{pair[1]})." for pair in FRIENDS]
    held += [f"smokes({x})." for x in SMOKERS] + [f"cancer({x})." for x in ILL]
    denied = [f"friends({pair[0]},{pair[1]})" for pair in STRANGERS]
    denied += [f"smokes({x})" for x in CLEAN] + [f"cancer({x})" for x in WELL]
    text = "\n".join([*held, *(f"false :- {atom}." for atom in denied), RULES])
    axioms = axioms_of(Program.from_text(text).source, DOMAINS, POWERS)
    return FuzzyTheory([*axioms, Axiom((UNSAID,))], DOMAINS, PREDICATES)


def measured(steps: int) -> dict[str, object]:
    """Return our time and losses."""
    rules = theory()
    start, networks = beginning()
    people = nn.Parameter(start)
    parameters = [p for network in networks.values() for p in network.parameters()]
    optimiser = torch.optim.Adam([*parameters, people], lr=RATE)
    logic = FuzzyLogic(exists=EXISTS)

    def loss() -> Tensor:
        tables = {
            name: degrees_over(network, *([people] * len(PREDICATES[name])))
            for name, network in networks.items()
        }
        truth: FuzzyTruth = rules(tables, logic)
        return 1.0 - truth.total

    losses, taken = trained(loss, optimiser, steps)
    return {"ms": taken, "losses": losses[:11]}


def compare(form: str, steps: int, turns: int, peers: str) -> dict[str, object]:
    """Return a row: both sides in turns, the best of each."""
    ours, theirs = [], []
    for _ in range(turns):
        ours.append(measured(steps))
        theirs.append(ask_peer(peers, "ltn_worker", [form, str(steps)]))
    own = min(float(str(result["ms"])) for result in ours)
    row: dict[str, object] = {"form": form, "ours_ms": own}
    if "fault" in theirs[0]:
        return row | {"ltn": theirs[0]["fault"]}
    rival = min(float(str(result["ms"])) for result in theirs)
    first, second = (torch.tensor(side[0]["losses"]).double() for side in (ours, theirs))
    return row | {
        "ltn": theirs[0]["version"],
        "ltn_ms": rival,
        "ratio": rival / own,
        "losses_apart": float((first - second).abs().max()),
        "loss_after_10": float(first[-1]),
    }


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.logic_fuzzy")
    add_peers_option(parser)
    parser.add_argument("--quick", action="store_true", help="smoke test: few steps")
    parser.add_argument("--steps", type=int, default=100, help="training steps a turn")
    parser.add_argument("--turns", type=int, default=3, help="how often both sides take turns")
    parser.add_argument("--date", default="", help="the day of the run, kept with the results")
    parser.add_argument("--out", type=Path, help="where the results go")
    given = parser.parse_args(arguments)
    torch.set_num_threads(1)
    steps, turns = (12, 1) if given.quick else (given.steps, given.turns)
    rows = [compare(form, steps, turns, given.peers) for form in FORMS]
    for row in rows:
        print(json.dumps(row))
    out = given.out or (None if given.quick else RESULTS / "logic_fuzzy.json")
    if out is not None:
        typed = sys.argv[1:] if arguments is None else arguments
        command = shlex.join(["python", "-m", "benchmarks.logic_fuzzy", *typed])
        about = {"benchmark": "logic_fuzzy", "date": given.date, "command": command}
        write_results(out, {**about, "machine": machine(), "steps": steps, "rows": rows})


if __name__ == "__main__":
    main()
