"""Arithmetic that stays exact where plain formulas lose digits; numpy and torch apart."""
