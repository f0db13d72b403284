"""What a locked process cannot do any more, tried by Python itself: no rule is in the way."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

LOCKED = """
import ctypes, os, resource, signal, socket, sys, threading
from pathlib import Path
from neurosym.logic.lockdown import lock_down
os.chdir(sys.argv[1])
held = Path("held").open("w")
filtered = lock_down(200_000_000)
def tried(act):
    try:
        return f"did {act()!r}"
    except (OSError, MemoryError, ValueError) as error:
        return type(error).__name__
"""
ACTS = [
    "Path('pwned').write_text('x')",
    "Path('/etc/passwd').read_text()",
    "socket.socket()",
    "socket.socket(socket.AF_UNIX)",
    "os.pipe()",
    "os.unlink('there')",
    "os.rename('there', 'elsewhere')",
    "os.mkdir('pwned')",
    "os.chmod('there', 0)",
    "os.symlink('/', 'pwned')",
    "os.truncate('there', 0)",
    "os.stat('/etc/passwd')",
    "os.listdir('/')",
    "os.fork()",
    "os.posix_spawn('/bin/true', ['true'], {})",
    "os.execv('/bin/true', ['true'])",
    "os.kill(os.getppid(), signal.SIGTERM)",
    "os.chdir('/')",
    "resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))",
    "resource.setrlimit(resource.RLIMIT_AS, (-1, -1))",
    "resource.prlimit(os.getppid(), resource.RLIMIT_NOFILE)",
    "bytearray(400_000_000)",
]
POSSIBLE = ["os.getpid() > 0", "len(bytearray(10_000_000))", "threading.Thread(target=int).start()"]


def locked(code: str, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code, str(folder)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    folder = tmp_path_factory.mktemp("locked")
    (folder / "there").write_text("as it was")
    code = "print(filtered)\n" + "".join(f"print(tried(lambda: {a}))\n" for a in ACTS + POSSIBLE)
    done = locked(LOCKED + code, folder)
    filtered, *lines = done.stdout.splitlines()
    assert filtered == "True", "this system has no filter of system calls: the limits alone hold"
    assert len(lines) == len(ACTS) + len(POSSIBLE), done.stderr
    assert {path.name: path.read_text() for path in folder.iterdir()} == {
        "there": "as it was",
        "held": "",
    }
    return dict(zip(ACTS + POSSIBLE, lines, strict=True))


@pytest.mark.parametrize("act", ACTS)
def test_the_system_refuses(act: str, outcomes: dict[str, str]) -> None:
    assert outcomes[act] in {"PermissionError", "OSError", "ValueError", "MemoryError"}


@pytest.mark.parametrize("act", POSSIBLE)
def test_computing_goes_on(act: str, outcomes: dict[str, str]) -> None:
    assert outcomes[act].startswith("did ")


def test_the_filter_alone_holds(tmp_path: Path) -> None:
    code = LOCKED.replace("filtered =", "resource.setrlimit = lambda *a: None\nfiltered =")
    code += "print(tried(lambda: os.unlink('there')), tried(lambda: os.dup(1)))\n"
    code += "print(tried(lambda: held.truncate(9)))\n"
    assert locked(code, tmp_path).stdout.split() == ["PermissionError"] * 3


def test_the_limits_alone_hold(tmp_path: Path) -> None:
    off = "import neurosym.logic.lockdown as off\noff.filter_system_calls = bool\nfiltered ="
    code = LOCKED.replace("filtered =", off) + (
        "print(filtered, tried(lambda: Path('pwned').write_text('x')))\n"
        "print(tried(socket.socket), tried(lambda: os.write(held.fileno(), b'x')))\n"
    )
    assert locked(code, tmp_path).stdout.split() == ["False", "OSError", "OSError", "OSError"]
    assert (tmp_path / "held").read_text() == ""


def test_processor_time_ends_a_process(tmp_path: Path) -> None:
    code = (
        "from neurosym.logic.lockdown import limit_processor_time\n"
        "limit_processor_time(0.1)\nwhile True: pass\n"
    )
    assert locked(code, tmp_path).returncode == -signal.SIGXCPU
