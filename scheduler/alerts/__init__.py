"""What is told to whom: decided, kept, and sent."""
