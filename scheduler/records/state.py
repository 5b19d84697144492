"""The state of the records: whoever carries out what they looked at, carries out just that."""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.model.errors import Conflict
from data.store import audit
from data.store.audit import RECORD

if TYPE_CHECKING:
    from sqlalchemy import Connection


def refuse_moved_on(connection: Connection, now_at: int, seen: int | None) -> None:
    """Refuse when the records changed since they were seen.

    Parameters
    ----------
    now_at, seen
        Number of the last entry of the audit trail that changed the records: now, and then.
        None: nobody looked before.

    Raises
    ------
    Conflict
        By whom they were changed, and when.
    """
    if seen is None or seen == now_at:
        return
    later = [e for e in audit.entries(connection, after=seen) if e.action.startswith(RECORD)]
    last = later[-1]
    raise Conflict("The records", last.who, last.at)
