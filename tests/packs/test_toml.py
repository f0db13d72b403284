from pathlib import Path

import pytest

from neurosym.errors import PackError
from neurosym.packs.toml import Section, read_toml


def section(values: dict[str, object]) -> Section:
    return Section("f.toml:[a]", values)


def test_values_by_type() -> None:
    values: dict[str, object] = {
        "text": "t",
        "flag": True,
        "number": 2,
        "whole": 3,
        "texts": ["a", "b"],
        "numbers": [1, 2.5],
        "rows": [[1, 0], [0.5, 0.5]],
        "words": {"en": "Yes?"},
    }
    table = section(values)
    assert table.text("text") == "t"
    assert table.flag("flag") is True
    assert table.number("number") == 2.0
    assert table.whole("whole") == 3
    assert table.texts("texts") == ("a", "b")
    assert table.numbers("numbers") == (1.0, 2.5)
    assert table.rows("rows") == ((1.0, 0.0), (0.5, 0.5))
    assert table.words("words") == {"en": "Yes?"}
    table.check()


def test_defaults() -> None:
    table = section({})
    assert (table.text("x", "d"), table.flag("x", True), table.number("x", 1.0)) == ("d", True, 1.0)
    assert (table.whole("x", 5), table.texts("x", ("",)), table.numbers("x")) == (5, ("",), ())
    assert (table.rows("x"), table.words("x"), table.section("x").values) == ((), {}, {})
    table.check()


def test_every_fault_is_told_in_one_go() -> None:
    table = section(
        {
            "text": 1,
            "flag": "yes",
            "number": True,
            "whole": -1,
            "texts": ["a", 1],
            "numbers": "1",
            "rows": [[1], 2],
            "words": {"en": 1},
            "table": 1,
        }
    )
    table.text("text")
    table.flag("flag")
    table.number("number")
    table.whole("whole")
    table.texts("texts")
    table.numbers("numbers")
    table.rows("rows")
    table.words("words")
    table.section("table")
    assert table.faults == [
        "f.toml:[a] text: must be a text in quotes, not 1",
        "f.toml:[a] flag: must be true or false, not 'yes'",
        "f.toml:[a] number: must be a number, not true",
        "f.toml:[a] whole: must be a whole number from 0, not -1",
        "f.toml:[a] texts: must be a list of texts in quotes, not ['a', 1]",
        "f.toml:[a] numbers: must be a list of numbers, not '1'",
        "f.toml:[a] rows: must be a list of rows of numbers, not [[1], 2]",
        "f.toml:[a] words: must be a table of texts, not {'en': 1}",
        "f.toml:[a] table: must be a table",
    ]
    with pytest.raises(PackError, match=r"^f\.toml:\[a\] text: must be .*, not 1\nf\.toml:"):
        table.check()


def test_true_is_no_number() -> None:
    table = section({"whole": True, "numbers": [True]})
    assert (table.whole("whole", 5), table.numbers("numbers")) == (5, ())
    assert len(table.faults) == 2


def test_an_unknown_key_names_the_near_one() -> None:
    table = section({"sorce": "x"})
    table.only(("source", "states"))
    assert table.faults == ["f.toml:[a] sorce: unknown key; did you mean source?"]


def test_a_long_value_is_cut() -> None:
    table = section({"number": "x" * 100})
    table.number("number")
    assert table.faults[0].endswith("xxx...")


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(PackError, match=r"a\.toml: there is no such file; `neurosym new` writes"):
        read_toml(tmp_path / "a.toml")
    (tmp_path / "b.toml").write_text("x = \n")
    with pytest.raises(PackError, match=r"b\.toml: is no valid TOML: .*line 1, column 5"):
        read_toml(tmp_path / "b.toml")
    (tmp_path / "c.toml").write_bytes(b"\xff")
    with pytest.raises(PackError, match=r"c\.toml: cannot be read as UTF-8 text"):
        read_toml(tmp_path / "c.toml")
    (tmp_path / "d.toml").write_text("x = " + "[" * 100_000)
    with pytest.raises(PackError, match=r"d\.toml: is nested too deeply; write fewer brackets$"):
        read_toml(tmp_path / "d.toml")
