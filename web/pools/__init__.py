"""Pools: who will be there month by month, and which seats hang on one person."""
