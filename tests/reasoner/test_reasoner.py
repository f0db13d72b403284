"""The main job, end to end: fit, ask, save, load, decide."""

import dataclasses
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from neurosym.cases.table import table_from_cases
from neurosym.errors import CaseError, DataError, NotFittedError, PackError, SavedFileError
from neurosym.explanation.answer import Answer
from neurosym.packs import load_data
from neurosym.reasoner.options import FitOptions
from neurosym.reasoner.reasoner import Reasoner

NAMES = ("child", "respiratory", "breast")
Fitting = Callable[[str], Reasoner]
Saving = Callable[[str], Path]


def figures(answer: Answer) -> list[float]:
    found = [answer.confidence, answer.path_confidence, answer.typicality]
    for outcome in answer.outcomes:
        found += [outcome.probability, outcome.fused, outcome.network, outcome.belief]
    found += [item.log_odds for item in answer.contributions]
    found += [item.probability for item in answer.would_change]
    return found


@pytest.mark.parametrize("name", NAMES)
def test_a_loaded_reasoner_answers_as_the_saved_one(
    fitted: Fitting, saved: Saving, name: str
) -> None:
    reasoner = fitted(name)
    loaded = Reasoner.from_pack(name).load(saved(name))
    case = reasoner.pack.demonstration()
    before, after = reasoner.ask(case), loaded.ask(case)
    # The same arithmetic on the same stored numbers.
    np.testing.assert_allclose(figures(after), figures(before), rtol=0, atol=1e-12)
    assert after.to_text() == before.to_text()
    assert after.to_json()["proof"] == before.to_json()["proof"]
    assert loaded.graph == reasoner.graph
    assert loaded.certificate == reasoner.certificate


@pytest.mark.parametrize("name", NAMES)
def test_many_decisions_are_those_of_each_case_alone(fitted: Fitting, name: str) -> None:
    reasoner = fitted(name)
    table = load_data(reasoner.pack).rows(np.arange(500, 508))
    mask = np.random.default_rng(3).random(table.codes.shape) < 0.5
    table = table.hidden(mask)
    decided = reasoner.decide(table)
    target = reasoner.vocabulary.index(reasoner.target)
    mask[:, target] = True
    for row in range(len(table)):
        case = table.hidden(mask).case(row)
        answer = reasoner.ask(case)
        by_state = {outcome.state: outcome for outcome in answer.outcomes}
        for column, state in enumerate(decided.states):
            # Batches of other sizes sum in another order, in single precision within the model.
            assert by_state[state].probability == pytest.approx(
                decided.probabilities[row, column], abs=1e-5
            )
            assert by_state[state].in_set == decided.prediction_set[row, column]
        assert answer.outcomes[0].state == decided.states[decided.outcome[row]]
        assert answer.confidence == pytest.approx(decided.confidence[row], abs=1e-5)
        assert (answer.conflict is not None) == decided.conflict[row]
        assert (answer.outcome is not None) == decided.answers[row]


def test_a_frame_is_decided_as_its_table(fitted: Fitting) -> None:
    reasoner = fitted("respiratory")
    frame = pd.DataFrame(
        {"smoke": ["yes", "no"], "cough": ["yes", ""], "bronc": ["no", "yes"]}, dtype=str
    )
    for given in (frame, frame.drop(columns="bronc")):
        found = reasoner.decide(given)
        for row, text in enumerate(("smoke=yes, cough=yes", "smoke=no")):
            answer = reasoner.ask(text)
            assert answer.confidence == pytest.approx(found.confidence[row], abs=1e-5)
    with pytest.raises(DataError, match="smoker"):
        reasoner.decide(frame.rename(columns={"smoke": "smoker"}))


def test_a_case_may_be_text_a_mapping_or_a_case(fitted: Fitting) -> None:
    reasoner = fitted("child")
    text = reasoner.ask("lower_body_o2=<5, chest_xray=oligaemic")
    mapping = reasoner.ask({"lower_body_o2": "<5", "chest_xray": "oligaemic"})
    case = reasoner.ask(reasoner.case("ChestXray=Oligaemic, LowerBodyO2=<5"))
    assert text.outcomes == mapping.outcomes == case.outcomes


@pytest.mark.usefixtures("few_steps")
def test_the_same_seed_and_graph_give_the_same_reasoner(quick: FitOptions) -> None:
    cases = load_data(Reasoner.from_pack("respiratory").pack).rows(np.arange(60))
    seen: dict[str, tuple[int, int]] = {}

    def progress(stage: str, done: int, total: int) -> None:
        seen[stage] = (done, total)

    first = Reasoner.from_pack("respiratory").fit(
        cases, options=dataclasses.replace(quick, bootstraps=1), progress=progress
    )
    assert set(seen) == {"causal graph", "model", "strengths of rules", "calibration"}
    assert all(done == total for done, total in seen.values())
    again = Reasoner.from_pack("respiratory").fit(cases, options=quick, graph=first.graph)
    other = Reasoner.from_pack("respiratory").fit(
        cases, options=dataclasses.replace(quick, seed=5), graph=first.graph
    )
    assert first.graph == again.graph == other.graph
    asked = "smoke=yes, cough=yes"
    assert first.ask(asked).outcomes == again.ask(asked).outcomes
    assert first.ask(asked).outcomes != other.ask(asked).outcomes


