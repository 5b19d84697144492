"""The audit trail, for people."""
