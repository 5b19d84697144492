"""What one functionary has: his duties, his share, his wishes, and the shifts he could take."""
