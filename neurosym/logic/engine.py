"""The one door to SWI-Prolog: one call in, one flat structure out.

SWI-Prolog runs inside this process through janus. It is started on first use, so that importing
`neurosym` needs neither. Rules never run as loaded code: our Prolog files read them as data,
compile what the whitelist allows, and run that under limits.
"""

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeAlias, runtime_checkable

from neurosym.errors import MissingDependencyError, ResourceLimitError
from neurosym.logic import saved_state
from neurosym.logic.engine_files import load_engine

PrologValue: TypeAlias = int | float | str | bool | Sequence[object] | Mapping[str, object] | None
"""What crosses the border."""

_LOCK = threading.RLock()
_STARTED: list[object] = []
_REMEDY = (
    "install SWI-Prolog 9.1.12 or newer (https://www.swi-prolog.org) so that swipl is on PATH, "
    'then run: pip install "neurosym-reasoner[swi]"; in a checkout, "make demo" does both'
)


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds on one call into SWI-Prolog.

    Attributes:
        inferences: Steps of inference; the same program always takes the same number.
        seconds: Wall time: terms that grow without end cost few inferences and much time.
        stack_bytes: Memory of the Prolog stacks.
        table_bytes: Memory of the answer tables.
    """

    inferences: int = 2_000_000_000
    seconds: float = 60.0
    stack_bytes: int = 1_000_000_000
    table_bytes: int = 1_000_000_000


DEFAULT_LIMITS = Limits()

UNTRUSTED_LIMITS = Limits(
    inferences=20_000_000, seconds=0.8, stack_bytes=128_000_000, table_bytes=128_000_000
)
"""What a stranger's program may use, unless told otherwise."""


@runtime_checkable
class Elsewhere(Protocol):
    """Where a program is kept that does not run in this process."""

    def call(self, goal: str, inputs: Mapping[str, PrologValue], limits: Limits) -> PrologValue:
        """Run one goal that binds ``Out``, as :func:`call` does."""

    def close(self) -> None:
        """Forget the program."""


_ELSEWHERE: dict[int, Elsewhere] = {}


def confine(number: int, elsewhere: Elsewhere) -> None:
    """Let everything about a program happen elsewhere: it is a stranger's.

    Args:
        number: The program's; calls name it as their input ``Number``.
        elsewhere: Where, until the program is forgotten.
    """
    _ELSEWHERE[number] = elsewhere


def start(state: bool | str = False) -> None:
    """Start SWI-Prolog and load our Prolog files; does nothing the second time.

    Args:
        state: Whether to start from the saved state in the user's cache, if one is there; or the
            file of a state. For processes that end soon; see saved_state.py.

    Raises:
        MissingDependencyError: If janus or SWI-Prolog is absent or cannot be loaded.
    """
    with _LOCK:
        if _STARTED:
            return
        begin = saved_state.prepare(state if isinstance(state, str) else None) if state else None
        try:
            import janus_swi  # noqa: PLC0415 - the engine starts on first use

            if begin is not None:
                begin(janus_swi)
        except (ImportError, OSError, RuntimeError) as error:
            raise MissingDependencyError(
                f"rules need SWI-Prolog and its Python door janus_swi, which cannot be loaded "
                f"({error}); {_REMEDY}"
            ) from error
        _STARTED.append(janus_swi)
        if begin is None:
            load_engine(run)
            run("neurosym_ahead:load_ahead", {})
        janus_swi.heartbeat()


def run(goal: str, inputs: Mapping[str, str]) -> Mapping[str, PrologValue]:
    """Run one goal of our own, without limits.

    Args:
        goal: The goal, with the keys of ``inputs`` as variables.
        inputs: Values of its variables.

    Returns:
        Values of its other variables, except those that start with an underscore.
    """
    start()
    import janus_swi  # noqa: PLC0415

    with _LOCK:
        answer: Mapping[str, PrologValue] = janus_swi.query_once(goal, dict(inputs))
    return answer


def call(
    goal: str, inputs: Mapping[str, PrologValue], limits: Limits = DEFAULT_LIMITS
) -> PrologValue:
    """Run one goal that binds ``Out``.

    Args:
        goal: The goal, with the keys of ``inputs`` as variables.
        inputs: Values of its variables; the mapping is left as it is.
        limits: Bounds on stack and table memory.

    Returns:
        The value of ``Out``.

    Raises:
        ResourceLimitError: If a memory limit was reached.
        MissingDependencyError: If SWI-Prolog is absent.
    """
    number = inputs.get("Number")
    if isinstance(number, int) and number in _ELSEWHERE:
        return _ELSEWHERE[number].call(goal, inputs, limits)
    start()
    import janus_swi  # noqa: PLC0415

    bound: dict[str, PrologValue] = {
        **inputs,
        "Stack": limits.stack_bytes,
        "Tables": limits.table_bytes,
    }
    text = f"set_prolog_flag(stack_limit, Stack), set_prolog_flag(table_space, Tables), {goal}"
    with _LOCK:
        try:
            answer = janus_swi.query_once(text, bound)
        except janus_swi.PrologError as error:
            if "KeyboardInterrupt" in str(error):
                raise KeyboardInterrupt from error
            raise _translated(error) from error
    if not answer["truth"]:
        raise AssertionError(f"the Prolog side failed on {goal}")
    value: PrologValue = answer["Out"]
    return value


_LIMITS = {
    "inference_limit_exceeded": "number of inferences",
    "time limit exceeded": "time limit",
}
"""The limits of one program as they reach a subquery's, by what SWI-Prolog says of them."""


def _translated(error: BaseException) -> Exception:
    message = str(error)
    for words, limit in _LIMITS.items():
        if words in message.lower():
            return ResourceLimitError(
                f"the rules reached their {limit}; look for a rule that builds ever larger terms, "
                "or raise the limit"
            )
    if "resource" in message.lower() or "limit" in message.lower():
        return ResourceLimitError(
            f"the rules used up their memory limit ({message.strip()}); "
            "look for a rule that builds ever larger terms, or raise the limit"
        )
    return RuntimeError(f"SWI-Prolog: {message}")


def forget(number: int) -> None:
    """Drop a program that SWI-Prolog keeps; does nothing where the engine never ran or is gone."""
    elsewhere = _ELSEWHERE.pop(number, None)
    if elsewhere is not None:
        elsewhere.close()
        return
    if not _STARTED:
        return
    import janus_swi  # noqa: PLC0415

    with _LOCK:
        janus_swi.query_once(
            "neurosym_kept:forget_compiled(Number), neurosym_items:drop_program(Number)",
            {"Number": number},
        )
