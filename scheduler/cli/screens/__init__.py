"""What commands show: tables, live displays, sentences."""
