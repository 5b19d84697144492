"""The command line: a way in, which nothing imports."""
