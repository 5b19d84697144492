"""The audit trail: written, searched, verified, sealed; and how people are erased."""
