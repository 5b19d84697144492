"""The coverage board: is every seat filled, now and in the days to come."""
