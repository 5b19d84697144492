"""All tables of the store; whoever migrates needs every one of them."""

from data.store.tables import alerts, audit, feeds, jobs, records, rosters
from data.store.tables.columns import METADATA

__all__ = ["METADATA", "alerts", "audit", "feeds", "jobs", "records", "rosters"]
