"""What a roster breaks, what stays open and why, and what was impossible from the start."""
