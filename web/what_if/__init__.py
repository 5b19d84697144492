"""Scenarios: what would be needed if posts, pools or people were other than today."""
