"""A computation that can be ended at any moment: it runs in a child process.

A single operation on decision diagrams may take minutes in a C library that looks at no clock.
The child is a fork, so that nothing need be handed to it; what it returns comes back pickled.
That costs some hundredths of a second.
"""

import gc
import os
import pickle
import select
import signal
import sys
import warnings
from collections.abc import Callable
from time import monotonic
from typing import NoReturn, TypeVar, cast

T = TypeVar("T")

_CHUNK = 1 << 20
_SPARE = 1.0
"""Seconds that a child whose parent is gone goes on after its time."""


class OutOfTimeError(Exception):
    """The time was over, or the child was ended from outside, for want of memory for one."""


def can_fork() -> bool:
    """Return whether there are child processes of this kind: not on Windows and macOS."""
    return hasattr(os, "fork") and sys.platform != "darwin"


def in_child(compute: Callable[[], T], until: float) -> T:
    """Return what a function returns, computed in a child process.

    Args:
        compute: The function; what it returns or raises must be picklable.
        until: Reading of ``time.monotonic`` at which the child is ended.

    Raises:
        OutOfTimeError: The child gave no answer.
        Exception: What the function raises.
    """
    reader, writer = os.pipe()
    with warnings.catch_warnings():
        # Python warns of forks beside threads: this child starts none and takes no lock of theirs.
        warnings.simplefilter("ignore", DeprecationWarning)
        child = os.fork()
    if child == 0:
        os.close(reader)
        _answer(compute, writer, until)
    os.close(writer)
    try:
        message = _received(reader, until)
    finally:
        os.close(reader)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
    answered, value = pickle.loads(message)
    if not answered:
        raise cast(Exception, value)
    return cast(T, value)


def _answer(compute: Callable[[], T], writer: int, until: float) -> NoReturn:
    """Write what a function returns or raises, and end this process."""
    try:
        gc.disable()
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.setitimer(signal.ITIMER_REAL, max(0.0, until - monotonic()) + _SPARE)
        try:
            message = pickle.dumps((True, compute()))
        except Exception as error:
            message = pickle.dumps((False, error))
        view = memoryview(message)
        while view:
            view = view[os.write(writer, view) :]
    finally:
        os._exit(0)


def _received(reader: int, until: float) -> bytes:
    """Return all that the child wrote."""
    parts: list[bytes] = []
    poll = select.poll()
    poll.register(reader, select.POLLIN | select.POLLHUP)
    while True:
        left = until - monotonic()
        if left <= 0.0 or not poll.poll(1e3 * left):
            raise OutOfTimeError
        part = os.read(reader, _CHUNK)
        if not part:
            break
        parts.append(part)
    if not parts:
        raise OutOfTimeError
    return b"".join(parts)
