"""Planning: ask for a roster, follow the search, look at what came of it."""
