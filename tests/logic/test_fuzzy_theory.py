"""Theories on tables against loops over all values, and logic tensor networks' own numbers."""

import itertools
import math

import pytest
import torch
from torch import Tensor

from neurosym.logic.formulas import And, Atom, Axiom, Exists, Formula, Implies, Not, Or
from neurosym.logic.fuzzy_tape import FuzzyLogic
from neurosym.logic.fuzzy_theory import FuzzyTheory, FuzzyTruth, degrees_over
from neurosym.logic.program import Program
from neurosym.logic.t_norms import TNorm

PEOPLE = ("ann", "bob", "cal")
CITIES = ("rome", "oslo")
DOMAINS = {"person": PEOPLE, "city": CITIES}
PREDICATES = {
    "friends": ("person", "person"),
    "smokes": ("person",),
    "lives": ("person", "city"),
    "rains": (),
}


def tables(seed: int = 0, dtype: torch.dtype = torch.float64) -> dict[str, Tensor]:
    generator = torch.Generator().manual_seed(seed)
    return {
        name: torch.rand([len(DOMAINS[d]) for d in of], generator=generator, dtype=dtype)
        for name, of in PREDICATES.items()
    }


def atom(name: str, *arguments: str) -> Atom:
    return Atom(name, arguments)


RULES: list[Formula] = [
    Implies(And((atom("friends", "?A", "?B"), atom("smokes", "?A"))), atom("smokes", "?B")),
    Not(atom("friends", "?A", "?A")),
    Implies(atom("friends", "?B", "?A"), atom("friends", "?A", "?B")),
    Not(Not(Exists(("?B",), atom("friends", "?A", "?B")))),
    Implies(
        And((atom("lives", "?A", "?C"), atom("lives", "?B", "?C"), atom("rains"))),
        Or((atom("friends", "?A", "?B"), atom("friends", "?B", "?A"), atom("smokes", "ann"))),
    ),
    Implies(atom("lives", "?A", "oslo"), Exists(("?B",), atom("friends", "?B", "?A"))),
    atom("rains"),
]


class Loops:
    """The same, one instance after the other, with Python's numbers."""

    def __init__(self, given: dict[str, Tensor], logic: FuzzyLogic) -> None:
        self.given = given
        self.logic = logic
        self.margin = logic.margin if logic.t_norm is TNorm.PRODUCT else 0.0

    def low(self, x: float) -> float:
        return (1 - self.margin) * x + self.margin

    def high(self, x: float) -> float:
        return (1 - self.margin) * x

    def both(self, x: float, y: float) -> float:
        return self.logic.t_norm.conjoin([self.low(x), self.low(y)])

    def either(self, x: float, y: float) -> float:
        return self.logic.t_norm.disjoin([self.high(x), self.high(y)])

    def degree(self, formula: Formula, bound: dict[str, str]) -> float:
        if isinstance(formula, Atom):
            texts = [bound.get(a, a) for a in formula.arguments]
            of = PREDICATES[formula.name]
            place = tuple(DOMAINS[d].index(t) for d, t in zip(of, texts, strict=True))
            return float(self.given[formula.name][place])
        if isinstance(formula, Not):
            return 1 - self.degree(formula.part, bound)
        if isinstance(formula, Implies):
            body, head = self.degree(formula.body, bound), self.degree(formula.head, bound)
            low = self.low(body)
            return self.logic.t_norm.disjoin([1 - low, self.high(head)])
        if isinstance(formula, Exists):
            found = [
                self.degree(formula.part, bound | {formula.variables[0]: text}) for text in PEOPLE
            ]
            margin = self.logic.margin
            p = self.logic.exists
            raised = [((1 - margin) * x + margin) ** p for x in found]
            return float((sum(raised) / len(raised)) ** (1 / p))
        first, *rest = [self.degree(part, bound) for part in formula.parts]
        for degree in rest:
            join = self.both if isinstance(formula, And) else self.either
            first = join(first, degree)
        return first

    def axiom(self, formula: Formula, variables: dict[str, tuple[str, ...]], p: float) -> float:
        found = [
            self.degree(formula, dict(zip(variables, texts, strict=True)))
            for texts in itertools.product(*variables.values())
        ]
        return self.pooled(found, p)

    def pooled(self, found: list[float], p: float) -> float:
        errors = [(1 - (1 - self.logic.margin) * x) ** p for x in found]
        return float(1 - (sum(errors) / len(errors)) ** (1 / p))


