"""Truth of atoms for millions of cases at once, where nothing is left to chance.

Comparisons of one shape, such as ``amount > 100`` and ``amount > 250``, are one operation on all
cases. Their outcomes are packed into bits, and the rules are followed on the bits: eight cases a
byte, no circuit and no loop over cases. A silent column or variable leaves open what depends on
it: the third truth of Kleene's logic [1], where ``open and false`` is false.

References:
    [1] Kleene 1952, Introduction to metamathematics, section 64.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float64, Int8, Int16, UInt8

from neurosym.errors import UnsupportedRuleError
from neurosym.logic.cycles import Algebra, relevant_atoms, well_founded
from neurosym.logic.ground_program import TRUE, GroundProgram, Leaf, LeafKind
from neurosym.logic.numeric_tests import UNKNOWN, TestTable

Bits = UInt8[np.ndarray, "..."]

_CASES = 2**18
"""Cases that are followed through the rules together."""


class Decider:
    """Decides literals for batches of cases.

    Args:
        ground: The program: comparisons of columns, states of variables, certain facts.
        literals: What is to be decided; the program's queries if None.

    Raises:
        UnsupportedRuleError: A literal depends on an uncertain fact.
    """

    def __init__(self, ground: GroundProgram, literals: Sequence[int] | None = None) -> None:
        asked = [literal for _, literal in ground.queries] if literals is None else literals
        self.literals = tuple(asked)
        self._ground = ground
        needed = relevant_atoms(ground, self.literals)
        self._leaves = {a: leaf for a, leaf in sorted(ground.leaves.items()) if a in needed}
        for leaf in self._leaves.values():
            if leaf.kind is LeafKind.FACT and leaf.probability not in (0.0, 1.0):
                raise UnsupportedRuleError(
                    f"{leaf.text} holds with probability {leaf.probability}, and a decision is "
                    "certain; ask for its probability by Program.query, or make the fact certain"
                )
        tests = [(a, leaf.test) for a, leaf in self._leaves.items() if leaf.test is not None]
        self._table = TestTable([test for _, test in tests])
        self._tested = [atom for atom, _ in tests]

    def __call__(
        self,
        values: Float64[np.ndarray, "case variable"],
        codes: Int16[np.ndarray, "case variable"] | None = None,
    ) -> Int8[np.ndarray, "case label"]:
        """Decide a batch of cases.

        Args:
            values: Numbers of the columns, by variable; NaN is silent.
            codes: States of the variables; -1 is silent. Needed where the rules name states.

        Returns:
            One column a literal: 1 where it holds, 0 where it does not, UNKNOWN (2) where it
            depends on what is silent.
        """
        cases = len(values)
        if codes is None and any(leaf.kind is LeafKind.STATE for leaf in self._leaves.values()):
            raise ValueError("the rules name states of variables; give the codes of the cases")
        found = np.empty((len(self.literals), cases), dtype=np.int8)
        for start in range(0, cases, _CASES):
            part = slice(start, min(start + _CASES, cases))
            self._decide(values[part], None if codes is None else codes[part], found[:, part])
        return found.T

    def _decide(
        self,
        values: Float64[np.ndarray, "case variable"],
        codes: Int16[np.ndarray, "case variable"] | None,
        out: Int8[np.ndarray, "label case"],
    ) -> None:
        size = len(values)
        algebra = _CaseBits(-(-size // 8))
        leaves = {
            atom: algebra.constant(leaf.probability == 1.0)
            if leaf.kind is LeafKind.FACT
            else _state(leaf, codes)
            for atom, leaf in self._leaves.items()
            if leaf.kind is not LeafKind.TEST
        }
        holds, may = self._table.packed(values)
        leaves |= {atom: _Truth(holds[i], may[i]) for i, atom in enumerate(self._tested)}
        atoms = [abs(literal) for literal in self.literals if abs(literal) != TRUE]
        truths = {**well_founded(self._ground, leaves, algebra, atoms), **leaves}
        truths[TRUE] = algebra.constant(truth=True)
        for row, literal in enumerate(self.literals):
            truth = truths[abs(literal)]
            truth = truth if literal > 0 else algebra.negate(truth)
            out[row] = np.unpackbits(truth.holds, count=size)
            if truth.may is not truth.holds:
                silent = np.unpackbits(truth.may & ~truth.holds, count=size)
                out[row][silent.view(bool)] = UNKNOWN


@dataclass(frozen=True, slots=True, eq=False)
class _Truth:
    """Where an atom holds, and where it may hold: the same array where nothing is silent."""

    holds: Bits
    may: Bits


def _state(leaf: Leaf, codes: Int16[np.ndarray, "case variable"] | None) -> _Truth:
    assert codes is not None
    column = codes[:, leaf.variable]
    holds = np.packbits(column == leaf.state)
    silent = column < 0
    return _Truth(holds, holds | np.packbits(silent) if silent.any() else holds)


class _CaseBits(Algebra[_Truth]):
    """Three-valued truth as two sets of cases."""

    def __init__(self, size: int) -> None:
        every, none = np.full(size, 255, dtype=np.uint8), np.zeros(size, dtype=np.uint8)
        self._ends = (_Truth(none, none), _Truth(every, every))

    def constant(self, truth: bool) -> _Truth:
        """Return every case, or none."""
        return self._ends[truth]

    def conjoin(self, values: Sequence[_Truth]) -> _Truth:
        """Return the cases where all hold."""
        return self._folded(values, np.bitwise_and, self._ends[True])

    def disjoin(self, values: Sequence[_Truth]) -> _Truth:
        """Return the cases where one holds."""
        return self._folded(values, np.bitwise_or, self._ends[False])

    def _folded(self, values: Sequence[_Truth], operation: np.ufunc, empty: _Truth) -> _Truth:
        if len(values) < 2:  # noqa: PLR2004 - one value is its own conjunction
            return values[0] if values else empty
        holds = operation(values[0].holds, values[1].holds)
        for value in values[2:]:
            operation(holds, value.holds, out=holds)
        if all(value.may is value.holds for value in values):
            return _Truth(holds, holds)
        may = operation(values[0].may, values[1].may)
        for value in values[2:]:
            operation(may, value.may, out=may)
        return _Truth(holds, may)

    def negate(self, value: _Truth) -> _Truth:
        """Return the cases where it does not hold."""
        fails = ~value.may
        return _Truth(fails, fails if value.may is value.holds else ~value.holds)

    def same(self, first: _Truth, second: _Truth) -> bool:
        """Return whether two values hold in the same cases."""
        equal = np.array_equal(first.holds, second.holds)
        return bool(equal and np.array_equal(first.may, second.may))

    def is_possible(self, value: _Truth) -> bool:
        """Return whether it may hold in some case."""
        return bool(value.may.any())
