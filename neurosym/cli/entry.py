"""The command in a process of its own: quick commands start lean and end at once."""

import contextlib
import gc
import os
import sys
import types
from typing import NoReturn

from neurosym.cli import main

_QUICK = frozenset({"query"})
"""Commands that take less time than what they might import, and than what ends with Python."""

_COLLECT_AFTER = 100_000
"""Objects made before Python looks for garbage: imports make many and leave none."""


def entry() -> NoReturn:
    """Run the command line and end the process with its exit code."""
    words = sys.argv[1:]
    quick = bool(words) and words[0] in _QUICK
    if not quick:
        sys.exit(main(words))
    _leave_shapes_unchecked()
    gc.set_threshold(_COLLECT_AFTER)
    code = main(words)
    with contextlib.suppress(OSError, ValueError):
        sys.stdout.flush()
        sys.stderr.flush()
    if code == 0:
        from neurosym.logic import saved_state  # noqa: PLC0415 - only after an answer

        saved_state.keep()
    # Taking down SWI-Prolog and Python would be a tenth of the time, and nothing is left to save.
    os._exit(code)


def _leave_shapes_unchecked() -> None:
    """Let the names in tensor signatures mean nothing: only tests check them.

    Importing jaxtyping, which signatures are written with, takes as long as importing numpy.
    """

    class Unchecked:
        def __class_getitem__(cls, item: tuple[object, str]) -> object:
            return item[0]

    def name_of(name: str) -> type[Unchecked]:
        return Unchecked

    stand_in = types.ModuleType("jaxtyping")
    stand_in.__getattr__ = name_of  # type: ignore[method-assign]
    sys.modules.setdefault("jaxtyping", stand_in)
