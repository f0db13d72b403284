"""The words that rules, graph, model and data share: variables, states, cases, tables of cases.

Example:
    >>> from neurosym.cases import Variable, Vocabulary, parse_case
    >>> words = Vocabulary((Variable("LowerBodyO2", ("<5", "5-12", "12+")),))
    >>> case = parse_case("lower_body_o2=<5", words)
    >>> case.findings[0].variable, case.findings[0].state
    ('LowerBodyO2', '<5')
"""

from neurosym.cases.case import Case, CellSpan, Finding, Relation, Span, TextSpan
from neurosym.cases.discretise import comparison_cuts, discretise, supervised_cuts
from neurosym.cases.facts import Facts, FactSource, facts_of
from neurosym.cases.parsing import Value, case_from_mapping, parse_case
from neurosym.cases.records import vocabulary_from_records, vocabulary_to_records
from neurosym.cases.table import CaseTable, concatenate, table_from_cases
from neurosym.cases.table_reading import Frame, read_csv, table_from_frame, table_from_rows
from neurosym.cases.variable import Role, Variable
from neurosym.cases.vocabulary import Vocabulary, atom_clashes

__all__ = [
    "Case",
    "CaseTable",
    "CellSpan",
    "FactSource",
    "Facts",
    "Finding",
    "Frame",
    "Relation",
    "Role",
    "Span",
    "TextSpan",
    "Value",
    "Variable",
    "Vocabulary",
    "atom_clashes",
    "case_from_mapping",
    "comparison_cuts",
    "concatenate",
    "discretise",
    "facts_of",
    "parse_case",
    "read_csv",
    "supervised_cuts",
    "table_from_cases",
    "table_from_frame",
    "table_from_rows",
    "vocabulary_from_records",
    "vocabulary_to_records",
]
