"""People and competence: the matrix, a page for each, declarations, and files in and out."""
