r"""How variables and states are written as Prolog atoms.

The default is the snake case of the names: variable ``ChestXray`` in state ``Oligaemic`` is
``chest_xray(Case, oligaemic)``, a yes/no variable ``LVH`` is ``lvh(Case)``, a numeric column
``Amount`` is ``amount(Case, Number)``. A pack may give a template of its own, in which ``Case``,
``State`` and ``Number`` mark the places to fill.
"""

import re

_BOUNDARY = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_INTEGER = re.compile(r"0|-?[1-9][0-9]*")
_QUOTED_OR_PLACE = re.compile(r"'(?:[^'\\]|''|\\.)*'|\b(?:Case|State|Number)\b")


def snake_case(text: str) -> str:
    """Return ``text`` in lower case, with underscores for blanks and between joined words.

    Example:
        >>> [snake_case(name) for name in ("LowerBodyO2", "CO2Report", "mean radius", "<5")]
        ['lower_body_o2', 'co2_report', 'mean_radius', '<5']
    """
    return re.sub(r"[\s_]+", "_", _BOUNDARY.sub("_", text.strip())).lower()


def functor_name(text: str) -> str:
    """Return the snake case of a variable's name with nothing but letters, digits, underscores.

    Example:
        >>> functor_name("radius (worst)")
        'radius_worst'
    """
    return re.sub(r"[\W_]+", "_", snake_case(text)).strip("_") or "variable"


def is_plain_atom(text: str) -> bool:
    """Return whether Prolog reads ``text`` as an atom without quotes."""
    return (
        bool(text)
        and text[0].isalpha()
        and text[0].islower()
        and all(character.isalnum() or character == "_" for character in text)
    )


def quoted(text: str) -> str:
    """Return ``text`` as a Prolog atom, in quotes only where they are needed.

    Example:
        >>> quoted("oligaemic"), quoted("<5")
        ('oligaemic', "'<5'")
    """
    if is_plain_atom(text):
        return text
    escaped = text.replace("\\", "\\\\").replace("'", "\\'").replace("\n", "\\n")
    return f"'{escaped}'"


def state_atom(state: str) -> str:
    """Return a state as rules write it: an integer stays one, anything else is an atom.

    Example:
        >>> [state_atom(state) for state in ("Lt_to_Rt", "Asy/Patch", "12+", "3")]
        ['lt_to_rt', "'asy/patch'", "'12+'", '3']
    """
    return state if _INTEGER.fullmatch(state) else quoted(snake_case(state))


def fill(template: str, case: str | None, state: str | None) -> str:
    """Return the template with its places filled; ``None`` leaves a place as it stands.

    Args:
        template: An atom in which ``Case``, ``State`` and ``Number`` mark the places.
        case: The text for ``Case``.
        state: The text for ``State`` or ``Number``, already in Prolog's writing.

    Example:
        >>> fill("symptom(Case, fever)", "ann", None)
        'symptom(ann, fever)'
    """
    filled = {"Case": case, "State": state, "Number": state}

    def place(match: re.Match[str]) -> str:
        return filled.get(match.group()) or match.group()

    return _QUOTED_OR_PLACE.sub(place, template)


def has_place(template: str, place: str) -> bool:
    """Return whether the place (``Case``, ``State`` or ``Number``) occurs outside quotes."""
    return place in _QUOTED_OR_PLACE.findall(template)
