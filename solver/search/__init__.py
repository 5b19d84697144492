"""How a roster is found: level by level, by neighbourhoods, with the fewest changes."""
