"""Formulas as a list of tensor operations on tables of degrees, each done once a step.

Every variable of an axiom is an axis. An atom is a view of its predicate's table: nothing is
repeated for the variables that it lacks. What several axioms say of the same atoms, such as a
predicate's complement, is computed once.
"""

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from math import prod

import torch
from jaxtyping import Float
from torch import Tensor

from neurosym.logic.formulas import (
    And,
    Atom,
    Axiom,
    Exists,
    Formula,
    Implies,
    Not,
    free_variables,
    renamed,
)
from neurosym.logic.t_norms import TNorm

Degrees = Float[Tensor, "..."]
Tables = Mapping[str, Degrees]


@dataclass(frozen=True, slots=True)
class FuzzyLogic:
    """What connectives and quantifiers mean.

    "x implies y" is "not x or y". What is pooled is kept a margin away from the end where its
    gradient explodes; for the product, so are the inputs of "and" from 0 and those of "or" from
    1, so that no gradient vanishes there: the stable product of logic tensor networks.

    Attributes:
        t_norm: What "and" means; "or" is its dual.
        margin: How far; 0 takes degrees as they are.
        exists: The p of the p-mean that "exists" is: 1 is the mean, much more the largest.
        together: The p of the error's p-mean that all axioms together are.
    """

    t_norm: TNorm = TNorm.PRODUCT
    margin: float = 1e-4
    exists: float = 2.0
    together: float = 2.0


class Frame:
    """The domains that axioms speak of.

    Args:
        domains: The constants of every domain.
        predicates: The domains of every predicate's arguments.
    """

    def __init__(
        self, domains: Mapping[str, Sequence[str]], predicates: Mapping[str, Sequence[str]]
    ) -> None:
        self._places = {
            name: {text: place for place, text in enumerate(members)}
            for name, members in domains.items()
        }
        self._predicates = {name: tuple(of) for name, of in predicates.items()}

    def shape(self, name: str) -> tuple[int, ...]:
        """Return the shape of a predicate's table."""
        return tuple(len(self._places[domain]) for domain in self._signature(name))

    def _signature(self, name: str) -> tuple[str, ...]:
        if name not in self._predicates:
            known = ", ".join(self._predicates)
            raise ValueError(f"the predicate {name} has no domains; known are {known}")
        return self._predicates[name]

    def place(self, atom: Atom, argument: int) -> int:
        """Return the place of a constant in its argument's domain."""
        domain, text = self._signature(atom.name)[argument], atom.arguments[argument]
        if text not in self._places[domain]:
            raise ValueError(f"{text} in {atom.name} is no constant of the domain {domain}")
        return self._places[domain][text]

    def sizes(self, formula: Formula) -> dict[str, int]:
        """Return the number of values of every variable in a formula.

        Raises:
            ValueError: A variable ranges over two domains, or an atom has other arguments than
                its predicate.
        """
        domains: dict[str, str] = {}
        for atom in _atoms(formula):
            signature = self._signature(atom.name)
            if len(atom.arguments) != len(signature):
                raise ValueError(f"{atom.name} has {len(signature)} arguments; give as many")
            for argument, domain in zip(atom.arguments, signature, strict=True):
                if argument.startswith("?") and domains.setdefault(argument, domain) != domain:
                    raise ValueError(
                        f"the variable {argument[1:]} ranges over {domains[argument]} and over "
                        f"{domain}; use two variables"
                    )
        return {variable: len(self._places[domain]) for variable, domain in domains.items()}

    def count(self, axiom: Axiom) -> int:
        """Return how many instances an axiom has."""
        if len(axiom.formulas) > 1:
            return len(axiom.formulas)
        sizes = self.sizes(axiom.formulas[0])
        return prod(sizes[variable] for variable in free_variables(axiom.formulas[0]))


def _atoms(formula: Formula) -> list[Atom]:
    if isinstance(formula, Atom):
        return [formula]
    if isinstance(formula, Not | Exists):
        return _atoms(formula.part)
    parts = (formula.body, formula.head) if isinstance(formula, Implies) else formula.parts
    return [atom for part in parts for atom in _atoms(part)]


