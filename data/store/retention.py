"""Takes away what nobody needs any longer, and leaves what proves something."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Connection, func, update

from data.model.message import MessageStatus
from data.store.tables.alerts import MESSAGES

if TYPE_CHECKING:
    from datetime import datetime

_OVER = [
    status.value for status in (MessageStatus.SENT, MessageStatus.STALE, MessageStatus.SETTLED)
]


def empty_messages(connection: Connection, before: datetime) -> int:
    """Empty the texts of messages that were over before a moment; how many.

    That somebody was told, of what kind, by which channel, when, and whether it arrived, stays.
    """
    over_at = func.coalesce(MESSAGES.c.sent_at, MESSAGES.c.due_at)
    full = (MESSAGES.c.body != "") | (MESSAGES.c.attachment != "")
    old = MESSAGES.c.status.in_(_OVER) & full & (over_at < before)
    return connection.execute(update(MESSAGES).where(old).values(body="", attachment="")).rowcount
