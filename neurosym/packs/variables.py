"""``variables.toml``: the variables of a domain and what each wrong answer costs."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from neurosym.cases import Role, Variable, Vocabulary, atom_clashes
from neurosym.cases.discretise import bin_names
from neurosym.cases.names import did_you_mean
from neurosym.packs.toml import Section, read_toml

_KEYS = (
    "states",
    "role",
    "numeric",
    "cuts",
    "ordered",
    "unit",
    "range",
    "template",
    "reading",
    "state_readings",
    "question",
    "mandatory",
    "changeable",
    "cost",
    "group",
    "entity",
    "missing",
    "source",
)


@dataclass(frozen=True, slots=True)
class VariablesFile:
    """What ``variables.toml`` says.

    Attributes:
        vocabulary: The variables, in the file's order.
        loss: What each wrong answer costs: answered state, then true state.
    """

    vocabulary: Vocabulary
    loss: Mapping[str, Mapping[str, float]]


def read_variables(path: Path) -> VariablesFile:
    """Return the variables that a file describes.

    Args:
        path: ``variables.toml``.

    Raises:
        PackError: With one line for every fault: ``file:[variables.Age] range: ...``.
    """
    top = read_toml(path)
    top.only(("variables", "loss"))
    tables = top.section("variables")
    if not tables.values and not top.faults:
        top.fault("variables", "there are none; describe each in [variables.NAME]")
    variables = [_variable(tables, name) for name in tables.values]
    loss = {
        answered: {
            true: top.section("loss").section(answered, f"loss.{answered}").number(true)
            for true in top.section("loss").section(answered, f"loss.{answered}").values
        }
        for answered in top.section("loss").values
    }
    top.check()
    vocabulary = Vocabulary(tuple(v for v in variables if v is not None))
    for clash in atom_clashes(vocabulary):
        top.fault("template", clash)
    top.check()
    return VariablesFile(vocabulary, loss)


def _variable(tables: Section, name: str) -> Variable | None:
    """Return one variable, or note why it cannot be made."""
    before = len(tables.faults)
    table = tables.section(name, f"variables.{name}")
    table.only(_KEYS)
    numeric = _is_numeric(table)
    cuts = table.numbers("cuts")
    states = bin_names(cuts) if numeric and cuts else table.texts("states")
    limits = table.numbers("range")
    role = _role(table)
    if "range" in table.values and len(limits) != 2 and len(table.faults) == before:  # noqa: PLR2004
        table.fault("range", "must be two numbers, the least and the greatest usual value")
    if len(table.faults) > before:
        return None
    try:
        return Variable(
            name=name,
            states=states,
            role=role,
            numeric=numeric,
            cuts=cuts,
            ordered=table.flag("ordered", numeric),
            unit=table.text("unit"),
            range=(limits[0], limits[1]) if limits else None,
            template=table.text("template") or None,
            reading=table.text("reading"),
            state_readings=table.words("state_readings"),
            question=table.words("question"),
            mandatory=table.flag("mandatory"),
            changeable=table.flag("changeable", True),
            cost=table.number("cost", 1.0),
            group=table.text("group"),
            entity=table.text("entity", "case"),
            missing=table.texts("missing", ("",)),
            source=table.text("source"),
        )
    except ValueError as error:
        table.faults.append(f"{table.place} {error}")
        return None


def _is_numeric(table: Section) -> bool:
    """Return whether the variable is numeric: it says so, or gives numbers instead of states."""
    if table.values.get("numeric") is not None:
        return table.flag("numeric")
    return "states" not in table.values and bool({"unit", "range", "cuts"} & set(table.values))


def _role(table: Section) -> Role:
    text = table.text("role", Role.EVIDENCE)
    try:
        return Role(text)
    except ValueError:
        table.fault("role", f"unknown role {text!r}; {did_you_mean(text, list(Role))}")
        return Role.EVIDENCE
