"""The packs' own examples, in plain SWI-Prolog as a rule author runs them."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from neurosym.packs import list_packs

ROOT = Path(__file__).resolve().parents[2]
SHIM = ROOT / "neurosym" / "logic" / "prolog" / "library"
SWIPL = shutil.which("swipl") or shutil.which("swipl", path=str(ROOT / ".swipl" / "bin"))


@pytest.mark.skipif(SWIPL is None, reason="swipl is not here; `make test` builds it in .swipl/")
@pytest.mark.parametrize("pack", list_packs(ROOT))
def test_every_example_of_a_pack_holds(pack: str) -> None:
    rules = f"expand_file_name('rules/{pack}/*.pl', Files), load_files(user:Files)"
    goal = f"{rules}, load_files(user:'rules/{pack}/cases.plt'), run_tests"
    command = [str(SWIPL), "-p", f"library={SHIM}", "-g", goal, "-t", "halt"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    told = done.stdout + done.stderr
    passed = re.search(r"All (\d+) tests passed", told)
    assert passed is not None, told
    assert int(passed[1]) >= 9
    assert done.returncode == 0
