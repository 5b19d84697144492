"""What is counted afterwards and shown to others: coverage with its proof, and people's hours."""
