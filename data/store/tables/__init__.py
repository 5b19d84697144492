"""All tables of the store; whoever migrates needs every one of them."""

from data.store.tables import access, alerts, deployments, proof, records, rosters
from data.store.tables.columns import METADATA

__all__ = [
    "METADATA",
    "access",
    "alerts",
    "audit",
    "deployments",
    "feeds",
    "jobs",
    "proof",
    "records",
    "requests",
    "rosters",
]
