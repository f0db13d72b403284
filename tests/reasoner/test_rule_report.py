"""What fitting made of the rules is told, kept in the saved file, and used in answers."""

from pathlib import Path

import pandas as pd
import pytest

from neurosym.packs import new_pack
from neurosym.reasoner.options import FitOptions
from neurosym.reasoner.reasoner import Reasoner


@pytest.mark.usefixtures("few_steps")
def test_a_learned_threshold_is_told_saved_and_used(tmp_path: Path, quick: FitOptions) -> None:
    new_pack(tmp_path, "pump")
    rules = tmp_path / "rules" / "pump" / "pump.pl"
    text = rules.read_text(encoding="utf-8")
    assert "Degrees > 80." in text
    rules.write_text(text.replace("Degrees > 80.", "Degrees > t(60)."), encoding="utf-8")
    reasoner = Reasoner.from_folder(tmp_path, "pump").fit(options=quick)

    (told,) = reasoner.rules().comparisons
    number = float(told.split(":")[0].removeprefix("temperature > "))
    data = pd.read_csv(tmp_path / "causal" / "pump" / "data.csv", keep_default_na=False)
    heat = pd.to_numeric(data["temperature"], errors="coerce")
    hot = data["fault"] == "bearing"
    assert heat[~hot].median() < number < heat[hot].median()
    assert told == f"temperature > {number:g}: the threshold was learned from cases"

    place = tmp_path / "reasoner.safetensors"
    reasoner.save(place)
    loaded = Reasoner.from_folder(tmp_path, "pump").load(place)
    for each in (reasoner, loaded):
        assert each.rules() == reasoner.rules()
        assert each.query("overheated(P)", f"temperature={number + 1}") == {"overheated(case)": 1.0}
        assert each.query("overheated(P)", f"temperature={number - 1}") == {"overheated(case)": 0.0}
        assert f"temperature > {number:g}" in each.ask(f"temperature={number + 1}").to_text()


def test_strengths_are_told_as_written_or_as_learned(project: Path) -> None:
    reasoner = Reasoner.from_folder(project, "pump")
    reasoner.load(project / ".neurosym" / "pump" / "reasoner.safetensors")
    hard, soft, learned = reasoner.rules().strengths
    assert (hard.strength, hard.learned) == (1.0, False)
    assert (soft.strength, soft.learned) == (0.9, False)
    assert soft.sentence == f"{soft.place}: strength 0.90, as written"
    assert learned.learned
    assert (
        learned.sentence == f"{learned.place}: strength {learned.strength:.2f}, learned from cases"
    )
    assert learned.text.startswith("t(0.7)::false :-")
    assert reasoner.rules().comparisons == ()
    assert reasoner.rules().learned() == (learned.sentence,)
    assert reasoner.rules(language="zh").strengths[1].sentence.endswith("按原文")