@dataclass(frozen=True, slots=True)
class _State:
    """What the operations of one step read: earlier results, and what was given."""

    values: list[Degrees]
    tables: Tables
    logic: FuzzyLogic
    one: Float[Tensor, ""]


_Operation = Callable[[_State], Degrees]


def root(mean: Degrees, power: Degrees | float) -> Degrees:
    """Return a power below 1, with gradient 0 at 0."""
    return torch.pow(mean.clamp(min=torch.finfo(mean.dtype).tiny), power)


class Tape:
    """Operations that compute the instances of some axioms.

    Args:
        axioms: The axioms.
        frame: Their domains.
        t_norm: What "and" means.
        stable: Whether there is a margin.
    """

    def __init__(self, axioms: Sequence[Axiom], frame: Frame, t_norm: TNorm, stable: bool) -> None:
        self._frame = frame
        self._t_norm = t_norm
        self._stable = stable
        self._operations: list[_Operation] = []
        self._known: dict[Hashable, int] = {}
        self._axes = max((len(self._variables(axiom)) for axiom in axioms), default=0)
        self._results = [self._axiom(axiom) for axiom in axioms]

    def run(self, tables: Tables, logic: FuzzyLogic) -> Float[Tensor, " label"]:
        """Return the degrees of all instances of all axioms, one axiom's after another's."""
        one = next(iter(tables.values())).new_ones(())
        state = _State([], tables, logic, one)
        for operation in self._operations:
            state.values.append(operation(state))
        return torch.cat([state.values[result] for result in self._results])

    def _variables(self, axiom: Axiom) -> list[str]:
        if len(axiom.formulas) > 1:
            return []
        formula = axiom.formulas[0]
        return list(dict.fromkeys([*free_variables(formula), *self._frame.sizes(formula)]))

    def _add(self, key: Hashable, operation: _Operation) -> int:
        if key not in self._known:
            self._known[key] = len(self._operations)
            self._operations.append(operation)
        return self._known[key]

    def _axiom(self, axiom: Axiom) -> int:
        if len(axiom.formulas) > 1:
            return self._facts(axiom)
        variables = self._variables(axiom)
        names = {variable: f"?{axis}" for axis, variable in enumerate(variables)}
        formula = renamed(axiom.formulas[0], names)
        sizes = self._frame.sizes(formula)
        shape = [1] * self._axes
        for variable in free_variables(formula):
            shape[int(variable[1:])] = sizes[variable]
        result = self._formula(formula)
        return self._add(
            ("whole", formula), lambda state: state.values[result].expand(shape).reshape(-1)
        )

    def _facts(self, axiom: Axiom) -> int:
        signs = {isinstance(formula, Not) for formula in axiom.formulas}
        atoms = [f.part if isinstance(f, Not) else f for f in axiom.formulas]
        facts = [atom for atom in atoms if isinstance(atom, Atom) and not free_variables(atom)]
        names = {atom.name for atom in facts}
        if len(facts) < len(atoms) or len(signs) > 1 or len(names) > 1:
            raise ValueError(
                "formulas that are weighed as one are facts of one predicate, all held or all "
                "denied; make an axiom of each other formula"
            )
        (name,), (negative,) = names, signs
        rows = torch.tensor([self._row(atom) for atom in facts], dtype=torch.int64)
        held = self._add(
            ("facts", name, tuple(rows.tolist())),
            lambda state: state.tables[name].reshape(-1).index_select(0, rows.to(state.one.device)),
        )
        return self._negated(held) if negative else held

    def _row(self, atom: Atom) -> int:
        row = 0
        for argument, size in enumerate(self._frame.shape(atom.name)):
            row = row * size + self._frame.place(atom, argument)
        return row

    def _formula(self, formula: Formula) -> int:
        if isinstance(formula, Atom):
            return self._atom(formula)
        if isinstance(formula, Not):
            return self._negated(self._formula(formula.part))
        if isinstance(formula, Exists):
            return self._exists(formula)
        if isinstance(formula, Implies):
            body, head = self._formula(formula.body), self._formula(formula.head)
            return self._implied(body, head)
        result = self._formula(formula.parts[0])
        for part in formula.parts[1:]:
            join = self._both if isinstance(formula, And) else self._either
            result = join(result, self._formula(part))
        return result

    def _atom(self, atom: Atom) -> int:
        variables = [a for a in dict.fromkeys(atom.arguments) if a.startswith("?")]
        fixed = {
            place: self._frame.place(atom, place)
            for place, argument in enumerate(atom.arguments)
            if not argument.startswith("?")
        }
        order = sorted(variables, key=lambda variable: int(variable[1:]))
        letters = {variable: place for place, variable in enumerate(variables)}
        given = [letters[a] for a in atom.arguments if a.startswith("?")]
        wanted = [letters[variable] for variable in order]
        sizes = self._frame.sizes(atom)
        shape = [sizes.get(f"?{axis}", 1) for axis in range(self._axes)]
        index = tuple(fixed.get(place, slice(None)) for place in range(len(atom.arguments)))

        def view(state: _State) -> Degrees:
            table = state.tables[atom.name]
            if fixed:
                table = table[index]
            if given != wanted:
                table = torch.einsum(table, given, wanted)
            return table.reshape(shape)

        return self._add(("atom", atom), view)

    def _negated(self, part: int) -> int:
        return self._add(("not", part), lambda state: torch.rsub(state.values[part], 1.0))

    def _low(self, part: int) -> int:
        """Keep degrees away from 0."""
        if not self._stable:
            return part
        return self._add(
            ("low", part),
            lambda state: torch.lerp(state.values[part], state.one, state.logic.margin),
        )

    def _high(self, part: int) -> int:
        """Keep degrees away from 1."""
        if not self._stable:
            return part
        return self._add(
            ("high", part), lambda state: state.values[part] * (1.0 - state.logic.margin)
        )

    def _both(self, first: int, second: int) -> int:
        if self._t_norm is TNorm.PRODUCT:
            x, y = self._low(first), self._low(second)
            return self._add(("and", x, y), lambda s: s.values[x] * s.values[y])
        if self._t_norm is TNorm.GODEL:
            return self._add(
                ("and", first, second),
                lambda s: torch.minimum(s.values[first], s.values[second]),
            )
        return self._add(
            ("and", first, second),
            lambda s: (s.values[first] + s.values[second] - 1.0).clamp(min=0.0),
        )

    def _either(self, first: int, second: int) -> int:
        if self._t_norm is TNorm.PRODUCT:
            x, y = self._high(first), self._high(second)
            return self._add(("or", x, y), lambda s: torch.lerp(s.values[x], s.one, s.values[y]))
        if self._t_norm is TNorm.GODEL:
            return self._add(
                ("or", first, second), lambda s: torch.maximum(s.values[first], s.values[second])
            )
        return self._add(
            ("or", first, second), lambda s: (s.values[first] + s.values[second]).clamp(max=1.0)
        )

    def _implied(self, body: int, head: int) -> int:
        if self._t_norm is not TNorm.PRODUCT:
            return self._either(self._negated(body), head)
        x, y = self._low(body), self._high(head)
        return self._add(
            ("implies", x, y),
            lambda s: torch.addcmul(torch.rsub(s.values[x], 1.0), s.values[x], s.values[y]),
        )

    def _exists(self, formula: Exists) -> int:
        part = self._low(self._formula(formula.part))
        axes = [int(variable[1:]) for variable in formula.variables]

        def pooled(state: _State) -> Degrees:
            p = state.logic.exists
            if p == 1.0:
                return state.values[part].mean(axes, keepdim=True)
            return root((state.values[part] ** p).mean(axes, keepdim=True), 1.0 / p)

        return self._add(("exists", part, tuple(axes)), pooled)
