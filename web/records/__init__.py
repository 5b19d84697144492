"""Forms for single rows of the records, of any table, with their history and undo."""
