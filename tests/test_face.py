"""The public face: what ``import neurosym as ns`` offers, and that its examples hold."""

import ast
import doctest
import importlib
import subprocess
import sys
from pathlib import Path

import pytest

import neurosym as ns

STUB = Path(ns.__file__).with_suffix(".pyi")


@pytest.mark.parametrize("name", ns.__all__)
def test_every_public_name_is_there(name: str) -> None:
    assert getattr(ns, name) is not None
    assert name in dir(ns)


def test_a_public_name_is_what_its_home_defines() -> None:
    assert ns.Reasoner is importlib.import_module("neurosym.reasoner.reasoner").Reasoner
    assert ns.discover is importlib.import_module("neurosym.reasoner.discovering").discover


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="module 'neurosym' has no attribute 'Raesoner'"):
        getattr(ns, "Raesoner")  # noqa: B009 - mypy knows that it is not there


def test_type_checkers_see_the_same_names_from_the_same_homes() -> None:
    tree = ast.parse(STUB.read_text(encoding="utf-8"))
    homes = {
        alias.name: node.module or ""
        for node in tree.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
        if alias.asname == alias.name  # how a stub says that it passes a name on
    }
    assert sorted([*homes, "__version__"]) == sorted(ns.__all__)
    for name, home in homes.items():
        assert getattr(importlib.import_module(home), name) is getattr(ns, name)


def test_a_program_is_asked_without_torch() -> None:
    code = (
        "import sys, neurosym as ns; "
        "print(ns.Program.from_text('0.4::a. b :- a. query(b).').query(), 'torch' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "{'b': 0.4} False"


@pytest.mark.parametrize(
    "module",
    [
        "neurosym",
        "neurosym.logic.answers",
        "neurosym.logic.bounds",
        "neurosym.logic.decisions",
        "neurosym.logic.examples",
        "neurosym.logic.k_proofs",
        "neurosym.logic.learning",
        "neurosym.logic.most_probable",
        "neurosym.logic.sampling",
        "neurosym.reasoner.discovering",
        "neurosym.reasoner.pictures",
    ],
)
def test_examples_in_docstrings(module: str) -> None:
    result = doctest.testmod(importlib.import_module(module))
    assert result.attempted > 0
    assert result.failed == 0
