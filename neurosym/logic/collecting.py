"""Making many values at once without Python's garbage collector.

The collector looks at all values again whenever their number has grown by a quarter. Where a
million of them are made that refer to no one else, that is a quarter of the time, for nothing.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def uncollected() -> Iterator[None]:
    """Keep the garbage collector away for the time of a block; what it does must not last."""
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
