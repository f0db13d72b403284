"""What an action does, as a value."""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float64


@dataclass(frozen=True, slots=True)
class ActionEffect:
    """What an action does to a target in one case.

    Attributes:
        target: The variable looked at.
        states: Its states.
        before: Its distribution given the evidence, without the action.
        after: Its distribution under the action, given the evidence that the action cannot
            change.
        unaffected: Whether no directed path leads from the action to the target.
        dropped: Evidence left out because it lies downstream of the action.
    """

    target: str
    states: tuple[str, ...]
    before: Float64[np.ndarray, " state"]
    after: Float64[np.ndarray, " state"]
    unaffected: bool
    dropped: tuple[str, ...]
