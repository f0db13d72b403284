"""The tables of docs/checking.md, written from the stored results.

    python -m benchmarks.checking_tables

prints the section; a test compares it with the page.
"""

import json
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from benchmarks.running import RESULTS

HEADING = "## What it finds, as measured"


def section(results: Path = RESULTS) -> str:
    """Return the section, its heading first.

    Args:
        results: The folder of the benchmarks' results.
    """
    found = json.loads((results / "checking.json").read_text(encoding="utf-8"))
    clean = found["clean"]
    notes = Counter(told.rsplit(" ", 1)[1] for told in clean["notes"])
    listed = ", ".join(f"{count} of `{code}`" for code, count in sorted(notes.items()))
    warned = len(clean["warnings_as_swi"])
    lines = [
        HEADING,
        "",
        f"`python -m benchmarks.checking`, {found['date']}, {found['machine']['swipl']}:",
        f"{found['all']['files']} rule files, each with one fault at a known place, made by a",
        f"script (seed {found['seed']}) from the three packs and the programs of",
        "`tests/programs`. Found means: the right kind of fault on the right line, and in the",
        "second column also at the right column. Checking was improved after a look at what other",
        "seeds missed, and not at this seed's files. For SWI-Prolog any new message on the line",
        "or on the clause's first line counts; it was given all that it has, loading and",
        "`check/0`, with the operators of `library(neurosym)`, `::` among them. That library",
        "leaves constraints and clauses with probabilities out once they are read, so that their",
        "syntax and lonely variables are seen and what they call is not.",
        "",
        "| fault | files | line | column | SWI-Prolog, line | column |",
        "|---|---|---|---|---|---|",
        *map(_row, found["rows"]),
        _row(found["all"], bold=True),
        "",
        f"On {clean['files']} files without a fault, the rules of the packs and all programs of",
        f"`tests/programs`: {len(clean['errors'])} errors and {len(clean['warnings'])} warnings",
        f"that SWI-Prolog has not as well ({warned} that it has: scattered clauses, lonely",
        f"variables), and {len(clean['notes'])} notes: {listed}.",
    ]
    return "\n".join(lines) + "\n"


def _row(row: Mapping[str, Any], *, bold: bool = False) -> str:
    cells = [row["kind"], row["files"]]
    cells += [row[key] for key in ("line", "column", "swi_line", "swi_column")]
    if bold:
        share = f"{row['line'] / row['files']:.1%}"
        cells = [f"**{cell}**" for cell in cells]
        cells[2] = f"{cells[2]} ({share})"
    return f"| {' | '.join(str(cell) for cell in cells)} |"


if __name__ == "__main__":
    print(section(), end="")
