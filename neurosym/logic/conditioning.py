"""Programs given what their evidence decides of the leaves.

Evidence on a thousand facts has a probability that no number holds, and a ratio of two such
probabilities says nothing. So what the evidence decides of the leaves is put into the program:
a leaf that must hold is a fact, one that cannot is gone, and what is left of its choice sums to one
again. The probability of every query given the evidence stays what it was.

Where a loop through negation leaves an atom undefined, a program has no meaning. Worlds that
evidence on leaves excludes do not count there, whatever the method; worlds that only evidence on
derived atoms excludes do, as it is the loop that would have to decide them.
"""

from collections.abc import Mapping
from dataclasses import replace

from neurosym.logic.choices import Choice, choices_of
from neurosym.logic.constraints import gather_constraints
from neurosym.logic.contradictions import no_world
from neurosym.logic.ground_program import TRUE, GroundProgram, GroundRule, Leaf, LeafKind
from neurosym.logic.implications import Implications
from neurosym.logic.partial_programs import negative_loops
from neurosym.logic.weights import leaf_probability


def known_leaves(ground: GroundProgram) -> dict[int, bool]:
    """Return the truth of the leaves that evidence and hard constraints decide.

    Args:
        ground: The program. With a loop through negation, only its evidence on leaves counts.

    Raises:
        InconsistentEvidenceError: The evidence and the hard constraints cannot hold together.
    """
    hard = [c.bodies for c in gather_constraints(ground) if c.hard]
    single = [-body[0] for bodies in hard for body in bodies if len(body) == 1]
    literals = [*ground.evidence, *single]
    tops = [literal for _, literal in ground.queries] + list(ground.evidence)
    tops += [literal for item in ground.constraints for literal in item.body]
    if negative_loops(ground, tops):
        literals = [lit for lit in literals if abs(lit) == TRUE or abs(lit) in ground.leaves]
        known = Implications(replace(ground, rules=())).of(literals)
    else:
        known = Implications(ground).of(literals)
    return {leaf: known[leaf] for leaf in ground.leaves if leaf in known}


def given_evidence(ground: GroundProgram) -> GroundProgram:
    """Return the program where the leaves that its evidence decides are decided.

    Args:
        ground: The program; all its leaves must have a probability.

    Returns:
        The program, its atoms numbered as before, with the evidence that is left.

    Raises:
        InconsistentEvidenceError: The evidence and the hard constraints cannot hold together.
    """
    if not ground.evidence and not ground.constraints:
        return ground
    known = known_leaves(ground)
    leaves: dict[int, Leaf] = {}
    for choice in choices_of(ground):
        leaves |= _open_leaves(ground, choice, known)
    facts = [leaf for leaf, holds in known.items() if holds]
    rules = tuple(GroundRule(leaf, (), ground.leaves[leaf].clause) for leaf in facts)
    left = tuple(literal for literal in ground.evidence if abs(literal) not in ground.leaves)
    return replace(ground, leaves=leaves, rules=ground.rules + rules, evidence=left)


def _open_leaves(
    ground: GroundProgram, choice: Choice, known: Mapping[int, bool]
) -> dict[int, Leaf]:
    """Return the leaves of a choice that are not known, with their probabilities by then.

    Raises:
        InconsistentEvidenceError: What is known of the choice has no probability.
    """
    described = {leaf: ground.leaves[leaf] for leaf in choice.leaves}
    if known.keys().isdisjoint(described):
        return described
    if len(described) == 1 and ground.leaves[choice.leaves[0]].kind is not LeafKind.FACT:
        return {}
    probability = {leaf: leaf_probability(ground, leaf) for leaf in described}
    taken = [leaf for leaf in described if known.get(leaf)]
    if taken:
        share, left = probability[taken[0]], []
    else:
        left = [leaf for leaf in described if leaf not in known]
        share = sum(probability[leaf] for leaf in left)
        if not choice.complete:
            share = 1.0 - sum(probability[leaf] for leaf in described if leaf in known)
    if share <= 0.0:
        raise no_world(ground)
    return {
        leaf: described[leaf]._replace(probability=min(1.0, probability[leaf] / share))
        for leaf in left
    }
