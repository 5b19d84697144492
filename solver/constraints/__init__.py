"""What rules build constraints with: a person's share of the model, windows, rests, blocks."""
