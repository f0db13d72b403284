"""Probabilities of derived atoms in a case, under the fused posterior."""

import numpy as np
from jaxtyping import Float64

from neurosym.cases.table import CaseTable
from neurosym.errors import InconsistentEvidenceError
from neurosym.logic.thresholds import hardened
from neurosym.packs import Pack
from neurosym.reasoner.domain import load_rules
from neurosym.reasoner.fitted import Fitted
from neurosym.steering.rule_factors import RuleFactors, build_rule_factors
from neurosym.steering.schema import schema_of


def derived_probabilities(
    pack: Pack, fitted: Fitted, goal: str, table: CaseTable
) -> dict[str, float]:
    """Return the probability of every answer to a goal in one case.

    The rules are read and grounded anew for the goal; each answer becomes a function of the
    variables that it depends on, and joins the junction tree.

    Args:
        pack: The domain, for its rules.
        fitted: The fitted domain.
        goal: A goal such as ``diagnose(P, D)``; the case is the constant ``case``.
        table: The case, one row.

    Raises:
        InconsistentEvidenceError: If the case breaks the hard rules.
        UnknownPredicateError: If the goal names a predicate that nothing defines.
    """
    engine = fitted.engine
    program = load_rules(pack)
    if program is None:
        return {}
    ground = program.ground([goal], schema=schema_of(engine.vocabulary))
    ground = hardened(ground, fitted.thresholds)
    cuts = tuple(variable.cuts for variable in engine.vocabulary)
    factors = build_rule_factors(ground, engine.vocabulary.cards, cuts)
    fusion = engine.fusion_with(factors, _strengths(fitted, factors))
    beliefs, _ = engine.beliefs(table.codes, table.values)
    found = fusion.run(table.codes, table.values, beliefs, engine.weight)
    if bool(found.conflict[0]):
        raise InconsistentEvidenceError(
            "the case breaks the hard rules, so nothing can be derived in it; ask() names what "
            "conflicts"
        )
    answers = found.marginals[len(engine.vocabulary) :]
    texts = (query.text for query in factors.queries)
    return {text: float(row[0, 1]) for text, row in zip(texts, answers, strict=True)}


def _strengths(fitted: Fitted, factors: RuleFactors) -> Float64[np.ndarray, " rule"]:
    """Return the learned strengths, for constraints in the order of other factors."""
    own, learned = fitted.engine.factors.constraints, fitted.engine.strengths
    by_rule = {(f.clause, f.instance): float(s) for f, s in zip(own, learned, strict=True)}
    found = [by_rule.get((f.clause, f.instance), f.strength) for f in factors.constraints]
    return np.array(found, np.float64)
