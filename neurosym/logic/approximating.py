"""What bounds, the best proofs, random worlds and t-norms say of a ground program's queries."""

from dataclasses import replace

from neurosym.logic.answers import (
    Degree,
    Estimate,
    Interval,
    Method,
    QueryOptions,
    random_generator,
)
from neurosym.logic.bounds import BoundSearch
from neurosym.logic.compiling import DEFAULT_LIMIT
from neurosym.logic.ground_program import GroundProgram
from neurosym.logic.k_proofs import proof_bounds
from neurosym.logic.sampling import sample_worlds
from neurosym.logic.t_norms import TNorm, fuzzy_degrees


def approximate_answers(
    ground: GroundProgram, method: Method, options: QueryOptions
) -> dict[str, Interval] | dict[str, Estimate] | dict[str, Degree]:
    """Return what a method other than the exact one says of every query.

    Args:
        ground: The program; all its leaves must have a probability.
        method: The method.
        options: What it is told.

    Raises:
        InconsistentEvidenceError: Evidence and hard constraints hold together in no world.
        SamplingError: Not one random world agrees with the evidence.
        ResourceLimitError: The proofs asked for are too large to compile.
        UnsupportedRuleError: Degrees of truth have no meaning for the evidence or for a loop.
    """
    if method is Method.BOUNDS:
        seconds, gap = options.get("seconds", 10.0), options.get("gap", 0.0)
        return BoundSearch(ground).refine(seconds, gap)
    if method is Method.K_BEST:
        limit = replace(DEFAULT_LIMIT, seconds=options.get("seconds", DEFAULT_LIMIT.seconds))
        return proof_bounds(ground, options.get("k", 10), limit=limit)
    if method is Method.FUZZY:
        norm = _t_norm(options.get("t_norm", "product"))
        return {text: Degree(d, norm) for text, d in fuzzy_degrees(ground, norm).items()}
    random = random_generator(options.get("seed", 0))
    samples = sample_worlds(ground, options.get("samples", 10_000), random)
    return samples.estimates(options.get("confidence", 0.95))


def _t_norm(name: str) -> TNorm:
    if name not in list(TNorm):
        raise ValueError(f"there is no t-norm {name!r}; choose {', '.join(TNorm)}")
    return TNorm(name)
