"""Reports: coverage by month, the 24/7 statement, hours per person, open calls."""
