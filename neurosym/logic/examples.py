r"""Examples to learn from: partial interpretations, each a set of atoms seen true or false.

A file holds examples as ProbLog writes them: statements ``evidence(Atom, Value)``, and between two
examples a line that starts with ``---``.

Example:
    >>> examples_of_text("evidence(a, true). evidence(b, false).\n---\nevidence(\\+ a).")
    [{'a': True, 'b': False}, {'a': False}]
"""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import cast

from neurosym.errors import InconsistentEvidenceError, RuleSyntaxError
from neurosym.logic import engine
from neurosym.logic.syntax import Source

Example = Mapping[str, bool]
"""Whether atoms, given as text, were seen to hold; the others were not seen."""


def load_examples(paths: str | Path | Sequence[str | Path]) -> list[Example]:
    """Return the examples of one or several files.

    Raises:
        RuleSyntaxError: A file is missing, or holds something else than evidence.
        InconsistentEvidenceError: An example says of an atom that it holds and that it does not.
    """
    names = [paths] if isinstance(paths, str | Path) else list(paths)
    found: list[Example] = []
    for name in names:
        try:
            text = Path(name).read_text(encoding="utf-8")
        except FileNotFoundError as error:
            raise RuleSyntaxError(f"{name}: there is no such file; check the path") from error
        except (OSError, UnicodeDecodeError) as error:
            raise RuleSyntaxError(f"{name}: cannot be read ({error}); check the path") from error
        found += examples_of_text(text, name=str(name))
    return found


def examples_of_text(text: str, *, name: str = "examples.pl") -> list[Example]:
    """Return the examples of a text; ``name`` stands for its file in messages.

    Raises:
        RuleSyntaxError: The text holds something else than evidence.
        InconsistentEvidenceError: An example says of an atom that it holds and that it does not.
    """
    source = Source(name, text)
    starts, blocks = _blocks(text)
    out = engine.call("neurosym_examples:read_examples(Texts, Out)", {"Texts": list(blocks)})
    rows = cast("list[list[object]]", cast("dict[str, object]", out)["examples"])
    found: list[Example] = []
    for start, row in zip(starts, rows, strict=True):
        if row and row[0] == "":
            place = source.position(min(start + int(cast(int, row[1])), len(text)))
            raise RuleSyntaxError(f"{place}: {row[2]}; write evidence(rain, true).")
        pairs = [(str(atom), bool(value)) for atom, value in cast("list[tuple[str, int]]", row)]
        if pairs:
            found.append(example_of(pairs, f"{source.position(start)}"))
    return found


def example_of(pairs: Iterable[tuple[str, bool]], place: str) -> Example:
    """Return the example of observed atoms.

    Raises:
        InconsistentEvidenceError: An atom is said to hold and not to hold.
    """
    found: dict[str, bool] = {}
    for atom, value in pairs:
        if found.setdefault(atom, value) != value:
            raise InconsistentEvidenceError(
                f"{place}: the example says that {atom} holds and that it does not; remove one"
            )
    return found


def _blocks(text: str) -> tuple[list[int], list[str]]:
    """Return start and text of the parts between lines of three dashes."""
    starts, blocks = [0], [""]
    at = 0
    for line in text.splitlines(keepends=True):
        at += len(line)
        if line.lstrip().startswith("---"):
            starts.append(at)
            blocks.append("")
        else:
            blocks[-1] += line
    return starts, blocks
