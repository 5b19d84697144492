"""What is kept: the register, rosters and the audit trail, in SQLite or PostgreSQL."""
