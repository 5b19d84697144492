"""Languages: catalogues and labels, the one way to say something in Dutch or English."""
