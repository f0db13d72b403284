"""What to ask next, and what the reply is worth to the answer."""
