"""What is counted afterwards and shown to others: statements, hours, the audit trail."""
