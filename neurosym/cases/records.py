"""Vocabularies as plain records, for JSON files that are read back in another process."""

from collections.abc import Mapping, Sequence
from dataclasses import fields

from neurosym.cases.variable import Role, Variable
from neurosym.cases.vocabulary import Vocabulary

Plain = str | float | bool | None | list[str] | list[float] | dict[str, str]
"""What a record holds: JSON's values."""

_TUPLES = ("states", "cuts", "range", "missing")
_MAPPINGS = ("state_readings", "question")


def vocabulary_to_records(vocabulary: Vocabulary) -> list[dict[str, Plain]]:
    """Return one record a variable, without what is at its default.

    Example:
        >>> vocabulary_to_records(Vocabulary((Variable("LVH", ("yes", "no")),)))
        [{'name': 'LVH', 'states': ['yes', 'no']}]
    """
    return [_record(variable) for variable in vocabulary]


def vocabulary_from_records(records: Sequence[Mapping[str, Plain]]) -> Vocabulary:
    """Return the vocabulary that :func:`vocabulary_to_records` wrote.

    Raises:
        ValueError: When a record has an unknown field, or its parts contradict one another.
    """
    return Vocabulary(tuple(_variable(record) for record in records))


def _record(variable: Variable) -> dict[str, Plain]:
    plain = Variable("plain", ("no", "yes"))
    record: dict[str, Plain] = {"name": variable.name, "states": list(variable.states)}
    for field in fields(Variable):
        value = getattr(variable, field.name)
        if field.name in record or value == getattr(plain, field.name):
            continue
        if field.name in _MAPPINGS:
            record[field.name] = dict(value)
        elif field.name in _TUPLES:
            record[field.name] = list(value)
        else:
            record[field.name] = str(value) if isinstance(value, Role) else value
    return record


def _variable(record: Mapping[str, Plain]) -> Variable:
    known = {field.name for field in fields(Variable)}
    if unknown := sorted(set(record) - known):
        raise ValueError(f"unknown field {unknown[0]!r} of a variable")
    values: dict[str, object] = {}
    for key, value in record.items():
        values[key] = tuple(value) if key in _TUPLES and isinstance(value, list) else value
    values["role"] = Role(str(record.get("role", Role.EVIDENCE)))
    return Variable(**values)  # type: ignore[arg-type]
