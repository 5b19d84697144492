"""Base rosters: cycles of weeks that a team lives by, found, judged and designed."""
