"""What the design promises about the shape of the code, checked on every file."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

from neurosym.shapes import AXES

ROOT = Path(__file__).resolve().parent.parent
MODULES = sorted((ROOT / "neurosym").rglob("*.py"))
PROLOG = sorted((ROOT / "neurosym").rglob("*.pl"))
LONGEST_FILE = 400
LONGEST_FUNCTION = 40
SHAPE = re.compile(
    r"\b(?:Float|Float32|Float64|Int|Int16|Int64|Bool|Shaped)\[[\w.]+, \"([^\"]*)\"\]"
)


def module_id(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", MODULES + PROLOG, ids=module_id)
def test_files_are_short(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= LONGEST_FILE


@pytest.mark.parametrize("path", MODULES, ids=module_id)
def test_functions_are_short(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    functions = (n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef))
    long = [f"{f.name} at line {f.lineno}" for f in functions if _length(f) > LONGEST_FUNCTION]
    assert not long


def _length(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines of a function, its docstring not counted."""
    lines = (function.end_lineno or function.lineno) - function.lineno
    first = function.body[0]
    if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant):
        lines -= (first.end_lineno or first.lineno) - first.lineno + 1
    return lines


@pytest.mark.parametrize("path", MODULES, ids=module_id)
def test_tensor_signatures_use_known_axes(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    words = {word for shape in SHAPE.findall(text) for word in shape.split() if word[0] != "*"}
    names = {re.sub(r"[#?]", "", word).split("+")[0].split("-")[0] for word in words}
    names -= {"_", "...", ""}  # an axis that differs from tensor to tensor has no name
    unknown = {name for name in names if not name.isdigit() and name not in AXES}
    assert not unknown, f"add these axes to neurosym/shapes.py, or use one that is there: {unknown}"


def test_importing_the_package_imports_nothing_heavy() -> None:
    heavy = "torch pandas numpy pgmpy pyro scipy sklearn networkx janus_swi"
    code = f"import sys, neurosym; print(*[m for m in '{heavy}'.split() if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""
