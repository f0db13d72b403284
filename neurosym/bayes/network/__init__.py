"""Causal graphs and Bayesian networks as values: fit, draw, sample, save, exchange."""
