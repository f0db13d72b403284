"""The causal engine alone: a graph from a data frame, its variables read off the columns."""

from collections.abc import Iterable
from numbers import Real
from pathlib import Path

import numpy as np

from neurosym.bayes.discovery.discover import (
    DiscoveryOptions,
    Progress,
    discover_continuous,
)
from neurosym.bayes.discovery.discover import discover as discover_discrete
from neurosym.bayes.discovery.knowledge import Knowledge, parse_knowledge
from neurosym.bayes.network.graph import CausalGraph
from neurosym.cases.discretise import discretise
from neurosym.cases.table import CaseTable
from neurosym.cases.table_reading import Frame, table_from_frame
from neurosym.cases.variable import Variable
from neurosym.cases.vocabulary import Vocabulary
from neurosym.errors import DataError, KnowledgeError

_MOST_STATES = 10


def discover(
    cases: Frame | CaseTable,
    knowledge: str | Path | Knowledge | None = None,
    *,
    options: DiscoveryOptions | None = None,
    progress: Progress | None = None,
) -> CausalGraph:
    """Learn a causal graph from cases.

    Where every column holds numbers, mechanisms are linear and Gaussian. Where some do, these are
    binned at their quartiles.

    Args:
        cases: A data frame or a CaseTable. A frame's columns of text, of truth values and of at
            most ten whole numbers hold states, other columns of numbers hold numbers.
        knowledge: What is known of causes: a text in Tetrad's ``/knowledge`` format, the path of
            a file of it, or a Knowledge; it is never broken.
        options: How to search; None for the defaults.
        progress: Told how many of how many resamples are done.

    Returns:
        The graph; each arrow says how sure it is and what its direction rests on.

    Raises:
        DataError: If there are no cases, or a column holds nothing.
        KnowledgeError: If the knowledge cannot be read or contradicts itself.

    Example:
        >>> import pandas
        >>> wet = pandas.DataFrame({"rain": ["yes", "no"] * 50, "wet": ["yes", "no"] * 50})
        >>> known = Knowledge(required=frozenset({("rain", "wet")}))
        >>> [(edge.cause, edge.effect, edge.direction) for edge in discover(wet, known).edges]
        [('rain', 'wet', 'knowledge')]
    """
    table = cases if isinstance(cases, CaseTable) else table_from_frame(cases, variables_of(cases))
    names = table.vocabulary.names
    known = _knowledge(knowledge, names)
    if all(variable.numeric for variable in table.vocabulary):
        return discover_continuous(table.values, names, known, options, progress)
    table = table.binned(discretise(table))
    return discover_discrete(table.codes, names, table.vocabulary.cards, known, options, progress)


def variables_of(frame: Frame) -> Vocabulary:
    """Return the variables that the columns of a data frame hold.

    Raises:
        DataError: If there are no columns, or one holds nothing.

    Example:
        >>> import pandas
        >>> frame = pandas.DataFrame({"fever": ["no", "yes"], "temperature": [36.6, 38.4]})
        >>> [(v.name, v.states, v.numeric) for v in variables_of(frame)]
        [('fever', ('no', 'yes'), False), ('temperature', (), True)]
    """
    names = tuple(map(str, frame.columns))
    if not names:
        raise DataError("the data have no columns; there is nothing to learn from")
    return Vocabulary(tuple(_variable(name, frame[name]) for name in names))


def _variable(name: str, cells: Iterable[object]) -> Variable:
    found = {cell for cell in cells if not _is_missing(cell)}
    if not found:
        raise DataError(f"the column {name} holds nothing; leave it out")
    truths = all(isinstance(cell, bool | np.bool_) for cell in found)
    numbers = [cell for cell in found if isinstance(cell, Real)]
    if truths or len(numbers) < len(found):
        return Variable(name, tuple(sorted(set(map(str, found)))))
    if len(found) <= _MOST_STATES and all(float(number).is_integer() for number in numbers):
        states = tuple(str(int(float(number))) for number in sorted(numbers))
        return Variable(name, states, ordered=True)
    return Variable(name, numeric=True)


def _is_missing(cell: object) -> bool:
    return cell == "" if isinstance(cell, str) else str(cell) in ("None", "nan", "NaT", "<NA>")


def _knowledge(knowledge: str | Path | Knowledge | None, names: tuple[str, ...]) -> Knowledge:
    if knowledge is None or isinstance(knowledge, Knowledge):
        return knowledge or Knowledge()
    if isinstance(knowledge, str):
        return parse_knowledge(knowledge, names)
    try:
        text = knowledge.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise KnowledgeError(f"{knowledge}: cannot be read as UTF-8 text ({error})") from None
    return parse_knowledge(text, names, str(knowledge))
