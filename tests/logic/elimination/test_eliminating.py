"""Elimination, in plain Python and in arrays, against decision diagrams and by hand."""

import itertools
import random

import numpy as np
import pytest

from neurosym.errors import ResourceLimitError
from neurosym.logic.circuit import ONE, Circuit
from neurosym.logic.compiling import CompileLimit, compile_circuit, elimination_task
from neurosym.logic.elimination import large
from neurosym.logic.elimination.eliminating import Elimination, eliminate
from neurosym.logic.elimination.encoding import NotEliminableError
from neurosym.logic.elimination.tables import Domains, Table, join
from neurosym.logic.ground_program import GroundProgram, GroundRule, Leaf, LeafKind
from neurosym.logic.node_store import NodeStore
from neurosym.logic.plain_nodes import PlainStore
from neurosym.logic.program import Program
from neurosym.logic.stages import Way
from neurosym.logic.weights import weights

FOREVER = float("inf")
PLAIN, ARRAYS = float("inf"), -1.0


def answers(ground: GroundProgram, circuit: Circuit) -> list[float]:
    values: list[float] = circuit.conditional(weights(circuit, ground)).tolist()
    return values


def eliminated(ground: GroundProgram, small: float, *, smooth: bool = False) -> Circuit:
    roots = [literal for _, literal in ground.queries]
    task = elimination_task(ground, roots, None, smooth=smooth)
    return eliminate(task, 10**6, FOREVER, small=small)


def by_diagrams(ground: GroundProgram) -> list[float]:
    return answers(ground, compile_circuit(ground, ways=(Way.DIAGRAMS,)))


def smokers(people: int, friends: int, seed: int) -> str:
    """Who smokes infects friends: one cycle through everybody, as benchmarks have it."""
    draw = random.Random(seed)
    lines = [f"person({p})." for p in range(people)]
    for p in range(people):
        others = draw.sample([q for q in range(people) if q != p], friends)
        lines += [f"friend({p}, {q})." for q in others]
    rules = """
        0.3::stress(X) :- person(X).
        0.2::influences(X, Y) :- person(X), person(Y).
        smokes(X) :- stress(X).
        smokes(X) :- friend(X, Y), influences(Y, X), smokes(Y).
        0.4::asthma(X) :- smokes(X).
        query(asthma(X)) :- person(X).
        query(smokes(X)) :- person(X).
    """
    evidence = f"evidence(smokes(1)). evidence(\\+ smokes({people - 1}))."
    return "\n".join([*lines, rules, evidence])


@pytest.mark.parametrize("small", [PLAIN, ARRAYS], ids=["plain", "arrays"])
@pytest.mark.parametrize("seed", range(6))
def test_cycles_agree_with_diagrams(seed: int, small: float) -> None:
    ground = Program.from_text(smokers(5, 1 + seed % 3, seed)).ground()
    expected = by_diagrams(ground)
    for smooth in (False, True):
        found = answers(ground, eliminated(ground, small, smooth=smooth))
        assert found == pytest.approx(expected, abs=1e-12)


def network(seed: int) -> str:
    """A Bayesian network as annotated disjunctions, one for each row of each table."""
    draw = random.Random(seed)
    states = {v: draw.randint(2, 3) for v in range(6)}
    lines = []
    for v, count in states.items():
        parents = draw.sample(range(v), min(v, draw.randint(0, 2)))
        for row in itertools.product(*(range(states[p]) for p in parents)):
            numbers = [draw.random() for _ in range(count)]
            heads = "; ".join(f"{n / sum(numbers):.9f}::v{v}({s})" for s, n in enumerate(numbers))
            body = ", ".join(f"v{p}({s})" for p, s in zip(parents, row, strict=True))
            lines.append(f"{heads} :- {body}." if body else f"{heads}.")
    queries = [f"query(v{v}(X))." for v in range(5)]
    return "\n".join([*lines, *queries, "evidence(v5(0)).", "evidence(\\+ v3(1))."])


