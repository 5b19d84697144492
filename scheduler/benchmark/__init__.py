"""The public benchmark of nurse rostering, apart from the product: nothing imports it."""
