"""Public benchmarks of nurse and cyclic rosters, apart from the product: nothing imports it."""