def test_too_few_cases_are_refused(quick: FitOptions) -> None:
    cases = load_data(Reasoner.from_pack("respiratory").pack).rows(np.arange(19))
    reasoner = Reasoner.from_pack("respiratory")
    with pytest.raises(
        DataError, match="19 of 19 cases have a recorded bronc; fitting needs at least 20"
    ):
        reasoner.fit(cases, options=quick)
    with pytest.raises(NotFittedError, match="is not fitted"):
        reasoner.ask("smoke=yes")


def test_a_reasoner_that_is_not_fitted_says_so() -> None:
    reasoner = Reasoner.from_pack("child")
    with pytest.raises(
        NotFittedError,
        match=r"the reasoner of child is not fitted; call fit\(\), or load\(\) a saved one",
    ):
        reasoner.ask("age=0-3_days")


def test_the_target_cannot_be_given(fitted: Fitting) -> None:
    with pytest.raises(CaseError, match="the case says bronc, which is what is asked for"):
        fitted("respiratory").ask("bronc=yes, smoke=no")


def test_a_reasoner_of_another_pack_is_refused(saved: Saving) -> None:
    with pytest.raises(SavedFileError, match="it was saved for the pack respiratory, not child"):
        Reasoner.from_pack("child").load(saved("respiratory"))


def test_a_pack_that_is_not_there_is_named() -> None:
    with pytest.raises(PackError, match="there is no pack 'chidl'; did you mean child"):
        Reasoner.from_pack("chidl")


def test_a_refused_load_keeps_what_was_fitted(fitted: Fitting, tmp_path: Path) -> None:
    reasoner = Reasoner(fitted("respiratory").pack, fitted("respiratory").fitted)
    (tmp_path / "broken").write_bytes(b"no tensors")
    with pytest.raises(SavedFileError, match="the file is damaged"):
        reasoner.load(tmp_path / "broken")
    assert reasoner.ask("smoke=yes").outcomes


def test_asking_imports_nothing_that_only_fitting_needs(saved: Saving) -> None:
    heavy = "pgmpy pyro pandas scipy sklearn networkx janus_swi pysdd joblib"
    code = (
        "import sys\n"
        "from neurosym.reasoner.reasoner import Reasoner\n"
        f"r = Reasoner.from_pack('child').load({str(saved('child'))!r})\n"
        "a = r.ask('lower_body_o2=<5, chest_xray=oligaemic')\n"
        "a.to_json(), a.to_text(), a._repr_html_()\n"
        f"print(*[m for m in {heavy!r}.split() if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""


def test_rules_that_changed_since_are_noted(project: Path, tmp_path: Path) -> None:
    root = tmp_path / "changed"
    shutil.copytree(project, root)
    place = root / ".neurosym" / "pump" / "reasoner.safetensors"
    asked = "service=overdue, noisy=yes"
    note = "The rules have changed since this reasoner was fitted; fit again to use them."
    assert note not in Reasoner.from_folder(root, "pump").load(place).ask(asked).notes
    with (root / "rules" / "pump" / "pump.pl").open("a", encoding="utf-8") as file:
        file.write("\n0.5::false :- noisy(Pump), flow(Pump, low).\n")
    assert note in Reasoner.from_folder(root, "pump").load(place).ask(asked).notes


def test_without_its_mandatory_findings_nothing_is_answered(project: Path) -> None:
    place = project / ".neurosym" / "pump" / "reasoner.safetensors"
    reasoner = Reasoner.from_folder(project, "pump").load(place)
    engine = reasoner.fitted.engine
    flow = engine.vocabulary.find("flow")
    engine.vocabulary = engine.vocabulary.replaced(dataclasses.replace(flow, mandatory=True))
    silent = reasoner.ask("noisy=yes, temperature=100")
    assert silent.abstains
    assert silent.outcome is None
    assert silent.reason == "This reasoner does not answer before it knows flow."
    assert silent.next_question is not None
    assert silent.next_question.variable == "flow"
    known = reasoner.ask("noisy=yes, temperature=100, flow=low")
    assert "before it knows" not in known.reason


def test_nothing_known_is_answered_by_how_common_outcomes_are(fitted: Fitting) -> None:
    reasoner = fitted("respiratory")
    answer = reasoner.ask("")
    assert answer.facts == ()
    assert answer.path is None
    assert answer.contributions == ()
    network = {o.state: o.network for o in answer.outcomes}
    table = table_from_cases([reasoner.case("")], reasoner.vocabulary)
    posterior = reasoner.fitted.engine.fusion.network_posterior(table.codes)
    target = reasoner.vocabulary.index("bronc")
    for column, state in enumerate(("yes", "no")):
        assert network[state] == pytest.approx(float(posterior.marginals[target][0, column]))
