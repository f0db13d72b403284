"""Exact inference in discrete networks with extra factors, compiled once, run in batches."""
