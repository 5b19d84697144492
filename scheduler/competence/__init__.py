"""The competence register: how everybody stands, declarations, and what expires soon."""
