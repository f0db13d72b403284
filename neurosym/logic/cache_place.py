"""Where the user's caches are: `NEUROSYM_CACHE`, else `neurosym` in the user's cache folder."""

import os
from pathlib import Path

_SWITCH = "NEUROSYM_CACHE"


def cache_place(part: str) -> Path | None:
    """Return the folder of one cache, which need not be there yet.

    Args:
        part: Name of the cache.

    Returns:
        The folder; None where `NEUROSYM_CACHE` is `off`.
    """
    chosen = os.environ.get(_SWITCH, "")
    if chosen.lower() == "off":
        return None
    if chosen:
        return Path(chosen) / part
    base = os.environ.get("XDG_CACHE_HOME") or str(Path("~/.cache").expanduser())
    return Path(base) / "neurosym" / part
