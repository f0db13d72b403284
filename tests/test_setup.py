"""The set-up scripts, as far as they can be tried without setting anything up."""

import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SCRIPTS = [ROOT / "tools" / "setup.sh", ROOT / "tools" / "machine.sh"]
PREAMBLE = f"set -euo pipefail; root=/nowhere; say() {{ :; }}; source {ROOT}/tools/machine.sh; "


def bash(code: str, path: Path | None = None) -> subprocess.CompletedProcess[str]:
    """Run code after machine.sh; ``path`` goes before the usual places."""
    places = "/usr/bin:/bin" if path is None else f"{path}:/usr/bin:/bin"
    return subprocess.run(
        ["/bin/bash", "-c", PREAMBLE + code],
        capture_output=True,
        text=True,
        check=False,
        env={"PATH": places, "HOME": "/nowhere"},
    )


def command(folder: Path, name: str, code: str) -> None:
    file = folder / name
    file.write_text(f"#!/bin/sh\n{code}\n")
    file.chmod(0o755)


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: str(path.name))
def test_scripts_have_no_syntax_error(script: Path) -> None:
    done = subprocess.run(["bash", "-n", script], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize(
    ("version", "oldest", "enough"),
    [
        ("9.1.12", "9.1.12", True),
        ("9.2.9", "9.1.12", True),
        ("10.0.0", "9.1.12", True),
        ("9.1.2", "9.1.12", False),
        ("9.0.4", "9.1.12", False),
        ("", "9.1.12", False),
    ],
)
def test_versions_are_compared_by_their_numbers(version: str, oldest: str, enough: bool) -> None:
    assert (bash(f"at_least '{version}' '{oldest}'").returncode == 0) is enough


def test_the_version_of_a_swipl_is_read(tmp_path: Path) -> None:
    command(tmp_path, "swipl", "echo 'SWI-Prolog version 9.2.9 for x86_64-linux'")
    assert bash("swipl_version swipl", tmp_path).stdout.strip() == "9.2.9"
    command(tmp_path, "swipl", "exit 1")
    assert bash("swipl_version swipl || true", tmp_path).stdout == ""


def test_a_good_swipl_on_the_path_is_taken(tmp_path: Path) -> None:
    command(tmp_path, "swipl", "echo 'SWI-Prolog version 9.3.1 for x86_64-linux'")
    done = bash("build_swipl() { echo built; }; ensure_swipl; echo done", tmp_path)
    assert done.stdout == "done\n"


@pytest.mark.parametrize("swipl", ["9.0.4", None])
def test_where_packages_have_none_one_line_says_how_to_add_it(
    tmp_path: Path, swipl: str | None
) -> None:
    if swipl is not None:
        command(tmp_path, "swipl", f"echo 'SWI-Prolog version {swipl} for x86_64-linux'")
    command(tmp_path, "apt-cache", "printf 'swi-prolog-nox:\\n  Candidate: 9.0.4+dfsg-3\\n'")
    done = bash("distribution() { printf ubuntu; }; ensure_swipl", tmp_path)
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr == (
        "setup: SWI-Prolog 9.1.12 or newer is needed and this system's packages have none; add "
        "it (Ubuntu: sudo add-apt-repository ppa:swi-prolog/stable && sudo apt install "
        "swi-prolog), then make again\n"
    )


def test_debian_builds_what_its_packages_lack(tmp_path: Path) -> None:
    command(tmp_path, "apt-cache", "printf 'swi-prolog-nox:\\n  Candidate: 9.0.4+dfsg-3\\n'")
    done = bash(
        "distribution() { printf debian; }; build_swipl() { echo built; }; ensure_swipl", tmp_path
    )
    assert (done.returncode, done.stdout) == (0, "built\n")


def test_a_package_that_is_new_enough_is_added(tmp_path: Path) -> None:
    command(tmp_path, "apt-cache", "printf 'swi-prolog-nox:\\n  Candidate: 9.2.9+dfsg-1\\n'")
    code = (
        f"add_packages() {{ printf '#!/bin/sh\\necho SWI-Prolog version 9.2.9 for x\\n' "
        f'> {tmp_path}/swipl; chmod +x {tmp_path}/swipl; echo "added $*"; }}; ensure_swipl'
    )
    done = bash(code, tmp_path)
    assert (done.returncode, done.stdout) == (0, "added swi-prolog-nox\n")


def test_without_root_the_command_is_named(tmp_path: Path) -> None:
    command(tmp_path, "id", "echo 1000")
    command(tmp_path, "sudo", "exit 1")
    done = bash("as_root apt-get update </dev/null", tmp_path)
    assert done.returncode == 2
    assert done.stderr == (
        "setup: these need root: 'apt-get update'; run that command as root, then make again\n"
    )


def test_makefile_targets_stand_on_the_set_up() -> None:
    done = subprocess.run(
        ["make", "-n", "-C", ROOT, "test"], capture_output=True, text=True, check=True
    )
    steps = [line for line in done.stdout.splitlines() if not line.startswith("make")]
    assert steps[0] == "tools/setup.sh dev"
    for tool in ("ruff check", "mypy", "lint-imports", "pytest", "check_wheel.py"):
        assert any(tool in step for step in steps)
