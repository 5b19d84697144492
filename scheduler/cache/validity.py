"""Whether what was read of records and rosters in force still holds, by the audit trail."""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.store.audit import trail

if TYPE_CHECKING:
    from sqlalchemy import Connection

#: What is done without any change to them: how such actions begin in the trail.
_HARMLESS = ("account.", "calendar.", "channel.", "gap.", "message.", "offer.", "roster.", "token.")
_SIGNED = "roster.published"  #: of rosters this alone: a draft is not in force


def holds_since(connection: Connection, seq: int) -> bool:
    """Whether nothing after this entry of the trail changed a record or a roster in force.

    What is new and not known here counts as a change.
    """
    if trail.head(connection).seq <= seq:
        return True
    done = trail.actions_after(connection, seq)
    return all(one != _SIGNED and one.startswith(_HARMLESS) for one in done)
