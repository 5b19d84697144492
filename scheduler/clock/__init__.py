"""The clock: what runs when, in one process at a time, and the proof that it runs."""
