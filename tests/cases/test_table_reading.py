from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from neurosym.cases.table_reading import read_csv, table_from_frame, table_from_rows
from neurosym.cases.variable import Role, Variable
from neurosym.cases.vocabulary import Vocabulary
from neurosym.errors import DataError

WORDS = Vocabulary(
    (
        Variable("DuctFlow", ("Lt_to_Rt", "None", "Rt_to_Lt")),
        Variable("LVH", ("yes", "no"), missing=("", "?")),
        Variable("mean radius", ("< 15", ">= 15"), numeric=True, cuts=(15.0,)),
        Variable("grade", ("1", "2", "3")),
        Variable("hidden", ("a", "b"), role=Role.LATENT),
    )
)
TEXT = """\
duct_flow,lvh,mean_radius,grade
None,yes,17.5,1

lt to rt,?,,3
,NO,< 15,2
"""


def frame() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "DuctFlow": ["None", "lt_to_rt", None],
            "lvh": [True, None, False],
            "mean_radius": [17.5, float("nan"), 3],
            "grade": [1.0, 3.0, float("nan")],
        }
    )


def test_a_frame_by_hand() -> None:
    table = table_from_frame(frame(), WORDS)
    assert table.codes.tolist() == [[1, 0, 1, 0, -1], [0, -1, -1, 2, -1], [-1, 1, 0, -1, -1]]
    np.testing.assert_equal(table.values[:, 2], [17.5, np.nan, 3.0])
    assert np.isnan(table.values[:, [0, 1, 3, 4]]).all()


@pytest.mark.parametrize(
    "converted", [frame().astype("object"), frame().astype("category"), frame().convert_dtypes()]
)
def test_the_type_of_a_column_does_not_matter(converted: pd.DataFrame) -> None:
    expected = table_from_frame(frame(), WORDS)
    table = table_from_frame(converted, WORDS)
    assert (table.codes == expected.codes).all()
    np.testing.assert_equal(table.values, expected.values)


def test_whole_numbers_and_infinity() -> None:
    data = frame().assign(mean_radius=[1, 15, 3])
    assert table_from_frame(data, WORDS).codes[:, 2].tolist() == [0, 1, 0]
    data = frame().assign(mean_radius=[1.0, 20.0, float("inf")])
    with pytest.raises(DataError, match=r"^data:row 4, column mean_radius: 'inf' is not finite"):
        table_from_frame(data, WORDS)


def test_a_list_in_a_cell_is_no_state() -> None:
    data = frame().assign(lvh=pd.Series([["yes"], "no", "no"], dtype="object"))
    with pytest.raises(DataError, match=r"^data:row 2, column lvh: unknown state \"\['yes'\]\""):
        table_from_frame(data, WORDS)


def test_a_missing_column_is_named() -> None:
    data = frame().drop(columns="lvh")
    with pytest.raises(DataError, match=r"^data: has no column 'LVH'; add it \(empty cells may s"):
        table_from_frame(data, WORDS)
    assert table_from_frame(data, WORDS, partial=True).codes[:, 1].tolist() == [-1, -1, -1]


def test_a_wrong_column_names_the_near_one() -> None:
    data = frame().rename(columns={"mean_radius": "mean_radios"})
    sentence = r"^d\.csv: column 'mean_radios' is no variable; did you mean mean radius\?$"
    with pytest.raises(DataError, match=sentence):
        table_from_frame(data, WORDS, source="d.csv")
    data = frame().assign(id=[1, 2, 3])
    sentence = r"^data: column 'id' is no variable; remove it, ignore it, or describe it in variab"
    with pytest.raises(DataError, match=sentence):
        table_from_frame(data, WORDS)
    assert len(table_from_frame(data, WORDS, ignore=["id"])) == 3


def test_two_columns_of_one_variable_are_refused() -> None:
    data = frame().assign(LVH=["yes", "no", "yes"])
    with pytest.raises(
        DataError, match=r"^data: columns 'lvh' and 'LVH' are both the variable LVH"
    ):
        table_from_frame(data, WORDS)


def test_an_unknown_state_names_row_and_column() -> None:
    data = frame().assign(DuctFlow=["None", "None", "up"])
    sentence = (
        r"^d\.csv:row 4, column DuctFlow: unknown state 'up'; "
        r"its states are Lt_to_Rt, None, Rt_to_Lt$"
    )
    with pytest.raises(DataError, match=sentence):
        table_from_frame(data, WORDS, source="d.csv")


def test_records() -> None:
    table = table_from_rows([{"lvh": "no", "grade": 2}, {"mean radius": 15}, {}], WORDS)
    assert table.codes.tolist() == [[-1, 1, -1, 1, -1], [-1, -1, 1, -1, -1], [-1] * 5]
    with pytest.raises(DataError, match=r"^data: column 'lhv' is no variable; did you mean LVH\?$"):
        table_from_rows([{"lhv": "no"}], WORDS)


def test_no_rows() -> None:
    assert table_from_rows([], WORDS).codes.shape == (0, 5)
    assert table_from_frame(frame().iloc[:0], WORDS).codes.shape == (0, 5)


def test_a_csv_file(tmp_path: Path) -> None:
    path = tmp_path / "d.csv"
    path.write_text("\ufeff" + TEXT, encoding="utf-8")
    table = read_csv(path, WORDS)
    assert table.codes.tolist() == [[1, 0, 1, 0, -1], [0, -1, -1, 2, -1], [-1, 1, 0, 1, -1]]
    np.testing.assert_equal(table.values[:, 2], [17.5, np.nan, np.nan])
    path.write_text(TEXT.replace(",", ";"))
    assert (read_csv(path, WORDS, delimiter=";").codes == table.codes).all()


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("NO", "nope", r":row 5, column lvh: unknown state 'nope'; its states are yes, no$"),
        (
            "17.5",
            "big",
            r":row 2, column mean_radius: 'big' is no number; give one or one of < 15, >=",
        ),
        ("grade", "grad", r"d\.csv: column 'grad' is no variable; did you mean grade\?$"),
        (",grade", "", r":row 2: has 4 cells where the header has 3; quote cells that hold ','$"),
        (TEXT, "", r"d\.csv: is empty; its first row must name the columns$"),
        ("NO", '"NO', r"d\.csv: cannot be read as UTF-8 CSV \(unexpected end of data\)$"),
    ],
)
def test_bad_csv_files(tmp_path: Path, old: str, new: str, sentence: str) -> None:
    path = tmp_path / "d.csv"
    path.write_text(TEXT.replace(old, new))
    with pytest.raises(DataError, match=sentence):
        read_csv(path, WORDS)


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"x\.csv: there is no such file; check the path$"):
        read_csv(tmp_path / "x.csv", WORDS)
    (tmp_path / "y.csv").write_bytes(b"\xff\xfe")
    with pytest.raises(DataError, match=r"y\.csv: cannot be read as UTF-8 CSV \("):
        read_csv(tmp_path / "y.csv", WORDS)
    with pytest.raises(DataError, match=r"cannot be read as UTF-8 CSV \(.*Is a directory"):
        read_csv(tmp_path, WORDS)
