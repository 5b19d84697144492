"""Finds entries of the audit trail for a reader, the newest first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import Connection, select

from data.store.audit.trail import AuditEntry, as_entry
from data.store.tables.records import PEOPLE
from data.store.tables.rosters import ENTRIES

if TYPE_CHECKING:
    from collections.abc import Collection


@dataclass(frozen=True, slots=True)
class EntryFilter:
    """What somebody looks for; what is empty does not matter.

    Parameters
    ----------
    actions
        Any of these.
    subject
        ``roster/3``, or ``roster`` for those of every roster.
    since, until
        Half open.
    """

    who: str = ""
    actions: tuple[str, ...] = ()
    subject: str = ""
    since: datetime | None = None
    until: datetime | None = None


def search(
    connection: Connection, wanted: EntryFilter, before: int | None, most: int | None
) -> list[AuditEntry]:
    """Entries that fit, the newest first.

    Parameters
    ----------
    before
        Only those with a lower number; None: from the last one.
    """
    query = select(ENTRIES).order_by(ENTRIES.c.seq.desc()).limit(most)
    if before is not None:
        query = query.where(ENTRIES.c.seq < before)
    if wanted.who:
        query = query.where(ENTRIES.c.who == wanted.who)
    if wanted.actions:
        query = query.where(ENTRIES.c.action.in_(wanted.actions))
    if wanted.subject:
        below = ENTRIES.c.subject.startswith(f"{wanted.subject}/", autoescape=True)
        query = query.where((ENTRIES.c.subject == wanted.subject) | below)
    if wanted.since is not None:
        query = query.where(ENTRIES.c.at >= wanted.since)
    if wanted.until is not None:
        query = query.where(ENTRIES.c.at < wanted.until)
    return [as_entry(row) for row in connection.execute(query).mappings()]


def everybody(connection: Connection) -> list[str]:
    """All who ever did something."""
    return list(connection.scalars(select(ENTRIES.c.who).distinct().order_by(ENTRIES.c.who)))


def names_of_rows(connection: Connection, numbers: Collection[int]) -> dict[int, tuple[str, str]]:
    """Row -> code and name of people, also of those who left; a pseudonym if they were erased."""
    query = select(PEOPLE.c.row, PEOPLE.c.id, PEOPLE.c.name).where(PEOPLE.c.row.in_(numbers))
    return {row: (code, name) for row, code, name in connection.execute(query).all()}
