"""Neural predicates: programs in which networks give probabilities, and learn from queries."""
