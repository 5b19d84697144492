"""Keeps which step of a gap was told to whom."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import Connection, insert, select

from data.store.tables.alerts import TOLD

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable


@dataclass(frozen=True, slots=True)
class Told:
    """That a step of a gap was told to somebody, or passed over.

    Parameters
    ----------
    step
        Name of the step, with what tells it apart from the same step of an earlier time.
    recipient
        Key of the recipient; empty where the step was passed over.
    message
        Id of the message; None: passed over.
    """

    gap: int
    step: str
    recipient: str
    at: datetime
    message: str | None


def read_told(connection: Connection, gaps: Collection[int]) -> list[Told]:
    """What was told of some gaps, the oldest first."""
    query = select(TOLD).where(TOLD.c.gap.in_(list(gaps))).order_by(TOLD.c.at)
    return [Told(**row) for row in connection.execute(query).mappings()]


def gaps_by_message(connection: Connection, messages: Collection[str]) -> dict[str, list[int]]:
    """By message the numbers of the gaps that it tells of."""
    query = select(TOLD.c.message, TOLD.c.gap).where(TOLD.c.message.in_(list(messages)))
    found: dict[str, list[int]] = {}
    for message, gap in connection.execute(query.distinct().order_by(TOLD.c.gap)):
        found.setdefault(message, []).append(gap)
    return found


def add_told(connection: Connection, rows: Iterable[Told]) -> None:
    """Keep what was told; in the transaction that keeps the message."""
    values = [
        {
            "gap": row.gap,
            "step": row.step,
            "recipient": row.recipient,
            "at": row.at,
            "message": row.message,
        }
        for row in rows
    ]
    if values:
        connection.execute(insert(TOLD), values)
