"""Open shifts offered to people: made, answered, closed."""
