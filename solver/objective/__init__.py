"""What is minimised: one module a level."""
