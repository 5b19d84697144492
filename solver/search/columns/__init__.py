"""A bound of quality: people apart, tied by prices of shifts; per person the cheapest line."""
