"""What is minimised: one module a rung of the ladder."""
