"""The contract of a planner's tables: reading rows into nouns, and back."""
