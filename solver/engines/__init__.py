"""Search engines behind one door: each reads a `solver.model.Model` and hands values back."""
