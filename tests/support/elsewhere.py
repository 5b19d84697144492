"""A planner of a region whom nobody in it serves: they are told of nobody."""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.model.account import RegionLimit, Role
from scheduler.accounts.accounts import NewAccount, add_account
from scheduler.records.row_edits import RowEdit, edit_rows

if TYPE_CHECKING:
    from datetime import datetime

    from data.store.opening import Store

ELSEWHERE = "elsewhere@region.example"


def add_planner_elsewhere(store: Store, now: datetime) -> None:
    """A region of nobody, and who plans for it alone."""
    row = {"id": "R2", "name": "Veiligheidsregio Elders", "school_region": "noord"}
    edit_rows(store, [RowEdit("regions", row)], "tests", now)
    limits = (RegionLimit(Role.PLANNER, frozenset({"R2"})),)
    new = NewAccount(ELSEWHERE, "Els", frozenset({Role.PLANNER}), None, "en", "", limits)
    add_account(store, new, "tests", now)
