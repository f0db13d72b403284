from collections.abc import Callable
from pathlib import Path

import pytest

from neurosym.packs.folders import open_pack
from neurosym.packs.pack import Pack

VARIABLES = """
[variables.Disease]
states = ["flu", "cold"]
role = "target"

[variables.Fever]
states = ["yes", "no"]

[variables.Temp]
unit = "C"
range = [35, 42]
"""
PACK = 'target = "Disease"\n'

Writer = Callable[..., Pack]


@pytest.fixture
def write_pack(tmp_path: Path) -> Writer:
    """Return a function that writes a pack with the given files and opens it."""

    def write(
        variables: str = VARIABLES, pack: str = PACK, files: dict[str, str] | None = None
    ) -> Pack:
        rules, causal = tmp_path / "rules" / "ward", tmp_path / "causal" / "ward"
        for folder in (rules, causal):
            folder.mkdir(parents=True, exist_ok=True)
        (rules / "ward.pl").write_text("ill(P) :- fever(P).\n")
        (causal / "variables.toml").write_text(variables)
        (causal / "pack.toml").write_text(pack)
        for name, text in (files or {}).items():
            (causal / name).write_text(text)
        return open_pack(rules, causal)

    return write
