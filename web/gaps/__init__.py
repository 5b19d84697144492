"""Gaps: the list, and one gap with all that can be done about it."""
