"""Every notebook says whom it is for, carries no outputs, and ends in what it claims."""

import json
from pathlib import Path
from typing import TypedDict

import pytest

NOTEBOOKS = sorted((Path(__file__).resolve().parent.parent / "notebooks").glob("*.ipynb"))


class Cell(TypedDict, total=False):
    """What is looked at in a cell."""

    cell_type: str
    source: list[str]
    outputs: list[object]
    execution_count: int | None


def cells_of(path: Path) -> list[Cell]:
    cells: list[Cell] = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return cells


def test_there_are_notebooks() -> None:
    assert NOTEBOOKS


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: str(path.name))
def test_names_its_audience_first(path: Path) -> None:
    first = cells_of(path)[0]
    assert first["cell_type"] == "markdown"
    assert "**For** " in "".join(first["source"])


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: str(path.name))
def test_ends_in_an_assert(path: Path) -> None:
    last = cells_of(path)[-1]
    assert last["cell_type"] == "code"
    assert any(line.startswith("assert ") for line in last["source"])


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: str(path.name))
def test_carries_no_outputs(path: Path) -> None:
    code = [cell for cell in cells_of(path) if cell["cell_type"] == "code"]
    assert all(not cell["outputs"] and cell["execution_count"] is None for cell in code)
