"""Builds the wheel and holds its contents against the folders it is made from."""

import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SOURCES = {
    "neurosym": "neurosym",
    "rules": "neurosym/_packs/rules",
    "causal": "neurosym/_packs/causal",
}


def expected_files() -> set[str]:
    """Return the wheel paths of every tracked or new file under the packaged folders."""
    command = ["git", "ls-files", "-co", "--exclude-standard", *SOURCES]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    files = (Path(line) for line in listed.splitlines() if (ROOT / line).is_file())
    return {str(Path(SOURCES[f.parts[0]], *f.parts[1:])) for f in files}


def built_files(folder: str) -> set[str]:
    """Build the wheel into a folder and return the paths in it, without its metadata."""
    command = [
        sys.executable,
        "-m",
        "pip",
        "wheel",
        "--quiet",
        "--no-deps",
        "-w",
        folder,
        str(ROOT),
    ]
    subprocess.run(command, check=True)
    (wheel,) = Path(folder).glob("*.whl")
    return {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}


def main() -> int:
    """Return 1 and say the difference where the wheel is not what the folders hold."""
    with tempfile.TemporaryDirectory() as folder:
        built = built_files(folder)
    expected = expected_files()
    for name in sorted(expected - built):
        print(f"missing from the wheel: {name}", file=sys.stderr)
    for name in sorted(built - expected):
        print(f"in the wheel, not in the folders: {name}", file=sys.stderr)
    print(f"wheel: {len(built)} files, {len(expected ^ built)} differences")
    return int(built != expected)


if __name__ == "__main__":
    sys.exit(main())
