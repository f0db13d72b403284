"""The penalty of a program's rules on beliefs given by atom."""

import pytest
import torch
from torch.testing import assert_close

from neurosym.errors import InconsistentEvidenceError
from neurosym.logic.belief_penalty import AtomVariables
from neurosym.logic.program import Program

SOFT = ":- predicted h/1.\n:- observed b/1.\n0.9::false :- b(X), \\+ h(X).\n"


def tensor(*values: float) -> torch.Tensor:
    return torch.tensor(values, dtype=torch.float64, requires_grad=True)


def test_soft_rule_by_hand() -> None:
    b, h = tensor(0.2, 0.9), tensor(0.5, 0.25)
    total = Program.from_text(SOFT).penalty({"b(ann)": b, "h(ann)": h})
    assert isinstance(total, torch.Tensor)
    # A world that breaks the rule keeps a tenth; exact up to rounding in float64.
    assert_close(total, -torch.log(1 - 0.9 * b * (1 - h)), rtol=1e-12, atol=1e-12)
    (slope,) = torch.autograd.grad(total.sum(), [b])
    assert_close(slope, (0.9 * (1 - h) / (1 - 0.9 * b * (1 - h))).detach(), rtol=1e-12, atol=0)


def test_states_of_one_variable_exclude_each_other() -> None:
    text = ":- predicted d/2.\nfalse :- d(P, flu), \\+ fever(P).\n:- observed fever/1.\n"
    beliefs = {"d(ann,flu)": tensor(0.6), "d(ann,cold)": tensor(0.4)}
    program = Program.from_text(text)
    total = program.penalty({**beliefs, "fever(ann)": tensor(0.5)})
    assert isinstance(total, torch.Tensor)
    assert_close(total, -torch.log(torch.tensor([1 - 0.6 * 0.5], dtype=torch.float64)))


def test_atoms_group_by_all_but_their_last_argument() -> None:
    atoms = ["d(a,x)", "d(a,y)", "d(b,x)", "e(f(a,b))", "g", "h('a,b',c)"]
    assert AtomVariables.of(atoms).atoms == (
        ("d(a,x)", "d(a,y)"),
        ("d(b,x)",),
        ("e(f(a,b))",),
        ("g",),
        ("h('a,b',c)",),
    )


def test_a_row_that_no_world_keeps_costs_everything_and_alone_it_is_an_error() -> None:
    program = Program.from_text(":- predicted f/1.\nfalse :- f(a).\n")
    belief = tensor(1.0, 0.5)
    total = program.penalty({"f(a)": belief})
    assert isinstance(total, torch.Tensor)
    assert total.tolist() == pytest.approx([torch.inf, 0.6931471805599453])
    total[1].backward()  # type: ignore[no-untyped-call]
    assert belief.grad is not None
    assert belief.grad.tolist() == pytest.approx([0.0, 2.0])
    with pytest.raises(InconsistentEvidenceError, match="keeps the hard rules; change the beliefs"):
        program.penalty({"f(a)": tensor(1.0)})
