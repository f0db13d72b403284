"""The answer, and everything that lets a person check it."""
