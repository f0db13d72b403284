"""Quantified theories over neural predicates, by degrees of truth on whole domains [1].

A predicate is a table of degrees, one axis an argument: what a network says of all pairs, once a
step. A formula is computed on the tables as a whole; what an axiom says of all values of its
variables, and all axioms, are pooled in a few operations together.

References:
    [1] Badreddine, d'Avila Garcez, Serafini, Spranger 2022, Logic tensor networks.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import torch
from jaxtyping import Float
from torch import Tensor, nn

from neurosym.logic.formulas import Axiom, axioms_of
from neurosym.logic.fuzzy_tape import Degrees, Frame, FuzzyLogic, Tables, Tape, root
from neurosym.logic.syntax import SourceProgram
from neurosym.logic.t_norms import TNorm

_STANDARD = FuzzyLogic()


@dataclass(frozen=True, slots=True, eq=False)
class FuzzyTruth:
    """How true a theory is.

    Attributes:
        each: Degree of every axiom, in the order of ``FuzzyTheory.axioms``.
        total: Degree of all together; 1 - total is the loss.
    """

    each: Float[Tensor, " rule"]
    total: Float[Tensor, ""]


class FuzzyTheory(nn.Module):
    """A theory that is evaluated on tables of degrees.

    Args:
        axioms: The axioms.
        domains: The constants of every domain.
        predicates: The domains of every predicate's arguments.

    Attributes:
        axioms: The axioms, by their power.

    Raises:
        ValueError: An axiom names an unknown predicate or constant, or uses one variable in two
            domains.
    """

    def __init__(
        self,
        axioms: Sequence[Axiom],
        domains: Mapping[str, Sequence[str]],
        predicates: Mapping[str, Sequence[str]],
    ) -> None:
        super().__init__()
        self.axioms = tuple(sorted(axioms, key=lambda axiom: axiom.power))
        self._frame = Frame(domains, predicates)
        self._tapes: dict[tuple[TNorm, bool], Tape] = {}
        self._tape(_STANDARD)
        counts = [self._frame.count(axiom) for axiom in self.axioms]
        powers = [axiom.power for axiom in self.axioms]
        self._powers = {
            power: sum(c for c, p in zip(counts, powers, strict=True) if p == power)
            for power in powers
        }
        owners = torch.arange(len(counts)).repeat_interleave(torch.tensor(counts))
        self.register_buffer("owners", owners, persistent=False)
        for name, numbers in (("counts", counts), ("powers", powers)):
            column = torch.tensor(numbers, dtype=torch.float64)
            self.register_buffer(name, 1.0 / column, persistent=False)

    @classmethod
    def of(
        cls,
        program: SourceProgram,
        domains: Mapping[str, Sequence[str]],
        predicates: Mapping[str, Sequence[str]],
        powers: Mapping[str, float] | None = None,
    ) -> "FuzzyTheory":
        """Return the clauses of a program as a theory.

        Args:
            program: The program; domains' names are guards in it, as in ``person(X)``.
            domains: The constants of every domain.
            predicates: The domains of every predicate's arguments.
            powers: The power of a clause, by its text, where it is not 2.
        """
        return cls(axioms_of(program, domains, powers), domains, predicates)

    def forward(self, tables: Tables, logic: FuzzyLogic = _STANDARD) -> FuzzyTruth:
        """Return how true the theory is.

        Args:
            tables: The degrees of every predicate, one axis an argument.
            logic: What connectives and quantifiers mean.
        """
        errors = _errors(self._tape(logic).run(tables, logic), logic.margin)
        parts = torch.split(errors, list(self._powers.values()))
        raised = [part**power for part, power in zip(parts, self._powers, strict=True)]
        pooled = errors.new_zeros(len(self.axioms))
        pooled = pooled.index_add(0, self.get_buffer("owners"), torch.cat(raised))
        mean = pooled * self.get_buffer("counts").to(errors)
        each = 1.0 - root(mean, self.get_buffer("powers").to(errors))
        outer = (_errors(each, logic.margin) ** logic.together).mean()
        return FuzzyTruth(each, 1.0 - root(outer, outer.new_tensor(1.0 / logic.together)))

    def _tape(self, logic: FuzzyLogic) -> Tape:
        key = (logic.t_norm, logic.margin > 0.0)
        if key not in self._tapes:
            self._tapes[key] = Tape(self.axioms, self._frame, *key)
        return self._tapes[key]


def _errors(degrees: Degrees, margin: float) -> Degrees:
    return torch.rsub(degrees, 1.0, alpha=1.0 - margin)


def degrees_over(predicate: Callable[..., Degrees], *domains: Float[Tensor, "_ _"]) -> Degrees:
    """Return a predicate's table: its degrees for all combinations of its arguments.

    Args:
        predicate: Takes one batch of rows an argument, and returns one degree in [0, 1] a row.
        domains: The members of each argument's domain, as rows.
    """
    sizes = [len(domain) for domain in domains]
    rows = []
    for axis, domain in enumerate(domains):
        shape = [1] * len(sizes)
        shape[axis] = sizes[axis]
        spread = domain.reshape(*shape, -1).expand(*sizes, -1)
        rows.append(spread.reshape(-1, domain.shape[1]))
    return predicate(*rows).reshape(sizes)
