"""``mpe``, ``sample``, ``dt`` and ``lfi``."""

import json
from pathlib import Path

import pytest

from neurosym.cli import main
from neurosym.logic.program import Program

ALARM = (
    "0.1::burglary.\n0.05::earthquake.\nalarm :- burglary.\nalarm :- earthquake.\n"
    "evidence(alarm).\nquery(burglary).\nquery(earthquake).\n"
)


@pytest.fixture
def alarm(tmp_path: Path) -> str:
    (tmp_path / "alarm.pl").write_text(ALARM)
    return str(tmp_path / "alarm.pl")


def test_the_most_probable_world(alarm: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["mpe", alarm]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "burglary",
        "\\+earthquake",
        "probability: 0.095, given the evidence: 0.6551724138",
    ]
    assert main(["mpe", alarm, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["answers"] == {"burglary": True, "earthquake": False}
    assert found["joint"] == pytest.approx(0.095)


def test_random_worlds(alarm: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sample", alarm, "-n", "20", "--seed", "3"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 20
    worlds = {"burglary. earthquake.", "burglary. \\+earthquake.", "\\+burglary. earthquake."}
    assert set(lines) <= worlds
    assert main(["sample", alarm, "alarm", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"alarm": True}


def test_the_best_decisions(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "umbrella.pl"
    file.write_text(
        "0.3::rain.\n?::umbrella.\nwet :- rain, \\+ umbrella.\n"
        "utility(wet, -10).\nutility(umbrella, -2).\n"
    )
    assert main(["dt", str(file)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines == ["umbrella: yes", "expected utility: -2 (optimal)"]
    assert main(["dt", str(file), "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {
        "decisions": {"umbrella": True},
        "expected_utility": pytest.approx(-2.0),
        "optimal": True,
        "compared": 2,
    }


def test_learning(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file, seen, out = (tmp_path / name for name in ("coin.pl", "coin.ev", "learned.pl"))
    file.write_text("t(_)::heads.\n")
    seen.write_text(
        "evidence(heads, true).\n---\nevidence(heads, true).\n---\nevidence(\\+ heads)."
    )
    assert main(["lfi", str(file), str(seen), "-o", str(out)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "heads  0.6666666667"
    assert lines[1].startswith("log-likelihood -1.909542505, converged after ")
    assert Program.load(out).query("heads") == {"heads": pytest.approx(2 / 3)}
    assert main(["lfi", str(file), str(seen), "--method", "gradient", "-n", "5", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["steps"] == 5
    assert not found["converged"]
    seen.write_text(seen.read_text() + "\n---\nevidence(heads). evidence(up, false).\n")
    file.write_text("t(_)::heads. up :- heads.\n")
    assert main(["lfi", str(file), str(seen)]) == 0
    printed = capsys.readouterr()
    assert printed.out.startswith("heads  0.6666666667\n")
    assert printed.err == "left out, impossible under the program: example 4\n"


def test_bad_input_is_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file, seen = tmp_path / "coin.pl", tmp_path / "coin.ev"
    file.write_text("t(_)::heads.\n")
    seen.write_text("heads.")
    assert main(["lfi", str(file), str(seen)]) == 2
    assert "coin.ev:1:1: an example holds evidence(Atom, Value)" in capsys.readouterr().err
    assert main(["dt", str(file)]) == 2
    assert "the program has no utilities" in capsys.readouterr().err


def test_a_negated_query_that_does_not_hold_is_shown_without_negation(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "flu.pl"
    file.write_text("1.0::flu(ann). query(\\+flu(ann)).\n")
    assert main(["mpe", str(file)]) == 0
    assert capsys.readouterr().out.startswith("flu(ann)\n")
    assert main(["sample", str(file)]) == 0
    assert capsys.readouterr().out == "flu(ann).\n"


def test_examples_that_are_not_there(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "learn.pl"
    file.write_text("t(_)::a.\n")
    assert main(["lfi", str(file), str(tmp_path / "no.ev")]) == 2
    assert "no.ev: there is no such file; check the path" in capsys.readouterr().err
