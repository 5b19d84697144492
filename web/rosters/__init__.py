"""Rosters: the list of them, and the grid on which one is read and changed."""
