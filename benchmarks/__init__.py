"""Benchmarks against peers, side by side in one run; README and claims cite them alone."""
