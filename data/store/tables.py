"""All tables of the store, in one place for migrations."""

from __future__ import annotations

from data.store import audit_tables, job_tables, registry_tables, roster_tables
from data.store.columns import METADATA

__all__ = ["METADATA", "audit_tables", "job_tables", "registry_tables", "roster_tables"]
