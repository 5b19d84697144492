"""Search engines behind one door: each reads a `solver.forms.model.Model` and hands values back."""
