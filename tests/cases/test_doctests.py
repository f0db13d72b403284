import doctest
import importlib
import pkgutil

import pytest

from neurosym import cases

MODULES = [f"neurosym.cases.{module.name}" for module in pkgutil.iter_modules(cases.__path__)]


@pytest.mark.parametrize("name", ["neurosym.cases", *MODULES])
def test_examples_in_docstrings(name: str) -> None:
    assert doctest.testmod(importlib.import_module(name)).failed == 0


def test_most_modules_teach_by_example() -> None:
    attempted = [doctest.testmod(importlib.import_module(name)).attempted for name in MODULES]
    assert sum(map(bool, attempted)) >= len(MODULES) - 1
