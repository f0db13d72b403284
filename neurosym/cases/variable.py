"""A variable of a case: its states or its range, its part in the graph, its words."""

import math
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import pairwise

from neurosym.cases import atoms, names
from neurosym.errors import CaseError

_YES = ("yes", "true")
_NO = ("no", "false")


class Role(StrEnum):
    """What part a variable plays in a domain."""

    EVIDENCE = "evidence"
    MEDIATOR = "mediator"
    TARGET = "target"
    LATENT = "latent"


@dataclass(frozen=True, slots=True)
class Variable:
    """One variable, discrete or numeric.

    Attributes:
        name: Its name as in the data, such as ``ChestXray``.
        states: A discrete variable's states as in the data; a numeric one's bins, ``()`` before
            they are known.
        role: Its part: evidence, mediator, target or latent.
        numeric: Whether its values are numbers.
        cuts: A numeric variable's inner cut points, increasing; bin ``k`` holds the values from
            ``cuts[k - 1]`` on and below ``cuts[k]``, so there is one state more than cuts.
        ordered: Whether the states have an order. Bins always have.
        unit: What its numbers are counted in.
        range: The least and the greatest value that is usual.
        template: Its atom in the rules, with ``Case`` and ``State`` or ``Number`` as places;
            ``None`` for the default of :mod:`neurosym.cases.atoms`.
        reading: How a sentence names it, such as ``chest X-ray``.
        state_readings: Nicer words for some states.
        question: How it is asked for, by language.
        mandatory: Whether every case must have it.
        changeable: Whether anybody could change it (age is not).
        cost: What it costs to observe it, relative to the others.
        group: The name of a set of findings of which at most one is present.
        entity: The type of thing that it describes.
        missing: Codes in the data that mean "not observed".
        source: Who says so.

    Raises:
        ValueError: When states, cuts, range, cost or template contradict one another.
    """

    name: str
    states: tuple[str, ...] = ()
    role: Role = Role.EVIDENCE
    numeric: bool = False
    cuts: tuple[float, ...] = ()
    ordered: bool = False
    unit: str = ""
    range: tuple[float, float] | None = None
    template: str | None = None
    reading: str = ""
    state_readings: Mapping[str, str] = field(default_factory=dict, hash=False)
    question: Mapping[str, str] = field(default_factory=dict, hash=False)
    mandatory: bool = False
    changeable: bool = True
    cost: float = 1.0
    group: str = ""
    entity: str = "case"
    missing: tuple[str, ...] = ("",)
    source: str = ""

    def __post_init__(self) -> None:
        """Check that the parts agree."""
        for fault in (*self._state_faults(), *self._number_faults(), *self._template_faults()):
            raise ValueError(fault)

    def _state_faults(self) -> list[str]:
        faults = []
        if not self.name.strip():
            faults.append("a variable needs a name")
        if not self.numeric and len(self.states) < 2:  # noqa: PLR2004 - a choice needs two
            faults.append("a discrete variable needs two states or more; numbers need a range")
        if len(set(self.states)) < len(self.states):
            faults.append("a state is listed twice")
        unknown = [state for state in self.state_readings if state not in self.states]
        if unknown and self.states:
            faults.append(f"state_readings: {unknown[0]!r} is not one of the states")
        return faults

    def _number_faults(self) -> list[str]:
        faults = []
        if self.cuts and not self.numeric:
            faults.append("only a numeric variable has cuts")
        if self.numeric and self.states and len(self.states) != len(self.cuts) + 1:
            faults.append(f"{len(self.cuts)} cuts make {len(self.cuts) + 1} bins")
        if any(low >= high for low, high in pairwise(self.cuts)):
            faults.append("cuts must increase")
        if not all(math.isfinite(cut) for cut in self.cuts):
            faults.append("cuts must be finite")
        if self.range is not None and not self.range[0] < self.range[1]:
            faults.append("range must be two increasing numbers")
        if not (math.isfinite(self.cost) and self.cost >= 0):
            faults.append("cost must be a number from 0")
        return faults

    def _template_faults(self) -> list[str]:
        place = "Number" if self.numeric else "State"
        wrong = "State" if self.numeric else "Number"
        if self.template is None:
            return []
        if atoms.has_place(self.template, wrong):
            return [f"template: write {place} where the value stands, not {wrong}"]
        if not atoms.has_place(self.template, place) and (self.numeric or self.yes is None):
            return [f"template: write {place} where the value stands"]
        return []

    @property
    def yes(self) -> int | None:
        """The index of the state yes (or true) of a yes/no variable, ``None`` for any other."""
        keys = [state.casefold() for state in self.states]
        for yes, no in zip(_YES, _NO, strict=True):
            if sorted(keys) == sorted((yes, no)):
                return keys.index(yes)
        return None

    @property
    def atom_template(self) -> str:
        """The atom in the rules, with its places."""
        if self.template is not None:
            return self.template
        functor = atoms.quoted(atoms.functor_name(self.name))
        if self.numeric:
            return f"{functor}(Case, Number)"
        return f"{functor}(Case)" if self.yes is not None else f"{functor}(Case, State)"

    def atom(self, state: str | None = None, case: str = "Case") -> str:
        r"""Return the goal that says that the variable is in ``state``.

        Args:
            state: One of the states, or a number's text; ``None`` leaves the place open.
            case: The term for the case: a Prolog variable or an atom.

        Raises:
            CaseError: When there is no such state.

        Example:
            >>> Variable("ChestXray", ("Normal", "Oligaemic")).atom("Oligaemic")
            'chest_xray(Case, oligaemic)'
            >>> lvh = Variable("LVH", ("yes", "no"))
            >>> lvh.atom("yes", "ann"), lvh.atom("no", "ann")
            ('lvh(ann)', '\\+ lvh(ann)')
            >>> Variable("Amount", numeric=True).atom("17.5")
            'amount(Case, 17.5)'
        """
        template = self.atom_template
        if state is None:
            return atoms.fill(template, case, None)
        if self.numeric:
            return atoms.fill(template, case, state)
        found = self.find_state(state)
        if atoms.has_place(template, "State"):
            return atoms.fill(template, case, atoms.state_atom(found))
        negation = "" if self.states.index(found) == self.yes else "\\+ "
        return negation + atoms.fill(template, case, None)

    def atoms(self, case: str = "Case") -> tuple[tuple[str, int], ...]:
        r"""Return the positive atoms of a discrete variable, each with the index of its state.

        A yes/no variable that is one atom has one entry; a numeric one has none.

        Example:
            >>> Variable("LVH", ("yes", "no")).atoms()
            (('lvh(Case)', 0),)
        """
        if self.numeric:
            return ()
        template = self.atom_template
        if not atoms.has_place(template, "State"):
            return () if self.yes is None else ((atoms.fill(template, case, None), self.yes),)
        return tuple(
            (atoms.fill(template, case, atoms.state_atom(state)), index)
            for index, state in enumerate(self.states)
        )

    def find_state(self, text: str) -> str:
        r"""Return the state that a person means by ``text``, whatever its case and its joints.

        Raises:
            CaseError: When no state or more than one is meant; the message lists them.

        Example:
            >>> Variable("DuctFlow", ("Lt_to_Rt", "None", "Rt_to_Lt")).find_state("lt to rt")
            'Lt_to_Rt'
        """
        found = names.matches(text, self.states, names.STATE_TIERS)
        if len(found) == 1:
            return self.states[found[0]]
        known = ", ".join(self.states)
        if found:
            several = names.listed([self.states[index] for index in found])
            raise CaseError(f"{self.name}: {text!r} may be {several}; write it exactly")
        raise CaseError(f"{self.name}: unknown state {text!r}; its states are {known}")

    def is_missing(self, text: str) -> bool:
        """Return whether ``text`` is one of the codes for "not observed"."""
        return text.strip() in self.missing

    def bin_of(self, value: float) -> int:
        """Return the index of the bin of a number: the cuts at or below it.

        Example:
            >>> Variable("x", ("< 1", ">= 1"), numeric=True, cuts=(1.0,)).bin_of(1.0)
            1
        """
        return bisect_right(self.cuts, value)

    @property
    def label(self) -> str:
        """How a sentence names the variable: its reading, or else its name in words."""
        return self.reading or atoms.snake_case(self.name).replace("_", " ")

    def say(self, state: str) -> str:
        """Return a state in words.

        Example:
            >>> Variable("x", ("Lt_to_Rt", "None")).say("Lt_to_Rt")
            'Lt to Rt'
        """
        return self.state_readings.get(state) or state.replace("_", " ")
