"""The records of the store: files in, files out, and people who are forgotten."""
