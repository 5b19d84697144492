"""Files in and out: CSV, workbooks, and problems and results as JSON."""
