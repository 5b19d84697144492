"""Signed rosters as calendars: what they show, as bytes, behind secret links and in files."""
