"""``neurosym doctor``: versions, where they are, and what to do about anything wrong.

It imports none of the heavy parts to look at them: a broken torch must not stop the doctor. Only
janus-swi is tried out, in a process of its own.
"""

import argparse
import importlib.metadata
import json
import platform
import shutil
import subprocess
import sys
from dataclasses import asdict, dataclass
from pathlib import Path

import neurosym

OLDEST_SWIPL = (9, 1, 12)
PARTS = ("torch", "pgmpy", "pyro-ppl", "networkx", "pysdd", "safetensors")


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the examination.

    Attributes:
        part: What was looked at.
        version: Its version, empty where it is missing.
        place: Where it is.
        remedy: What to do; empty where all is well.
    """

    part: str
    version: str
    place: str
    remedy: str = ""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's options."""
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def run(options: argparse.Namespace) -> int:
    """Print what is there; return 1 where something needs doing."""
    findings = examine()
    if options.json:
        print(json.dumps({finding.part: asdict(finding) for finding in findings}, indent=2))
    else:
        width = max(len(finding.part) for finding in findings)
        for finding in findings:
            print(f"{finding.part:<{width}}  {finding.version or 'missing':<12} {finding.place}")
            if finding.remedy:
                print(f"{'':<{width}}  -> {finding.remedy}")
    return int(any(finding.remedy for finding in findings))


def examine() -> tuple[Finding, ...]:
    """Look at every part that the library stands on."""
    packages = tuple(_package(name) for name in PARTS)
    return (_neurosym(), _python(), *packages, _swipl(), _janus())


def _neurosym() -> Finding:
    place = str(Path(neurosym.__file__).parent)
    clash = _distribution("neurosym")
    remedy = ""
    if clash is not None:
        remedy = (
            f"another distribution, neurosym {clash.version}, installs the same import name; "
            "run: pip uninstall neurosym; then pip install --force-reinstall --no-deps "
            "neurosym-reasoner"
        )
    return Finding("neurosym", neurosym.__version__, place, remedy)


def _python() -> Finding:
    tried = (3, 11) <= sys.version_info[:2] <= (3, 13)
    remedy = "" if tried else "Python 3.11, 3.12 and 3.13 are supported; make a venv with one"
    return Finding("python", platform.python_version(), sys.executable, remedy)


def _package(name: str) -> Finding:
    found = _distribution(name)
    if found is None:
        return Finding(name, "", "", f"pip install -c constraints.txt {name}")
    folder = Path(str(found.locate_file("")))
    if name != "torch":
        return Finding(name, found.version, str(folder))
    build = _torch_build(folder)
    size = sum(f.stat().st_size for f in (folder / "torch").rglob("*") if f.is_file())
    return Finding(name, found.version, f"{folder} ({build}, {size / 1e6:,.0f} MB)")


def _torch_build(folder: Path) -> str:
    """Read torch's own version file, which names the build, without importing torch."""
    namespace: dict[str, str | None] = {}
    for line in (folder / "torch" / "version.py").read_text(encoding="utf-8").splitlines():
        name, _, value = line.partition("=")
        namespace[name.split(":")[0].strip()] = value.strip().strip("'\"")
    for kind in ("cuda", "hip", "xpu"):
        if namespace.get(kind) not in (None, "", "None"):
            return f"{kind.upper()} {namespace[kind]} build"
    return "CPU build"


def _swipl() -> Finding:
    place = shutil.which("swipl") or _checkout_swipl()
    if place is None:
        return Finding(
            "swipl",
            "",
            "",
            "install SWI-Prolog 9.1.12 or newer (Debian 13: apt install swi-prolog-nox; macOS: "
            "brew install swi-prolog; conda: conda install -c conda-forge swi-prolog), "
            "or run `make demo`",
        )
    command = [place, "--version"]
    shown = subprocess.run(command, capture_output=True, text=True, check=False).stdout
    version = next((word for word in shown.split() if word[:1].isdigit()), "")
    numbers = tuple(int(part) for part in version.split(".") if part.isdigit())
    old = numbers < OLDEST_SWIPL
    remedy = (
        "SWI-Prolog 9.1.12 or newer is needed; `make demo` builds one in .swipl/" if old else ""
    )
    return Finding("swipl", version, place, remedy)


def _checkout_swipl() -> str | None:
    built = Path(neurosym.__file__).parent.parent / ".swipl" / "bin" / "swipl"
    return str(built) if built.exists() else None


def _janus() -> Finding:
    found = _distribution("janus-swi")
    if found is None:
        return Finding(
            "janus-swi",
            "",
            "",
            "rules need it: with swipl on PATH, run: pip install 'neurosym-reasoner[swi]'",
        )
    place = str(found.locate_file("janus_swi"))
    trial = "import janus_swi; assert janus_swi.query_once('X is 1 + 1')['X'] == 2"
    tried = subprocess.run(
        [sys.executable, "-c", trial], capture_output=True, text=True, check=False
    )
    if tried.returncode == 0:
        return Finding("janus-swi", found.version, place)
    reason = (tried.stderr.strip().splitlines() or ["no answer"])[-1]
    remedy = (
        f"it does not start ({reason}); with the wanted swipl first on PATH, run: "
        "pip install --no-cache-dir --force-reinstall --no-deps janus-swi"
    )
    return Finding("janus-swi", found.version, place, remedy)


def _distribution(name: str) -> importlib.metadata.Distribution | None:
    try:
        return importlib.metadata.distribution(name)
    except importlib.metadata.PackageNotFoundError:
        return None
