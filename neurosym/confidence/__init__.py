"""How far an answer can be trusted: statistics on arrays of probabilities, in numpy alone."""
