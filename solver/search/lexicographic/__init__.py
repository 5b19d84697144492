"""The ladder: each level is solved, its bound is kept, and it is not given up for a lower one."""
