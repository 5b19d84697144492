"""The 0/1 model, its matrix, and the door to CP-SAT."""
