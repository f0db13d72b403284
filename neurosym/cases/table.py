"""Many cases as arrays: what data, discovery, networks and the model read."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Bool, Float64, Int16, Integer

from neurosym.cases.case import Case, Finding
from neurosym.cases.vocabulary import Vocabulary
from neurosym.errors import CaseError

MISSING = -1
"""The code of a missing cell."""


@dataclass(frozen=True, slots=True, eq=False)
class CaseTable:
    """Cases as rows, variables as columns in the vocabulary's order.

    Attributes:
        vocabulary: The variables.
        codes: The index of the state of each cell, -1 where it is missing; of a number its bin,
            0 while there are no bins.
        values: The numbers of numeric columns; NaN where missing, and in discrete columns.

    Raises:
        ValueError: When the arrays do not fit the vocabulary.
    """

    vocabulary: Vocabulary
    codes: Int16[np.ndarray, "case variable"]
    values: Float64[np.ndarray, "case variable"]

    def __post_init__(self) -> None:
        """Check that the arrays fit the vocabulary."""
        shape = (len(self.codes), len(self.vocabulary))
        if self.codes.shape != shape or self.values.shape != shape:
            raise ValueError(
                f"{len(self.vocabulary)} variables need arrays of as many columns, not "
                f"{self.codes.shape} and {self.values.shape}"
            )
        cards = np.maximum(np.array(self.vocabulary.cards, dtype=np.int64), 1)
        if len(self.codes) and (self.codes.min() < MISSING or (self.codes.max(0) >= cards).any()):
            raise ValueError("a code lies outside of its variable's states")

    def __len__(self) -> int:
        """Return the number of cases."""
        return len(self.codes)

    def rows(self, chosen: Integer[np.ndarray, " case"]) -> "CaseTable":
        """Return the table of the chosen rows, in the order given."""
        return CaseTable(self.vocabulary, self.codes[chosen], self.values[chosen])

    def hidden(self, mask: Bool[np.ndarray, "case variable"]) -> "CaseTable":
        """Return the table with the masked cells missing."""
        codes = np.where(mask, np.int16(MISSING), self.codes)
        return CaseTable(self.vocabulary, codes, np.where(mask, np.nan, self.values))

    def column(self, name: str) -> Int16[np.ndarray, " case"]:
        """Return the codes of one variable."""
        return self.codes[:, self.vocabulary.index(name)]

    def case(self, row: int, name: str = "case") -> Case:
        """Return one row as a case, its findings in the order of the columns."""
        findings = []
        for i, variable in enumerate(self.vocabulary):
            code, value = int(self.codes[row, i]), float(self.values[row, i])
            if code == MISSING:
                continue
            number = None if not variable.numeric or np.isnan(value) else value
            state = variable.states[code] if variable.states else f"{value:g}"
            findings.append(Finding(variable.name, state, number))
        return Case(tuple(findings), name)

    def binned(self, vocabulary: Vocabulary) -> "CaseTable":
        """Return the table under a vocabulary that differs in the bins of numbers alone.

        Args:
            vocabulary: The same variables, with cuts and bins.

        Raises:
            ValueError: When the vocabulary has other variables.
        """
        if vocabulary.names != self.vocabulary.names:
            raise ValueError("the other vocabulary has other variables")
        codes = self.codes.copy()
        for i, variable in enumerate(vocabulary):
            known = ~np.isnan(self.values[:, i])
            if variable.numeric:
                cells = np.searchsorted(variable.cuts, self.values[known, i], side="right")
                codes[known, i] = cells.astype(np.int16)
        return CaseTable(vocabulary, codes, self.values)


def table_from_cases(cases: Sequence[Case], vocabulary: Vocabulary) -> CaseTable:
    """Return cases as a table.

    Args:
        cases: The cases; what they do not speak of is missing.
        vocabulary: The variables.

    Raises:
        CaseError: When a case speaks of other variables or states.
    """
    codes = np.full((len(cases), len(vocabulary)), MISSING, dtype=np.int16)
    values = np.full(codes.shape, np.nan)
    for row, case in enumerate(cases):
        for finding in case.findings:
            column = vocabulary.index(finding.variable)
            variable = vocabulary[column]
            if variable.numeric and finding.value is not None:
                values[row, column] = finding.value
                codes[row, column] = variable.bin_of(finding.value) if variable.states else 0
            elif finding.state in variable.states:
                codes[row, column] = variable.states.index(finding.state)
            else:
                variable.find_state(finding.state)
                raise CaseError(f"{variable.name}: write the state {finding.state!r} exactly")
    return CaseTable(vocabulary, codes, values)


def concatenate(tables: Sequence[CaseTable]) -> CaseTable:
    """Return the rows of several tables of one vocabulary below one another.

    Raises:
        ValueError: When there is no table, or they have different vocabularies.
    """
    if not tables:
        raise ValueError("there is no table to begin with")
    first = tables[0].vocabulary
    if any(table.vocabulary != first for table in tables):
        raise ValueError("the tables have different vocabularies")
    codes = np.concatenate([table.codes for table in tables])
    return CaseTable(first, codes, np.concatenate([table.values for table in tables]))
