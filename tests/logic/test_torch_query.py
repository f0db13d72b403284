"""Query probabilities on batches against single queries, and their gradients."""

import math

import pytest
import torch
from torch.testing import assert_close

from neurosym.errors import InconsistentEvidenceError, UnsupportedRuleError
from neurosym.logic.program import Program
from neurosym.logic.torch_query import TorchQuery

TEXT = """
0.3::a. 0.5::b. 0.2::d(1); 0.3::d(2). 0.7::noise.
c :- a, d(1).
c :- b, \\+ d(1).
c :- noise, \\+ a, \\+ b.
false :- a, d(2).
0.8::false :- c, noise.
query(c). query(d(2)).
evidence(e). e :- a. e :- d(2). e :- noise.
"""


def doubles(*values: float) -> torch.Tensor:
    return torch.tensor(values, dtype=torch.float64, requires_grad=True)


def test_rows_are_the_queries_under_their_probabilities() -> None:
    compiled = Program.from_text(TEXT).compile()
    query = TorchQuery(compiled)
    a, first = doubles(0.1, 0.0, 1.0, 0.6), doubles(0.4, 0.1, 0.0, 0.7)
    log_p, possible = query({"a": a, "d(1)": first})
    assert query.answers == ("c", "d(2)")
    assert possible.all()
    for row in range(4):
        found = compiled.query({"a": a.tolist()[row], "d(1)": first.tolist()[row]})
        assert log_p[row].exp().tolist() == pytest.approx(list(found.values()), abs=1e-12)
    own, _ = query()
    assert own[0].exp().tolist() == pytest.approx(list(compiled.query().values()), abs=1e-12)


def test_gradients_are_those_of_differences() -> None:
    query = TorchQuery(Program.from_text(TEXT).compile())
    odds, share = doubles(-1.0, 0.3, 2.0), doubles(0.2, 0.5, 0.9)

    def log_p(odds: torch.Tensor, share: torch.Tensor) -> torch.Tensor:
        given = {"d(1)": 0.6 * share, "d(2)": 0.4 * share}
        found: torch.Tensor = query(given, log_odds={"a": odds})[0]
        return found

    assert torch.autograd.gradcheck(log_p, (odds, share))


def test_gradients_stay_finite_where_facts_are_sure() -> None:
    query = TorchQuery(Program.from_text(TEXT).compile())
    ends, far = doubles(0.0, 1.0, 0.0, 1.0), doubles(-800.0, -800.0, 800.0, 800.0)
    log_p, possible = query({"d(1)": 0.7 * ends}, log_odds={"a": far})
    assert possible.all()
    log_p[torch.isfinite(log_p)].sum().backward()
    assert ends.grad is not None
    assert far.grad is not None
    assert torch.isfinite(ends.grad).all()
    assert torch.isfinite(far.grad).all()


def test_a_thousand_facts_do_not_underflow() -> None:
    facts = " ".join(f"0.001::f({i})." for i in range(1000))
    body = ", ".join(f"f({i})" for i in range(1000))
    query = TorchQuery(Program.from_text(f"{facts} all :- {body}. query(all).").compile())
    odds = doubles(-3.0, -30.0)
    log_p, _ = query(log_odds={"f(7)": odds})
    rest = 999 * math.log(0.001)
    assert_close(log_p[:, 0], rest + torch.nn.functional.logsigmoid(odds))


def test_an_impossible_row_is_masked_and_alone_it_is_an_error() -> None:
    query = TorchQuery(Program.from_text("0.5::a. 0.5::b :- a. query(a). evidence(b).").compile())
    log_p, possible = query({"a": doubles(0.0, 0.4)})
    assert possible.tolist() == [False, True]
    assert log_p[:, 0].tolist() == [0.0, 0.0]
    with pytest.raises(InconsistentEvidenceError, match="under these probabilities"):
        query({"a": doubles(0.0)})


def test_what_does_not_fit_is_refused() -> None:
    query = TorchQuery(Program.from_text(TEXT).compile())
    with pytest.raises(ValueError, match="x is no uncertain fact that the queries need"):
        query({"x": doubles(0.5)})
    with pytest.raises(ValueError, match=r"d\(1\) is one of several that exclude each other"):
        query(log_odds={"d(1)": doubles(0.5)})
    with pytest.raises(ValueError, match=r"the tensors have \[1, 2\] rows"):
        query({"a": doubles(0.5), "b": doubles(0.5, 0.2)})
    ill = Program.from_text(":- predicted ill/1.\nsick(P) :- ill(P).\nquery(sick(ann)).").compile()
    with pytest.raises(UnsupportedRuleError, match=r"ill\(ann\) is predicted"):
        TorchQuery(ill)()
    assert TorchQuery(ill)({"ill(ann)": doubles(0.25)})[0].exp().item() == pytest.approx(0.25)


def test_evidence_on_a_predicted_atom_keeps_the_kind_of_number() -> None:
    text = ":- predicted ill/1.\n0.3::hot. sick(P) :- ill(P), hot.\nquery(sick(ann))."
    program = Program.from_text(text)
    query = TorchQuery(program.compile(evidence=["ill(ann)"]))
    odds = doubles(0.25, -1.0)
    log_p, _ = query(log_odds={"hot": odds})
    assert log_p.dtype is torch.float64
    assert_close(log_p[:, 0], torch.nn.functional.logsigmoid(odds))
    assert query()[0].exp().item() == pytest.approx(0.3, abs=1e-15)
