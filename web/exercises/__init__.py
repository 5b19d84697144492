"""Exercises: the list, one with who comes and was there, and the report of a year."""
