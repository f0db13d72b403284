"""Computations that can be ended at any moment."""

import os
import signal
from time import monotonic

import pytest

from neurosym.errors import UnsupportedRuleError
from neurosym.logic.child_process import OutOfTimeError, can_fork, in_child

pytestmark = pytest.mark.skipif(not can_fork(), reason="no child processes of this kind here")
MINUTE = 60.0


def test_a_child_returns_what_the_function_returns() -> None:
    large = in_child(lambda: (os.getpid(), bytes(3_000_000)), monotonic() + MINUTE)
    assert large[0] != os.getpid()
    assert large[1] == bytes(3_000_000)


def test_a_child_raises_what_the_function_raises() -> None:
    def fail() -> None:
        raise UnsupportedRuleError("p.pl:1:1: a loop")

    with pytest.raises(UnsupportedRuleError, match=r"^p\.pl:1:1: a loop$"):
        in_child(fail, monotonic() + MINUTE)


def test_a_child_that_never_answers_is_ended() -> None:
    with pytest.raises(OutOfTimeError):
        in_child(signal.pause, monotonic() + 0.05)
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)


def test_a_child_that_dies_gives_no_answer() -> None:
    with pytest.raises(OutOfTimeError):
        in_child(lambda: os.kill(os.getpid(), signal.SIGKILL), monotonic() + MINUTE)
