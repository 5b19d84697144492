"""What functionaries ask: leave, on which a planner decides; swaps, which a colleague answers."""
