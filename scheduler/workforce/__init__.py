"""How many people are needed, what if one of them leaves, and what if posts change."""
