"""Bad input: one clear sentence on standard error, exit code 2, and nothing written."""

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from neurosym.cli import main

Saving = Callable[[str], Path]
Refusal = Callable[[Sequence[str]], str]
CASES = "bronc,asia,smoke,tub,lung,either,xray,dysp,fever,cough\n"
ROW = "yes,no,yes,no,no,no,no,yes,no,yes\n"


@pytest.fixture
def refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Refusal:
    """Return a function that runs a command in an empty folder and gives its one sentence."""
    monkeypatch.chdir(tmp_path)

    def run(words: Sequence[str]) -> str:
        before = sorted(tmp_path.rglob("*"))
        assert main(words) == 2
        shown = capsys.readouterr()
        assert shown.out == ""
        assert sorted(tmp_path.rglob("*")) == before
        # A progress display may leave blank lines behind.
        lines = [line for line in shown.err.splitlines() if line.strip()]
        assert len(lines) == 1, shown.err
        return lines[0]

    return run


def asking(saved: Saving, case: str) -> list[str]:
    return ["ask", "--pack", "child", "--saved", str(saved("child")), case]


def test_an_unknown_variable(refused: Refusal, saved: Saving) -> None:
    found = refused(asking(saved, "chest_xry=oligaemic"))
    assert found == ("neurosym ask: unknown variable 'chest_xry'; did you mean ChestXray?")


def test_an_unknown_state(refused: Refusal, saved: Saving) -> None:
    found = refused(asking(saved, "chest_xray=dark"))
    assert "ChestXray" in found
    assert "'dark'" in found
    assert "Normal, Oligaemic, Plethoric, Grd_Glass" in found


def test_one_variable_in_two_states(refused: Refusal, saved: Saving) -> None:
    found = refused(asking(saved, "chest_xray=oligaemic, age=0-3_days, ChestXray=normal"))
    assert "ChestXray" in found
    assert "Oligaemic" in found
    assert "Normal" in found


def test_a_finding_without_a_state(refused: Refusal, saved: Saving) -> None:
    assert "chest_xray" in refused(asking(saved, "chest_xray"))


def test_the_target_is_no_finding(refused: Refusal, saved: Saving) -> None:
    assert "the case says Disease, which is what is asked for; leave it out" in refused(
        asking(saved, "disease=TGA")
    )


def test_a_missing_pack(refused: Refusal) -> None:
    for command in ("ask", "fit", "demo"):
        found = refused([command, "--pack", "chld"])
        assert found == f"neurosym {command}: there is no pack 'chld'; did you mean child?"


def test_a_missing_pack_under_a_root(refused: Refusal, tmp_path: Path) -> None:
    found = refused(["ask", "--root", str(tmp_path), "--pack", "child", "age=0-3_days"])
    assert found.startswith(f"neurosym ask: there is no pack 'child' under {tmp_path}; ")


