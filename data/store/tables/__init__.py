"""All tables of the store; whoever migrates needs every one of them."""

from data.store.tables import (
    access,
    alerts,
    board_accounts,
    deployments,
    learning,
    proof,
    record_index,
    rosters,
    scenarios,
    workforce,
)
from data.store.tables.columns import METADATA

__all__ = [
    "METADATA",
    "access",
    "alerts",
    "board_accounts",
    "deployments",
    "learning",
    "proof",
    "record_index",
    "rosters",
    "scenarios",
    "workforce",
]
