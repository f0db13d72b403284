"""A pack's rules checked against its variables and its data."""

from collections.abc import Mapping

from neurosym.cases import Role, Vocabulary
from neurosym.cases.table import MISSING
from neurosym.errors import NeurosymError
from neurosym.logic.checking import CaseKnowledge, Fault, Severity, faults
from neurosym.logic.engine import UNTRUSTED_LIMITS
from neurosym.logic.ground_program import Position
from neurosym.packs import Pack
from neurosym.packs.data import load_data
from neurosym.packs.pack import CsvData
from neurosym.steering.schema import schema_of

OFTEN_MISSING = 0.3
"""Share of the cases from which on a variable counts as often missing."""


def faults_of_pack(pack: Pack) -> list[Fault]:
    """Return the faults of a pack's rules, in the order of their places.

    Data that cannot be read are a note, so that the rules are checked all the same.

    Raises:
        RuleSyntaxError: If a rule file cannot be read at all.
        ResourceLimitError: A stranger's rules reached a limit.
    """
    missing: Mapping[str, float] = {}
    unread: list[Fault] = []
    try:
        missing = missing_shares(pack)
    except (NeurosymError, OSError) as error:
        place = Position(str(pack.causal_folder / "pack.toml"), 1, 1)
        sentence = f"gaps in the data were not looked at: {error}"
        unread.append(Fault(place, Severity.NOTE, "unread_data", sentence))
    found = faults(
        list(pack.rule_files),
        schema=schema_of(pack.vocabulary),
        known=knowledge_of(pack.vocabulary, missing),
        untrusted=UNTRUSTED_LIMITS if pack.untrusted else None,
    )
    return sorted([*found, *unread])


def missing_shares(pack: Pack) -> dict[str, float]:
    """Return the share of the cases, from 0 to 1, in which each variable is missing.

    Only a file of cases has gaps: what is sampled, and scikit-learn's data, are complete. The
    target is left out, since a case is asked for it.

    Raises:
        DataError: When the file cannot be read.
    """
    shares = {v.name: 1.0 for v in pack.vocabulary if v.role is Role.LATENT}
    if isinstance(pack.data, CsvData):
        table = load_data(pack)
        if len(table):
            gaps = (table.codes == MISSING).mean(axis=0)
            shares = {v.name: float(gaps[i]) for i, v in enumerate(table.vocabulary)}
    shares.pop(pack.target, None)
    return shares


def knowledge_of(vocabulary: Vocabulary, missing: Mapping[str, float]) -> CaseKnowledge:
    """Return the usual ranges of the numbers, and the variables that are often missing.

    Args:
        vocabulary: The variables.
        missing: The share of cases in which a variable is missing, by its name.
    """
    return CaseKnowledge(
        ranges={i: v.range for i, v in enumerate(vocabulary) if v.range is not None},
        missing={
            i: (v.name, missing[v.name])
            for i, v in enumerate(vocabulary)
            if missing.get(v.name, 0.0) >= OFTEN_MISSING
        },
    )
