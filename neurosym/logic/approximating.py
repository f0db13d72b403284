"""What bounds, the best proofs and random worlds say of a ground program's queries."""

from neurosym.logic.answers import Estimate, Interval, Method, QueryOptions, random_generator
from neurosym.logic.bounds import BoundSearch
from neurosym.logic.ground_program import GroundProgram
from neurosym.logic.k_proofs import proof_bounds
from neurosym.logic.sampling import sample_worlds


def approximate_answers(
    ground: GroundProgram, method: Method, options: QueryOptions
) -> dict[str, Interval] | dict[str, Estimate]:
    """Return what a method other than the exact one says of every query.

    Args:
        ground: The program; all its leaves must have a probability.
        method: The method.
        options: What it is told.

    Raises:
        InconsistentEvidenceError: Evidence and hard constraints hold together in no world.
        SamplingError: Not one random world agrees with the evidence.
        ResourceLimitError: The proofs asked for are too large to compile.
    """
    if method is Method.BOUNDS:
        seconds, gap = options.get("seconds", 10.0), options.get("gap", 0.0)
        return BoundSearch(ground).refine(seconds, gap)
    if method is Method.K_BEST:
        return proof_bounds(ground, options.get("k", 10))
    random = random_generator(options.get("seed", 0))
    samples = sample_worlds(ground, options.get("samples", 10_000), random)
    return samples.estimates(options.get("confidence", 0.95))
