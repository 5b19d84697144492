"""Files in and out: workbooks, CSV folders, saved problems, results and benchmark formats."""