@pytest.mark.parametrize("t_norm", list(TNorm))
@pytest.mark.parametrize(("margin", "exists"), [(1e-4, 2.0), (0.0, 1.0), (1e-2, 6.0)])
def test_every_formula_agrees_with_loops(t_norm: TNorm, margin: float, exists: float) -> None:
    logic = FuzzyLogic(t_norm, margin, exists, together=3.0)
    given = tables()
    loops = Loops(given, logic)
    every = {"?A": PEOPLE, "?B": PEOPLE, "?C": CITIES}
    free = [("?A", "?B"), ("?A",), ("?A", "?B"), ("?A",), ("?A", "?B", "?C"), ("?A",), ()]
    powers = [2.0, 5.0, 2.0, 1.0, 2.0, 3.0, 2.0]
    axioms = [Axiom((f,), p) for f, p in zip(RULES, powers, strict=True)]
    theory = FuzzyTheory(axioms, DOMAINS, PREDICATES)
    truth: FuzzyTruth = theory(given, logic)
    expected = {
        axiom: loops.axiom(axiom.formulas[0], {v: every[v] for v in names}, axiom.power)
        for axiom, names in zip(axioms, free, strict=True)
    }
    in_order = [expected[axiom] for axiom in theory.axioms]
    torch.testing.assert_close(truth.each, torch.tensor(in_order, dtype=torch.float64))
    total = torch.tensor(loops.pooled(in_order, 3.0), dtype=torch.float64)
    torch.testing.assert_close(truth.total, total)


def test_facts_are_pooled_as_one_axiom() -> None:
    program = Program.from_text("friends(ann, bob). friends(cal, ann). false :- smokes(bob).")
    given = tables()
    theory = FuzzyTheory.of(program.source, DOMAINS, PREDICATES)
    loops = Loops(given, FuzzyLogic())
    friends = [float(given["friends"][0, 1]), float(given["friends"][2, 0])]
    expected = [loops.pooled(friends, 2), loops.pooled([1 - float(given["smokes"][1])], 2)]
    each = theory(given).each
    torch.testing.assert_close(each, torch.tensor(expected, dtype=torch.float64))


@pytest.mark.parametrize("t_norm", [TNorm.PRODUCT, TNorm.GODEL])
def test_gradients_agree_with_differences(t_norm: TNorm) -> None:
    theory = FuzzyTheory([Axiom((formula,)) for formula in RULES], DOMAINS, PREDICATES)
    logits = [torch.logit(table.clamp(0.05, 0.95)).requires_grad_() for table in tables().values()]

    def total(*rows: Tensor) -> Tensor:
        given = dict(zip(PREDICATES, (torch.sigmoid(row) for row in rows), strict=True))
        truth: FuzzyTruth = theory(given, FuzzyLogic(t_norm))
        return truth.total

    assert torch.autograd.gradcheck(total, logits)


@pytest.mark.parametrize("margin", [0.0, 1e-4])
@pytest.mark.parametrize("end", [0.0, 1.0])
@pytest.mark.parametrize("t_norm", list(TNorm))
def test_gradients_are_finite_at_the_ends(t_norm: TNorm, end: float, margin: float) -> None:
    theory = FuzzyTheory([Axiom((formula,)) for formula in RULES], DOMAINS, PREDICATES)
    given = {name: torch.full_like(table, end) for name, table in tables().items()}
    leaves = [table.requires_grad_() for table in given.values()]
    truth: FuzzyTruth = theory(given, FuzzyLogic(t_norm, margin))
    found = torch.autograd.grad(truth.total, leaves, allow_unused=True)
    assert all(g is None or bool(torch.isfinite(g).all()) for g in found)


def test_a_table_holds_all_combinations() -> None:
    people = torch.tensor([[1.0, 2.0], [3.0, 4.0]])
    cities = torch.tensor([[10.0], [20.0], [30.0]])
    table = degrees_over(lambda p, c: p.sum(1, keepdim=True) + c, people, cities)
    assert table.tolist() == [[13.0, 23.0, 33.0], [17.0, 27.0, 37.0]]


@pytest.mark.parametrize(
    ("formula", "reason"),
    [
        (atom("likes", "?A"), "the predicate likes has no domains"),
        (atom("smokes", "eve"), "eve in smokes is no constant of the domain person"),
        (atom("lives", "?A", "?A"), "the variable A ranges over person and over city"),
        (atom("smokes", "?A", "?B"), "smokes has 1 arguments"),
    ],
)
def test_a_faulty_axiom_is_named(formula: Formula, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        FuzzyTheory([Axiom((formula,))], DOMAINS, PREDICATES)


def test_formulas_weighed_as_one_are_facts() -> None:
    mixed = Axiom((atom("smokes", "ann"), Not(atom("smokes", "bob"))))
    with pytest.raises(ValueError, match="formulas that are weighed as one are facts"):
        FuzzyTheory([mixed], DOMAINS, PREDICATES)


def test_a_theory_is_learned() -> None:
    text = "smokes(ann). smokes(Y) :- friends(X, Y), smokes(X). friends(ann, bob)."
    theory = FuzzyTheory.of(Program.from_text(text).source, DOMAINS, PREDICATES)
    logits = {
        name: torch.zeros([len(DOMAINS[d]) for d in of], requires_grad=True)
        for name, of in PREDICATES.items()
    }
    optimiser = torch.optim.Adam(logits.values(), lr=0.1)
    for _ in range(200):
        optimiser.zero_grad()
        truth: FuzzyTruth = theory({name: torch.sigmoid(row) for name, row in logits.items()})
        loss = 1.0 - truth.total
        loss.backward()  # type: ignore[no-untyped-call]
        optimiser.step()
    assert torch.sigmoid(logits["smokes"])[1] > 0.9
    assert math.isclose(truth.total.item(), 1.0, abs_tol=0.05)
