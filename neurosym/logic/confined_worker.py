"""The process that runs a stranger's rules: it answers requests on its standard input.

A message is eight bytes that tell its length and then JSON, on either way. A request names a goal
of our own Prolog files, its inputs and its limits; the answer is a value or the name of an error.
A rule that asks a subquery asks back, and is told: what computes probabilities is not in here.
"""

import json
import os
import sys
from collections.abc import Mapping, Sequence
from types import ModuleType
from typing import cast

from neurosym.errors import ResourceLimitError
from neurosym.logic import engine
from neurosym.logic.engine import Limits, PrologValue
from neurosym.logic.lockdown import limit_processor_time, lock_down

LENGTH_BYTES = 8
_GRACE_SECONDS = 2.0
Message = dict[str, object]


def main(memory_bytes: int, libraries: Sequence[str]) -> None:
    """Start SWI-Prolog, lock the door, answer until the requests end, and end the process.

    Args:
        memory_bytes: How much memory the rules may take.
        libraries: Libraries that the rules name; those that rules may use are loaded.
    """
    engine.start(state=True)
    _open_libraries(libraries)
    _ask_back_for_subqueries()
    _warm_up()
    filtered = lock_down(memory_bytes)
    _send({"ready": filtered})
    while (request := _receive()) is not None:
        _send(_answer(request))
    os._exit(0)


def _open_libraries(names: Sequence[str]) -> None:
    """Load the libraries that the rules name, as far as rules may use them."""
    goal = (
        "forall((member(_Text, Names), term_string(_Library, _Text)), "
        "neurosym_libraries:open_library(_Library)), neurosym_ahead:load_ahead, Out = 1"
    )
    engine.call(goal, {"Names": list(names)})


def _warm_up() -> None:
    """Run a rule, so that nothing is left to be loaded and no thread to be started later."""
    inputs: dict[str, PrologValue] = {
        "Number": 0,
        "Texts": ["0.5::a. b :- a, \\+ c. c :- fail. query(b).", "x :- ."],
        "Roots": 2,
        "Links": [],
        "Library": "",
    }
    engine.call("neurosym_read:load_sources(Number, Texts, Roots, Links, Library, Out)", inputs)
    asked: dict[str, PrologValue] = {
        "queries": "own",
        **dict.fromkeys(
            ("evidence", "facts", "states", "columns", "changes"), cast(PrologValue, [])
        ),
        **dict.fromkeys(("explain", "own_evidence", "guarded"), 0),
        "inferences": 1_000_000,
        "seconds": 10.0,
    }
    goal = "neurosym_ground:ground_program(Number, In, Out)"
    out = engine.call(goal, {"Number": 0, "In": asked})
    if not isinstance(out, Mapping) or "error" in out:
        raise RuntimeError(f"the first program failed: {out}")
    engine.forget(0)


def _answer(request: Message) -> Message:
    limits = Limits(**cast("dict[str, int]", request["limits"]))
    limit_processor_time(limits.seconds + _GRACE_SECONDS)
    try:
        out = engine.call(
            cast(str, request["goal"]), cast("dict[str, PrologValue]", request["inputs"]), limits
        )
        return {"out": out}
    except ResourceLimitError as error:
        return {"error": ["resource", str(error)]}
    except Exception as error:
        # Whatever it was, it is the other side that tells the user.
        return {"error": ["other", str(error)]}


def _ask_back_for_subqueries() -> None:
    """Stand in for the module that SWI-Prolog calls for a subquery: the other side answers it."""
    stand_in = ModuleType("neurosym.logic.subqueries")
    stand_in.probabilities = _ask_back  # type: ignore[attr-defined]
    sys.modules[stand_in.__name__] = stand_in


def _ask_back(number: int, goal: str, evidence: Sequence[str]) -> object:
    _send({"ask": [goal, [str(literal) for literal in evidence]]})
    while (message := _receive()) is not None:
        if "told" in message:
            return message["told"]
        _send(_answer(message))
    os._exit(0)


def _send(message: Message) -> None:
    text = json.dumps(message, default=str).encode()
    data = memoryview(len(text).to_bytes(LENGTH_BYTES, "big") + text)
    while data:
        data = data[os.write(1, data) :]


def _receive() -> Message | None:
    head = _read(LENGTH_BYTES)
    if not head:
        return None
    message: Message = json.loads(_read(int.from_bytes(head, "big")))
    return message


def _read(count: int) -> bytes:
    """Return so many bytes of the standard input; none where it has ended."""
    parts = []
    while count:
        part = os.read(0, min(count, 1 << 20))
        if not part:
            return b""
        parts.append(part)
        count -= len(part)
    return b"".join(parts)
