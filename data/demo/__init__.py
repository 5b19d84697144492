"""The demonstration region, and regions of any size for measuring."""
