"""Alerts: what was told to whom, whether it arrived, and whether all that should speak can."""
