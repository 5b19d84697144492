"""What is kept: the records, rosters and the audit trail, in SQLite or PostgreSQL."""
