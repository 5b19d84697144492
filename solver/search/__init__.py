"""How a roster is found, beside the ladder."""
