"""Who sits beside whom: pairings, and what is asked of those present."""
