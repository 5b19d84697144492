"""Answers to open calls, as the store keeps them."""

from __future__ import annotations

from sqlalchemy import Connection, select

from data.model.call import CallAnswer
from data.store.tables.records import CALL_ANSWERS


def read_answers(connection: Connection) -> tuple[CallAnswer, ...]:
    """All answers, also of people who left since: without them it would seem that nobody came."""
    columns = [CALL_ANSWERS.c[name] for name in ("post", "called_at", "person", "came", "minutes")]
    query = select(*columns).where(CALL_ANSWERS.c.ended_at.is_(None))
    ordered = query.order_by(CALL_ANSWERS.c.called_at, CALL_ANSWERS.c.row)
    return tuple(CallAnswer(*row) for row in connection.execute(ordered))
