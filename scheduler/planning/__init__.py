"""The use cases of a roster's life: plan, edit, sign, compare, repair, export."""
