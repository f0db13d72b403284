import subprocess
import sys

import pytest

from neurosym import __version__
from neurosym.cli import COMMANDS, build_parser, main


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_help_needs_no_heavy_import(command: str) -> None:
    heavy = "torch pandas pgmpy pyro scipy sklearn networkx janus_swi"
    code = (
        "import sys\nfrom neurosym.cli import main\n"
        f"try:\n    main([{command!r}, '--help'])\n"
        "except SystemExit as end:\n    assert end.code == 0\n"
        f"print('loaded:', *[m for m in {heavy!r}.split() if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.startswith(f"usage: neurosym {command}")
    assert done.stdout.splitlines()[-1].strip() == "loaded:"


def test_the_overview_names_every_command() -> None:
    text = build_parser().format_help()
    assert all(f"\n    {name} " in text for name in COMMANDS)


def test_the_version(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="0"):
        main(["--version"])
    assert capsys.readouterr().out == f"neurosym {__version__}\n"


def test_a_closed_pipe_is_no_traceback() -> None:
    done = subprocess.run(
        f"{sys.executable} -m neurosym packs | head -c 0",
        shell=True,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "Traceback" not in done.stderr
