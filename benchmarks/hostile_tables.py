"""The tables of docs/untrusted.md, written from the stored result.

    python -m benchmarks.hostile_tables

prints what stands between the page's two marks; a test compares it with the page.
"""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from benchmarks.running import RESULTS

BEGIN, END = "<!-- measured -->\n", "<!-- end -->\n"


def tables(result: Path = RESULTS / "hostile.json") -> str:
    """Return the measured part of the page.

    Args:
        result: The stored result.
    """
    found = json.loads(result.read_text(encoding="utf-8"))
    return "\n".join([*_summary(found), "", *_table(found["files"])]) + "\n"


def _summary(found: Mapping[str, Any]) -> Iterator[str]:
    files, start = found["files"], found["start_s"]
    counts = Counter(file["happened"] for file in files)
    parts = ", ".join(f"{count} {what}" for what, count in sorted(counts.items()))
    longest = max(file["seconds"] for file in files)
    right = sum(file["next_answers"] for file in files)
    left = sum(bool(file["left"]) for file in files)
    audit = found["audit"]
    yield f"{len(files)} files ({parts}), measured by `{found['command']}`:"
    yield ""
    yield f"- The longest took {longest:.2f} s, from loading to the end."
    words = {"check": "to be checked", "prove": "to be proved", "why_not": "to be explained"}
    for name, longest in found["requests"].items():
        after = "each" if longest["next_answers"] else "NOT each"
        yield (
            f"- The longest took {longest['seconds']:.2f} s {words[name]} (`{longest['name']}`); "
            f"after {after} the next queries were answered correctly."
        )
    yield f"- After {right} of {len(files)} the same process answered two more queries correctly."
    yield f"- {left} left a file behind."
    yield (
        f"- `{audit['tool']}` saw {audit['processes']} locked processes make {len(audit['calls'])} "
        "system calls that open, create, connect, remove, start or signal anything; refused were: "
        f"{', '.join(audit['refused']) or 'none, as none was tried'}."
    )
    yield (
        f"- A process starts, reads, answers and ends in {start['processor']['median']:.2f} s of "
        f"processor time (median of 11; wall {start['wall']['least']:.2f} to "
        f"{start['wall']['most']:.2f} s at a load average of {found['load_average']})."
    )
    interrupt = found["interrupt_s"]
    yield (
        f"- Ctrl-C ends an endless query after {interrupt['trusted']:.3f} s in this process and "
        f"{interrupt['untrusted']:.3f} s in the other (the longest of 5)."
    )


def _table(files: list[Mapping[str, Any]]) -> Iterator[str]:
    yield "| kind | what is tried | what happened | s |"
    yield "|---|---|---|---|"
    for file in files:
        tried = _plain(file["tried"])
        said = _plain(file["message"].partition("; ")[0])
        yield f"| {file['kind']} | {tried} | {file['happened']}: {said} | {file['seconds']:.2f} |"


def _plain(text: str) -> str:
    shown = text if len(text) <= 90 else f"{text[:90]}..."  # noqa: PLR2004 - a table's column
    return shown.replace("|", "\\|").replace("<", "&lt;").replace("*", "\\*").replace("`", "'")


if __name__ == "__main__":
    print(tables(), end="")