@pytest.mark.parametrize("small", [PLAIN, ARRAYS], ids=["plain", "arrays"])
@pytest.mark.parametrize("seed", range(6))
def test_networks_agree_with_diagrams(seed: int, small: float) -> None:
    ground = Program.from_text(network(seed)).ground()
    assert answers(ground, eliminated(ground, small)) == pytest.approx(by_diagrams(ground))


def test_a_network_costs_what_its_tables_cost() -> None:
    # 40 variables of three states in a chain: 3 * 3 rows each, however many atoms there are
    lines = ["0.2::v0(a); 0.3::v0(b); 0.5::v0(c)."]
    for v in range(1, 40):
        for s in "abc":
            lines.append(f"0.1::v{v}(a); 0.6::v{v}(b); 0.3::v{v}(c) :- v{v - 1}({s}).")
    ground = Program.from_text("\n".join([*lines, "query(v39(a)).", "evidence(v20(b))."])).ground()
    circuit = eliminated(ground, PLAIN)
    assert circuit.edges < 40 * 9 * 4
    # From v20 on, every step draws (.1, .6, .3) again.
    assert answers(ground, circuit) == pytest.approx([0.1], abs=1e-8)


def test_a_loop_through_negation_and_a_body_with_two_of_a_cycle_are_left_to_diagrams() -> None:
    negative = "0.5::x. 0.4::y. a :- \\+ b, x. b :- \\+ a, y. a :- x. query(a)."
    double = "0.5::x. 0.4::y. a :- x. b :- y. a :- b, c. b :- a, c. c :- a. c :- b. query(c)."
    for text in (negative, double):
        with pytest.raises(NotEliminableError):
            eliminated(Program.from_text(text).ground(), PLAIN)
    assert Program.from_text(double).query()["c"] == pytest.approx(0.7)


def test_too_few_nodes_are_an_error_that_names_the_limit() -> None:
    ground = Program.from_text(smokers(6, 2, 0)).ground()
    limit = CompileLimit(nodes=20)
    with pytest.raises(ResourceLimitError, match="needs more than 20 nodes or 60 s"):
        compile_circuit(ground, limit=limit)


def test_a_shared_literal_keeps_each_query_to_its_own_place() -> None:
    # One fact decides several atoms: derivatives by the fact are not derivatives by one atom.
    text = "0.3::f. a :- f. b :- f, g. 0.5::g. c :- a. c :- b. query(a). query(b). query(c)."
    ground = Program.from_text(text).ground()
    for small in (PLAIN, ARRAYS):
        assert answers(ground, eliminated(ground, small)) == pytest.approx([0.3, 0.15, 0.3])


def test_smooth_circuits_count_choices_that_do_not_matter() -> None:
    ground = Program.from_text("0.5::x. 0.25::y :- x. z :- y. query(z). query(x).").ground()
    for small in (PLAIN, ARRAYS):
        circuit = eliminated(ground, small, smooth=True)
        # Weights of two a literal: four worlds of weight four each.
        total = circuit.log_values(np.full((len(circuit.literals), 1), np.log(2.0)))[-1, 0]
        assert np.exp(total) == pytest.approx(16.0)


@pytest.mark.parametrize("small", [PLAIN, ARRAYS], ids=["plain", "arrays"])
def test_long_bodies_cost_no_more_than_their_length(small: float) -> None:
    facts = " ".join(f"0.9::f({i})." for i in range(100))
    body = ", ".join(f"f({i})" if i % 3 else f"\\+ f({i})" for i in range(100))
    text = f"{facts} a :- {body}. 0.5::b :- f(0). c :- a. c :- b, \\+ a. query(c). query(a)."
    ground = Program.from_text(text).ground()
    circuit = eliminated(ground, small)
    assert circuit.edges < 3_000
    all_hold = 0.1**34 * 0.9**66
    assert answers(ground, circuit) == pytest.approx([0.45 + all_hold, all_hold], rel=1e-9)


