"""Call-outs: recorded afterwards, shown with who was there, and timed against their norms."""
