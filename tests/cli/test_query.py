import json
from pathlib import Path

import pytest

from neurosym.cli import main

COINS = (
    "0.6::heads(a).\n0.5::heads(b).\nboth :- heads(a), heads(b).\nquery(both).\nquery(heads(_)).\n"
)


@pytest.fixture
def coins(tmp_path: Path) -> str:
    (tmp_path / "coins.pl").write_text(COINS)
    return str(tmp_path / "coins.pl")


def test_probabilities_as_text(coins: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["query", coins]) == 0
    rows = dict(line.rsplit(None, 1) for line in capsys.readouterr().out.splitlines())
    assert {name.strip(): float(p) for name, p in rows.items()} == pytest.approx(
        {"both": 0.3, "heads(a)": 0.6, "heads(b)": 0.5}
    )


def test_probabilities_as_one_json_object(coins: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["query", coins, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found == pytest.approx({"both": 0.3, "heads(a)": 0.6, "heads(b)": 0.5})


def test_a_goal_instead_of_the_files_own(coins: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["query", coins, "heads(X), heads(b)", "--json"]) == 0
    assert list(json.loads(capsys.readouterr().out).values()) == pytest.approx([0.3, 0.5])


def test_evidence_that_cannot_be_is_bad_input(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "never.pl"
    file.write_text("0.5::a.\nb :- a, \\+ a.\nevidence(b).\nquery(a).\n")
    assert main(["query", str(file)]) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert "no possible world agrees with the evidence" in shown.err


def test_an_unknown_predicate_has_its_place(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "typo.pl"
    file.write_text("0.5::fever.\nill :- feber.\nquery(ill).\n")
    assert main(["query", str(file)]) == 2
    shown = capsys.readouterr().err
    assert "typo.pl:2:" in shown
    assert "unknown predicate feber/0; did you mean fever/0?" in shown


def test_bounds_proofs_and_estimates(coins: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["query", coins, "--method", "bounds", "--seconds", "5", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["both"] == {"lower": pytest.approx(0.3), "upper": pytest.approx(0.3)}
    assert main(["query", coins, "both", "--method", "k-best", "--k", "1"]) == 0
    assert capsys.readouterr().out == "both  0.3\n"
    told = ["--samples", "500", "--seed", "1", "--confidence", "0.9"]
    assert main(["query", coins, "both", "--method", "sampling", *told]) == 0
    shown = capsys.readouterr().out
    assert shown.startswith("both  ~0.")
    assert shown.endswith(": 90 % interval of 500 samples)\n")


def test_an_option_of_another_method_is_bad_input(
    coins: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["query", coins, "--seconds", "3"]) == 2
    shown = capsys.readouterr().err
    assert "method 'exact' takes no option seconds; it belongs to method 'bounds'" in shown


@pytest.mark.parametrize("word", ["", "other.pl"])
def test_what_is_no_goal_is_bad_input(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], word: str
) -> None:
    file = tmp_path / "some.pl"
    file.write_text("0.5::a.\n")
    with pytest.raises(SystemExit):
        main(["query", str(file), word])
    shown = capsys.readouterr().err
    assert "the goal is empty" in shown or "other.pl stands where a goal is read" in shown


def test_a_file_that_asks_nothing_says_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "silent.pl"
    file.write_text("0.5::a.\n")
    assert main(["query", str(file)]) == 0
    shown = capsys.readouterr()
    assert shown.out == ""
    assert "the file asks nothing; add query" in shown.err
