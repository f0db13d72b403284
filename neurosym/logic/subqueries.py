"""Answers to ProbLog's ``subquery/2,3``: a query within a rule, asked while rules are grounded.

SWI-Prolog calls back here, in the middle of grounding a program, with the number of that program.
"""

import weakref
from collections.abc import Sequence

import numpy as np

from neurosym.errors import InconsistentEvidenceError, NeurosymError, ResourceLimitError
from neurosym.logic.compiling import compile_circuit
from neurosym.logic.grounding import GroundingRequest, ground_program
from neurosym.logic.syntax import SourceProgram
from neurosym.logic.weights import log_weights

PROGRAMS: "weakref.WeakValueDictionary[int, SourceProgram]" = weakref.WeakValueDictionary()
"""The programs that are in use, by the number under which SWI-Prolog keeps them."""


_DIGITS = 15
"""Significant digits of a probability that becomes a term: those beyond are rounding."""


def probabilities(number: int, goal: str, evidence: Sequence[str]) -> dict[str, object]:
    """Return the answers to a goal, each with its probability.

    Args:
        number: Number of the program.
        goal: The goal as text.
        evidence: Literals to condition on; the program's own evidence and queries play no part.

    Returns:
        The rows ``[answer, probability]``, or the kind and the sentence of the error: an exception
        would be Prolog's on its way through.
    """
    try:
        return {"rows": _rows(number, goal, evidence), "kind": "", "error": ""}
    except ResourceLimitError as error:
        return {"rows": [], "kind": "subquery_limit", "error": str(error)}
    except NeurosymError as error:
        return {"rows": [], "kind": "subquery", "error": str(error)}


def _rows(number: int, goal: str, evidence: Sequence[str]) -> list[list[object]]:
    request = GroundingRequest(queries=(goal,), evidence=tuple(evidence), own_evidence=False)
    ground = ground_program(PROGRAMS[number], request)
    circuit = compile_circuit(ground)
    values = circuit.log_values(log_weights(circuit, ground))[:, 0]
    if np.isneginf(values[-1]):
        raise InconsistentEvidenceError(
            f"the evidence {', '.join(evidence)} of subquery/3 holds in no possible world"
        )
    return [
        [text, float(f"{np.exp(value - values[-1]):.{_DIGITS}g}")]
        for (text, _), value in zip(ground.queries, values[:-1], strict=True)
    ]
