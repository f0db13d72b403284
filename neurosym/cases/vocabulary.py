"""The variables of a domain, in a fixed order, found by any usual way of writing their names."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from neurosym.cases import names
from neurosym.cases.variable import Role, Variable
from neurosym.errors import CaseError


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The variables of a domain; their order is the order of columns everywhere.

    Attributes:
        variables: The variables.

    Raises:
        ValueError: When two variables have one name.
    """

    variables: tuple[Variable, ...]
    _index: dict[str, int] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Index the names."""
        index = {variable.name: i for i, variable in enumerate(self.variables)}
        if len(index) < len(self.variables):
            twice = next(v.name for i, v in enumerate(self.variables) if index[v.name] != i)
            raise ValueError(f"two variables are called {twice}")
        object.__setattr__(self, "_index", index)

    def __len__(self) -> int:
        """Return the number of variables."""
        return len(self.variables)

    def __iter__(self) -> Iterator[Variable]:
        """Iterate over the variables."""
        return iter(self.variables)

    def __getitem__(self, index: int) -> Variable:
        """Return the variable of a column."""
        return self.variables[index]

    @property
    def names(self) -> tuple[str, ...]:
        """The names, in order."""
        return tuple(variable.name for variable in self.variables)

    @property
    def cards(self) -> tuple[int, ...]:
        """The number of states of each variable (0: numeric and not binned yet)."""
        return tuple(len(variable.states) for variable in self.variables)

    def states(self, index: int) -> tuple[str, ...]:
        """Return the states of the variable of a column."""
        return self.variables[index].states

    def index(self, name: str) -> int:
        """Return the column of a variable, by any way of writing its name.

        Raises:
            CaseError: When no variable or more than one is meant.
        """
        known = self._index.get(name)
        return known if known is not None else self._index[self.find(name).name]

    def find(self, text: str) -> Variable:
        r"""Return the variable that a person means by ``text``.

        Raises:
            CaseError: When no variable or more than one is meant; the message names the near ones.

        Example:
            >>> words = Vocabulary((Variable("LowerBodyO2", ("<5", "5-12", "12+")),))
            >>> words.find("lower body o2").name
            'LowerBodyO2'
        """
        if text in self._index:
            return self.variables[self._index[text]]
        found = names.matches(text, self.names, names.NAME_TIERS)
        if len(found) == 1:
            return self.variables[found[0]]
        if found:
            several = names.listed([self.variables[i].name for i in found])
            raise CaseError(f"variable {text.strip()!r} may be {several}; write it exactly")
        hint = names.did_you_mean(text, self.names)
        raise CaseError(f"unknown variable {text.strip()!r}; {hint}")

    def with_role(self, *roles: Role) -> tuple[int, ...]:
        """Return the columns of the variables with one of these roles, in order."""
        return tuple(i for i, variable in enumerate(self.variables) if variable.role in roles)

    def replaced(self, variable: Variable) -> "Vocabulary":
        """Return the vocabulary with ``variable`` in the place of its namesake."""
        place = self._index[variable.name]
        return replace(
            self, variables=(*self.variables[:place], variable, *self.variables[place + 1 :])
        )


def atom_clashes(vocabulary: Vocabulary) -> tuple[str, ...]:
    """Return a sentence for every Prolog atom that two variables would share.

    Example:
        >>> twins = (Variable("LVH", ("yes", "no")), Variable("lvh", ("yes", "no")))
        >>> atom_clashes(Vocabulary(twins))
        ('LVH and lvh are both the atom lvh(Case); give one of them a template of its own',)
    """
    clashes = []
    owners = _Owners()
    for variable in vocabulary:
        texts = [variable.atom()] if variable.numeric else [text for text, _ in variable.atoms()]
        for text in texts:
            owner = owners.find(text)
            if owner is not None and owner != variable.name:
                clashes.append(
                    f"{owner} and {variable.name} are both the atom {text}; "
                    "give one of them a template of its own"
                )
            owners.add(text, variable.name)
    return tuple(clashes)


class _Owners:
    """The variable of each atom; only atoms with a place for a number are tried as patterns."""

    def __init__(self) -> None:
        self._names: dict[str, str] = {}
        self._texts: dict[str, list[str]] = {}
        self._patterns: dict[str, list[tuple[re.Pattern[str], str]]] = {}

    def find(self, text: str) -> str | None:
        """Return the variable that has an atom which ``text`` may be."""
        if text in self._names:
            return self._names[text]
        functor = _functor(text)
        for pattern, name in self._patterns.get(functor, ()):
            if pattern.fullmatch(text):
                return name
        if _NUMBER in text:
            wanted = _pattern(text)
            for other in self._texts.get(functor, ()):
                if wanted.fullmatch(other):
                    return self._names[other]
        return None

    def add(self, text: str, name: str) -> None:
        """Note that an atom is ``name``'s, unless it is another's already."""
        if text in self._names:
            return
        self._names[text] = name
        functor = _functor(text)
        self._texts.setdefault(functor, []).append(text)
        if _NUMBER in text:
            self._patterns.setdefault(functor, []).append((_pattern(text), name))


_NUMBER = "Number"


def _functor(text: str) -> str:
    return text.partition("(")[0]


def _pattern(atom: str) -> re.Pattern[str]:
    """Return what an atom matches when its place for a number is open."""
    return re.compile(re.escape(atom).replace(_NUMBER, r"[^,()]+"))
