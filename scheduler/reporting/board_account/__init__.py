"""The account to the board: what its indicators count, how it is made, kept, shown and sent."""
