"""Findings from what was found to what helped, assessments of points, and the red thread."""
