"""What was worked out before, kept for as long as nothing it rests on has changed."""
