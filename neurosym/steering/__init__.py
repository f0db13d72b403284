"""Where rules, causal network and model meet: one posterior that all three have shaped."""
