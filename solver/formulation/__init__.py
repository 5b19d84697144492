"""From a problem to a 0/1 model: the whole of it, or a relaxation or restriction of it."""
