"""Few cases answered in numpy are answered as in torch, and need none of the heavy libraries."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from neurosym.packs import load_data
from neurosym.reasoner.light_engine import LightEngine
from neurosym.reasoner.reasoner import Reasoner

HEAVY = "torch pgmpy pyro pandas scipy sklearn networkx janus_swi pysdd"
ASK = """
import sys
from pathlib import Path
from neurosym.reasoner.reasoner import Reasoner
reasoner = Reasoner.from_pack(sys.argv[1]).load(Path(sys.argv[2]))
answer = reasoner.ask(reasoner.pack.hard_case.evidence)
answer.to_text()
answer.to_json()
print(*[name for name in sys.argv[3].split() if name in sys.modules])
"""


@pytest.fixture(params=["child", "breast"])
def reasoner(request: pytest.FixtureRequest, fitted: Callable[[str], Reasoner]) -> Reasoner:
    return fitted(str(request.param))


def cases(reasoner: Reasoner, count: int) -> tuple[np.ndarray, np.ndarray]:
    """Cases of the pack's own data with findings hidden, from nothing known to almost all."""
    engine = reasoner.fitted.engine
    table = load_data(reasoner.pack).binned(engine.vocabulary).rows(np.arange(count))
    random = np.random.default_rng(4)
    hidden = random.random(table.codes.shape) < np.linspace(0.1, 1.0, count)[:, None]
    hidden[:, engine.target] = True
    codes = np.where(hidden, np.int16(-1), table.codes)
    return codes, np.where(hidden, np.nan, table.values)


def test_few_cases_have_the_figures_of_many(reasoner: Reasoner) -> None:
    engine = reasoner.fitted.engine
    codes, values = cases(reasoner, 40)
    few, many = engine.answer(codes, values), engine.many.answer(codes, values)
    np.testing.assert_allclose(few.belief, many.belief, atol=1e-5)
    np.testing.assert_allclose(few.network, many.network, atol=1e-9)
    np.testing.assert_allclose(few.log_evidence, many.log_evidence, atol=1e-9)
    np.testing.assert_array_equal(few.conflict, many.conflict)
    # The belief is in single precision, and all answers hold some of it.
    np.testing.assert_allclose(few.probabilities, many.probabilities, atol=1e-5)
    for one, other in zip(few.marginals, many.marginals, strict=True):
        np.testing.assert_allclose(one, other, atol=1e-5)


def test_a_saved_reasoner_answers_the_same_few_and_many(reasoner: Reasoner, tmp_path: Path) -> None:
    path = reasoner.save(tmp_path / "saved.safetensors")
    loaded = Reasoner.from_pack(reasoner.pack.name).load(path)
    codes, values = cases(reasoner, 8)
    engine = loaded.fitted.engine
    assert isinstance(engine, LightEngine)
    before = reasoner.fitted.engine.answer(codes, values).probabilities
    np.testing.assert_array_equal(engine.answer(codes, values).probabilities, before)
    long = np.tile(codes, (200, 1)), np.tile(values, (200, 1))
    np.testing.assert_allclose(
        engine.answer(*long).probabilities, np.tile(before, (200, 1)), atol=1e-5
    )


def test_asking_a_saved_reasoner_imports_nothing_heavy(reasoner: Reasoner, tmp_path: Path) -> None:
    path = reasoner.save(tmp_path / "saved.safetensors")
    command = [sys.executable, "-c", ASK, reasoner.pack.name, str(path), HEAVY]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""
