"""People: how they stand, what their page shows, and when they are away."""
