"""What happens over time: planning, coverage, and the command line."""
