"""Learn a causal graph from data, under what an expert knows, with confidence in every edge."""
