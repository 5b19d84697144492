"""What is told to whom: escalation, notices, the outbox and its delivery."""
