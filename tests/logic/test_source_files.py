"""Files that load others: where they are looked up, each once, and what is refused."""

from pathlib import Path

import pytest

from neurosym.errors import PackPermissionError, RuleSyntaxError
from neurosym.logic.program import Program


def write(folder: Path, **files: str) -> Path:
    for name, text in files.items():
        place = folder / f"{name.replace('__', '/')}.pl"
        place.parent.mkdir(exist_ok=True)
        place.write_text(text)
    return folder / "main.pl"


def test_files_load_others_each_once_and_in_a_cycle(tmp_path: Path) -> None:
    main = write(
        tmp_path,
        main=":- consult('facts.pl').\n:- use_module(parts/rules).\n:- [loop, facts].\n"
        "query(r(_)).\n",
        facts="0.5::b(1).\n0.4::b(2).\n",
        parts__rules=":- consult('../facts.pl').\nr(X) :- b(X), \\+ l.\n",
        loop=":- consult(main).\n0.1::l.\n",
    )
    program = Program.load(main)
    assert program.query() == pytest.approx({"r(1)": 0.45, "r(2)": 0.36}, abs=1e-12)
    assert [str(source.path) for source in program.source.sources] == [
        str(main),
        *(str(tmp_path / name) for name in ("facts.pl", "parts/rules.pl", "loop.pl")),
    ]


def test_clauses_stand_where_the_directive_does(tmp_path: Path) -> None:
    text = "p(1).\n:- consult(more).\np(3).\nq(L) :- findall(X, p(X), L).\nquery(q(_)).\n"
    main = write(tmp_path, main=text, more="p(2).\n")
    assert Program.load(main).query() == {"q([1, 2, 3])": 1.0}


def test_a_folder_whose_files_load_each_other(tmp_path: Path) -> None:
    write(tmp_path, main=":- consult(more).\nquery(p).\n", more="0.5::p.\n")
    assert Program.load(tmp_path).query() == pytest.approx({"p": 0.5}, abs=1e-12)


def test_faults_of_a_loaded_file_have_their_place_there(tmp_path: Path) -> None:
    main = write(tmp_path, main=":- consult(more).\na.\n", more="b.\nc :- a b.\nd :- shell(x).\n")
    with pytest.raises(PackPermissionError) as caught:
        Program.load(main)
    told = str(caught.value)
    assert f"{tmp_path / 'more.pl'}:2:8: syntax error: an operator" in told
    assert f"{tmp_path / 'more.pl'}:3:6: shell/1 is not allowed in rules" in told


@pytest.mark.parametrize(
    ("directive", "sentence"),
    [
        ("consult(none)", "there is no file none beside this one; correct the path"),
        ("consult('../other.pl')", "the file ../other.pl lies outside the program's folder"),
        ("use_module('/etc/hostname')", "the file /etc/hostname lies outside the program's folder"),
        ("use_module('a.py')", "rules cannot load the Python file a.py; write its predicates"),
        ("consult(f(x))", "f(x) names no file; write its path, such as consult('more.pl')"),
    ],
)
def test_files_that_are_refused(tmp_path: Path, directive: str, sentence: str) -> None:
    (tmp_path / "other.pl").write_text("a.\n")
    (tmp_path / "inner").mkdir()
    main = write(tmp_path / "inner", main=f"b.\n:- {directive}.\n")
    with pytest.raises(RuleSyntaxError) as caught:
        Program.load(main)
    assert str(caught.value).startswith(f"{main}:2:4: {sentence}")


def test_a_link_that_leads_out_of_the_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "secret.pl").write_text("a.\n")
    (tmp_path / "inner").mkdir()
    (tmp_path / "inner" / "link.pl").symlink_to(tmp_path / "secret.pl")
    main = write(tmp_path / "inner", main=":- consult(link).\n")
    with pytest.raises(RuleSyntaxError, match="lies outside the program's folder"):
        Program.load(main)


def test_a_text_loads_no_file() -> None:
    with pytest.raises(RuleSyntaxError, match=r"r\.pl:1:4: a program given as text cannot load"):
        Program.from_text(":- consult(more).", name="r.pl")
