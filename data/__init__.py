"""What is known: the nouns, the files they come from and the demonstration region."""
