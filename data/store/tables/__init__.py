"""All tables of the store; whoever migrates needs every one of them."""

from data.store.tables import audit, jobs, records, rosters
from data.store.tables.columns import METADATA

__all__ = ["METADATA", "audit", "jobs", "records", "rosters"]