def test_an_atom_of_a_cycle_that_only_names_itself_is_false() -> None:
    leaves = {1: Leaf(LeafKind.FACT, "x", 0.5)}
    rules = [(2, (3, 2)), (3, (2,)), (3, (1,)), (4, (-2,))]
    ground = GroundProgram(
        ("x", "a", "b", "c"),
        leaves,
        tuple(GroundRule(head, body, 0) for head, body in rules),
        queries=(("a", 2), ("b", 3), ("c", 4)),
    )
    for small in (PLAIN, ARRAYS):
        assert answers(ground, eliminated(ground, small)) == pytest.approx([0.0, 0.5, 1.0])


def test_a_join_too_large_is_refused_before_it_is_made() -> None:
    store = NodeStore(PlainStore((), 10**6))
    domains = Domains([2000, 2000], frozenset())
    nodes = np.full(2000, ONE)
    first, second = (Table((v,), np.arange(2000)[None], nodes) for v in range(2))
    with pytest.raises(NotEliminableError):
        join(first, second, domains, store)
    same = Table((0,), np.zeros((1, 2000), dtype=np.int64), nodes)
    with pytest.raises(NotEliminableError):
        join(same, same, domains, store)


def test_what_failed_with_few_nodes_can_be_tried_with_more() -> None:
    ground = Program.from_text(smokers(6, 2, 0)).ground()
    roots = [literal for _, literal in ground.queries]
    elimination = Elimination(elimination_task(ground, roots, None, smooth=False), 10**6, FOREVER)
    for small in (PLAIN, ARRAYS):
        with pytest.raises(NotEliminableError):
            elimination.circuit(200, small=small)
        circuit = elimination.circuit(10**6, small=small)
        assert answers(ground, circuit) == pytest.approx(by_diagrams(ground))


@pytest.mark.parametrize("small", [PLAIN, ARRAYS], ids=["plain", "arrays"])
def test_heads_of_a_certain_table_are_values_of_one_variable(small: float) -> None:
    # Every second variable follows for sure from the one before: an atom each, not one variable,
    # its values would double the rows for each of the variables above.
    lines = ["0.5::v0(0); 0.3::v0(1); 0.2::v0(2)."]
    for v in range(1, 12, 2):
        lines += [f"1.0::v{v}({(s + 1) % 3}) :- v{v - 1}({s})." for s in range(3)]
        lines += [f"0.8::v{v + 1}({s}); 0.2::v{v + 1}({2 - s}) :- v{v}({s})." for s in (0, 2)]
        lines += [f"0.5::v{v + 1}(0); 0.5::v{v + 1}(1) :- v{v}(1)."]
    ground = Program.from_text("\n".join([*lines, "query(v12(_)). query(v11(_))."])).ground()
    roots = [literal for _, literal in ground.queries]
    task = elimination_task(ground, roots, None, smooth=False)
    assert all(card in {2, 3, 4} for card in Elimination(task, 10**6, FOREVER).encoding.cards)
    circuit = eliminated(ground, small)
    assert answers(ground, circuit) == pytest.approx(by_diagrams(ground))
    assert Elimination(task, 10**6, FOREVER).estimate().rows < 20 * 13


def test_heads_over_one_table_that_may_hold_together_stay_apart() -> None:
    text = """
        0.5::x(0); 0.5::x(1). p(0) :- x(0). p(1) :- x(1). q(0) :- x(1). q(0) :- x(0), y. 0.5::y.
        q(1) :- x(0). r(0) :- p(0). r(1) :- p(1). r(2) :- p(0).
        query(r(_)). query(q(_)).
    """
    ground = Program.from_text(text).ground()
    for small in (PLAIN, ARRAYS):
        found = dict(
            zip(
                (t for t, _ in ground.queries),
                answers(ground, eliminated(ground, small)),
                strict=True,
            )
        )
        assert found == pytest.approx(
            {"r(0)": 0.5, "r(1)": 0.5, "r(2)": 0.5, "q(0)": 0.75, "q(1)": 0.5}
        )


def test_nodes_of_rows_that_come_to_nothing_are_collected(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(large, "_COLLECTED", 10)
    ground = Program.from_text(smokers(7, 2, 3)).ground()
    assert answers(ground, eliminated(ground, ARRAYS)) == pytest.approx(by_diagrams(ground))