def test_a_rule_file_with_three_faults_names_all_three(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    file = tmp_path / "three.pl"
    file.write_text(
        "ill(X) :- fever(X.\n\nwell(a).\n\nlong(X) :- tail(X, Y), Y > , 3.\n\n"
        "old(X) :- age(X, Y) Y > 3.\n"
    )
    for words in (["query", str(file)], ["check", str(file)]):
        assert main(words) == 2
        shown = capsys.readouterr()
        text = shown.err + shown.out
        for place in ("three.pl:1:", "three.pl:5:", "three.pl:7:"):
            (line,) = [line for line in text.splitlines() if place in line]
            column, sentence = line.split(place)[1].split(":", 1)
            assert int(column) > 0
            assert sentence.startswith((" syntax error: ", " error syntax "))
    assert sorted(tmp_path.iterdir()) == [file]


def test_a_rule_file_that_is_not_there(refused: Refusal, tmp_path: Path) -> None:
    assert "none.pl" in refused(["query", str(tmp_path / "none.pl")])
    assert "there is no such file, folder or pack" in refused(["check", "none.pl"])


def test_a_data_file_with_a_wrong_column(refused: Refusal, tmp_path: Path) -> None:
    (tmp_path / "cases.csv").write_text(CASES.replace("smoke", "smoker") + ROW * 30)
    found = refused(["fit", "--pack", "respiratory", "cases.csv"])
    assert "cases.csv" in found
    assert "'smoker'" in found
    assert "smoke" in found.replace("smoker", "")


def test_a_data_file_without_a_column(refused: Refusal, tmp_path: Path) -> None:
    (tmp_path / "cases.csv").write_text("bronc,asia\nyes,no\n")
    assert "cases.csv: has no column 'smoke'" in refused(
        ["fit", "--pack", "respiratory", "cases.csv"]
    )


def test_a_data_file_with_an_unknown_state(refused: Refusal, tmp_path: Path) -> None:
    (tmp_path / "cases.csv").write_text(CASES + ROW * 3 + ROW.replace("yes", "perhaps", 1))
    found = refused(["fit", "--pack", "respiratory", "cases.csv"])
    assert "cases.csv" in found
    assert "5" in found
    assert "'perhaps'" in found


def test_a_data_file_that_is_not_there(refused: Refusal) -> None:
    assert "none.csv" in refused(["fit", "--pack", "respiratory", "none.csv"])


def test_too_few_cases(refused: Refusal, tmp_path: Path) -> None:
    (tmp_path / "cases.csv").write_text(CASES + ROW * 19)
    assert refused(["fit", "--pack", "respiratory", "cases.csv"]) == (
        "neurosym fit: 19 of 19 cases have a recorded bronc; fitting needs at least 20"
    )


def test_nothing_fitted_yet(refused: Refusal) -> None:
    found = refused(["ask", "--pack", "child", "age=0-3_days"])
    assert "child/reasoner.safetensors: there is no saved reasoner; fit one first" in found


def test_a_broken_saved_file(refused: Refusal, saved: Saving, tmp_path: Path) -> None:
    whole = bytearray(saved("child").read_bytes())
    whole[-9] ^= 0xFF
    (tmp_path / "broken").write_bytes(whole)
    words = ["ask", "--pack", "child", "age=0-3_days", "--saved"]
    assert refused([*words, "broken"]) == (
        "neurosym ask: broken: the file is damaged (wrong checksum); fit again"
    )
    (tmp_path / "half").write_bytes(whole[: len(whole) // 2])
    assert "half: the file is damaged" in refused([*words, "half"])
    (tmp_path / "foreign").write_text("hello")
    assert "foreign: the file is damaged" in refused([*words, "foreign"])


def test_a_reasoner_of_another_pack(refused: Refusal, saved: Saving) -> None:
    place = saved("respiratory")
    assert refused(["ask", "--pack", "child", "--saved", str(place), "age=0-3_days"]) == (
        f"neurosym ask: {place}: it was saved for the pack respiratory, not child"
    )


def test_an_unknown_language(refused: Refusal, saved: Saving) -> None:
    found = refused([*asking(saved, "age=0-3_days"), "--language", "xx"])
    assert "'xx'" in found or "xx" in found.split(": ", 1)[1]


def test_a_page_that_cannot_be_written(refused: Refusal, saved: Saving) -> None:
    found = refused([*asking(saved, "age=0-3_days"), "--html", "none/page.html"])
    assert found == (
        "neurosym ask: none/page.html: No such file or directory; "
        "name a place that can be read and written"
    )


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["diagnose"], "invalid choice: 'diagnose'"),
        ([], "required: COMMAND"),
        (["ask", "--pack", "child", "--colour", "red"], "unrecognized arguments: --colour"),
        (["ask", "age=0-3_days"], "required: --pack"),
        (["fit", "--pack", "child", "--seed", "x"], "argument --seed: invalid int value: 'x'"),
        (["query"], "required: file"),
        (["new", "a", "b"], "unrecognized arguments: b"),
    ],
)
def test_unknown_commands_and_options(
    words: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(words)
    shown = capsys.readouterr()
    assert shown.out == ""
    assert said in shown.err.splitlines()[-1]


def test_a_pack_that_is_there_already(refused: Refusal, tmp_path: Path) -> None:
    (tmp_path / "rules" / "pump").mkdir(parents=True)
    assert refused(["new", "pump"]) == (
        "neurosym new: rules/pump: is there already; choose another name or remove it"
    )
    assert "'Pump-1' cannot name a pack" in refused(["new", "Pump-1"])
