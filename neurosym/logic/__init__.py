"""Prolog rules as exact, differentiable penalties: read, ground, compile, evaluate, prove."""
