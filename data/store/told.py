"""Keeps which step of a gap was told to whom, and reads who is to be told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import Connection, insert, select

from data.model.alert_step import DEFAULT_STEPS, AlertStep
from data.model.contact import DutyManager
from data.model.gap import Severity
from data.store import records
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


def duty_managers(connection: Connection) -> list[DutyManager]:
    """Who hears of gaps, by level."""
    found = [
        DutyManager(
            level=row.values["level"],
            post=row.values["post"] or "",
            person=row.values["person"] or "",
            name=row.values["name"] or "",
            channel=row.values["channel"] or "",
            address=row.values["address"] or "",
            regions=tuple(row.values["regions"] or ()),
        )
        for row in records.read_rows(connection, "duty_managers").values()
        if not row.has_ended
    ]
    return sorted(found, key=lambda manager: manager.level)


def alert_steps(connection: Connection) -> tuple[AlertStep, ...]:
    """The steps that hold; the standard ones where none of any post is given."""
    rows = records.read_rows(connection, "alert_steps").values()
    given = tuple(
        AlertStep(
            before=timedelta(hours=row.values["hours_before"]),
            channel=row.values["channel"],
            level=row.values["level"] or 1,
            waits=bool(row.values["waits"]),
            repeat=_hours(row.values["repeat_hours"]),
            escalate=_hours((row.values["escalate_minutes"] or 0) / 60),
            post=row.values["post"] or "",
            severity=Severity(row.values["severity"] or Severity.LOW),
        )
        for row in rows
        if not row.has_ended
    )
    return given if any(not step.post for step in given) else (*given, *DEFAULT_STEPS)


def _hours(number: float | None) -> timedelta | None:
    return timedelta(hours=number) if number else None
