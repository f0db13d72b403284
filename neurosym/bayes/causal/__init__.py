"""Interventions, average effects, strengths of arrows, and causal paths."""
