"""Lexicographic search: each level is solved, its bound kept, and not given up for a lower one."""
