"""How a roster is made and judged."""
