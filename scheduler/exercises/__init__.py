"""Exercises: who is invited, who was there, the best date, and what was exercised when."""
