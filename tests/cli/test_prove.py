"""``neurosym prove`` and ``neurosym why-not``: files, packs, data, and bad input."""

import json
from pathlib import Path

import pytest

from neurosym.cli import main

RULES = (
    ":- observed temp/2. :- closed temp/2.\nfever(P) :- temp(P, T), T > 38.\n"
    "0.4::flu(P) :- fever(P).\n"
)
DATA = "who,temp\nann,36.8\nbob,39\n"


@pytest.fixture
def ward(tmp_path: Path) -> Path:
    (tmp_path / "ward.pl").write_text(RULES)
    (tmp_path / "ward.csv").write_text(DATA)
    return tmp_path


def test_a_proof_names_file_line_and_row(ward: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = ["--data", str(ward / "ward.csv"), "--key", "who"]
    assert main(["prove", str(ward / "ward.pl"), "fever(X)", *data]) == 0
    said = capsys.readouterr().out
    assert f"fever(bob)  [rule, {ward}/ward.pl:2]" in said.replace("\n│  ", " ")
    assert "39 > 38 holds" in said
    assert "row 3" in " ".join(said.replace("│", " ").split())
    assert main(["prove", str(ward / "ward.pl"), "fever(ann)", *data, "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["proofs"] == []


def test_why_not_names_the_values(ward: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = ["--data", str(ward / "ward.csv"), "--row", "2"]
    page = ward / "page.html"
    command = ["why-not", str(ward / "ward.pl"), "fever(case)", *data, "--html", str(page)]
    assert main(command) == 0
    said = capsys.readouterr().out
    assert "36.8 > 38 fails" in said
    assert "36.8 &gt; 38 fails" in page.read_text(encoding="utf-8")
    assert main([*command, "--language", "zh"]) == 0
    assert "36.8 > 38 不成立" in capsys.readouterr().out


def test_reasons_as_one_json_object(ward: Path, capsys: pytest.CaptureFixture[str]) -> None:
    fact = ["--fact", "temp(cem,39)"]
    assert main(["why-not", str(ward / "ward.pl"), "flu(cem)", *fact, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["probability"] == pytest.approx(0.4)
    assert found["attempts"][0]["failing"][0]["text"] == "0.4::flu(cem)"
    command = ["why-not", str(ward / "ward.pl"), "flu(cem)", *fact, "--at-least", "0.3"]
    assert main(command) == 1
    assert "nothing to explain" in capsys.readouterr().out


def test_the_states_of_what_a_pack_predicts_are_tried(capsys: pytest.CaptureFixture[str]) -> None:
    goal = "duct_dependent(case)"
    assert main(["why-not", "child", goal, "--case", "chest_xray=oligaemic", "--json"]) == 0
    attempts = json.loads(capsys.readouterr().out)["attempts"]
    assert {step["text"] for step in attempts[0]["failing"]} <= {
        "disease(case,paivs)",
        "disease(case,tga)",
    }
    assert main(["prove", "child", goal, "--case", "disease=tga"]) == 0
    assert "tga depends on an open arterial duct" in capsys.readouterr().out
    assert main(["prove", "child", goal, "--case", "disease=fallot"]) == 1


def test_a_pack_and_a_case(capsys: pytest.CaptureFixture[str]) -> None:
    case = ["--case", "fever=yes, cough=yes, smoke=no"]
    assert main(["prove", "respiratory", "diagnose(case, bronchitis)", *case]) == 0
    said = capsys.readouterr().out
    assert "the complaints of the patient suggest bronchitis" in said
    assert "the patient has fever" in said
    case = ["--case", "fever=yes, cough=yes, smoke=yes"]
    assert main(["why-not", "respiratory", "diagnose(case, bronchitis)", *case]) == 0
    assert "remove smoking is a risk factor of the patient" in capsys.readouterr().out


@pytest.mark.parametrize("command", ["prove", "why-not"])
@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["no_such_pack", "p"], "there is no pack 'no_such_pack'"),
        (["no_such.pl", "p"], "there is no such file, folder or pack"),
        (["WARD", "fevr(X)"], "unknown predicate fevr/1; did you mean fever/1?"),
        (["WARD", "fever(X"], "'fever(X' cannot be read as a goal"),
        (["WARD", "fever(a)", "--case", "x=1"], "is no pack, so it has no --case"),
        (["WARD", "fever(a)", "--fact", "temp(a,"], "cannot be read as a goal"),
        (["WARD", "fever(a)", "--language", "xx"], "no phrases for language 'xx'"),
        (["WARD", "fever(a)", "--data", "none.csv"], "none.csv: cannot be read as UTF-8 CSV"),
        (["WARD", "fever(a)", "--data", "DATA", "--row", "9"], "has rows 2 to 3, and no row 9"),
        (["WARD", "fever(a)", "--data", "DATA", "--key", "name"], "has no value for name"),
        (["respiratory", "lung_disease(case)", "--case", "fver=yes"], "fver"),
        (["respiratory", "lung_disease(case)", "--data", "DATA"], "choose one with --row"),
    ],
)
def test_bad_input_is_one_clear_line(
    ward: Path, command: str, words: list[str], sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    places = {"WARD": str(ward / "ward.pl"), "DATA": str(ward / "ward.csv")}
    assert main([command, *(places.get(word, word) for word in words)]) == 2
    found = capsys.readouterr()
    assert found.out == ""
    assert found.err.startswith(f"neurosym {command}: ")
    assert sentence in found.err
    assert found.err.count("\n") == 1


@pytest.mark.parametrize("command", ["prove", "why-not"])
def test_help_needs_no_rules(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main([command, "--help"])
    assert ended.value.code == 0
    assert "--json" in capsys.readouterr().out
