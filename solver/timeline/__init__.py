"""A person's time in whole minutes: the clock, the rows, the shifts the law makes of them."""
