"""What is minimised: one module a level of the ladder."""
