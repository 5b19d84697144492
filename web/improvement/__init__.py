"""Findings and what is done about them; assessments and the ambition for them."""
