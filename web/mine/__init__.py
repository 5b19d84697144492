"""What one functionary has and asks: duties, calendar, swaps, absence, wishes, their share."""
