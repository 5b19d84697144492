"""How rules are written down: the model, a person's share of it, and the forms that rules share."""
