"""Who was confirmed to be at their desk, and since when a post asks that."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, delete, insert, select

from data.model.presence import EARLY, HandoverNote, Presence, PresenceRecords, PresenceTerm
from data.store.tables.columns import among
from data.store.tables.proof import HANDOVERS, PRESENCE_TERMS, PRESENCES
from data.store.tables.records import PEOPLE

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import datetime

    from sqlalchemy import Row, Select

    from data.model.record_change import RowChange

CONFIRMED = "presence.confirmed"  #: the action of the trail that tells of one
ASKED = "presence_minutes"  #: the column of ``posts`` that says within how many minutes

_KEPT = ("post", "shift", "at", "recorded_at", "recorded_by", "how", "note")
_HERE = PRESENCES.c
_FIELDS = (*(_HERE[name] for name in _KEPT), PEOPLE.c.id.label("person"), _HERE.id)


def add_presence(connection: Connection, given: Presence) -> Presence:
    """Keep that somebody was there; it gets its number.

    Raises
    ------
    LookupError
        The records do not hold the person.
    """
    row = connection.scalar(select(PEOPLE.c.row).where(PEOPLE.c.id == given.person))
    if row is None:
        raise LookupError(given.person)
    values = {**{name: getattr(given, name) for name in _KEPT}, "person": row}
    key = connection.execute(insert(PRESENCES).values(**values)).inserted_primary_key
    assert key is not None
    number = int(key[0])
    return _presence(connection.execute(_query().where(_HERE.id == number)).one())


def presences_between(
    connection: Connection, start: datetime, end: datetime, post: str = ""
) -> list[Presence]:
    """Since when people were there, of moments in ``[start, end)``, in that order."""
    query = _query().where(_HERE.at >= start, _HERE.at < end).order_by(_HERE.at, _HERE.id)
    if post:
        query = query.where(_HERE.post == post)
    return [_presence(row) for row in connection.execute(query)]


def add_handover(connection: Connection, given: HandoverNote) -> None:
    """Keep what somebody left for whoever comes next."""
    row = connection.scalar(select(PEOPLE.c.row).where(PEOPLE.c.id == given.person))
    values = {
        "post": given.post,
        "person": row,
        "written_at": given.written_at,
        "written_by": given.written_by,
        "text": given.text,
    }
    connection.execute(insert(HANDOVERS).values(**values))


def handovers_since(connection: Connection, since: datetime, post: str) -> list[HandoverNote]:
    """What was left at a post from a moment on, the oldest first."""
    mine = HANDOVERS.c
    query = (
        select(mine.post, PEOPLE.c.id, mine.written_at, mine.written_by, mine.text, mine.id)
        .outerjoin(PEOPLE, PEOPLE.c.row == mine.person)
        .where(mine.post == post, mine.written_at >= since)
        .order_by(mine.written_at, mine.id)
    )
    return [HandoverNote(row[0], row[1] or "", *row[2:]) for row in connection.execute(query)]


def delete_old_handovers(connection: Connection, before: datetime) -> int:
    """Delete what was left before a moment; how many there were."""
    old = HANDOVERS.c.written_at < before
    return connection.execute(delete(HANDOVERS).where(old)).rowcount


def is_ever_asked(connection: Connection) -> bool:
    """Whether any post asks for presence, or ever did."""
    return connection.scalar(select(PRESENCE_TERMS.c.id).limit(1)) is not None


def read_presence(
    connection: Connection,
    start: datetime,
    end: datetime,
    now: datetime,
    posts: Collection[str] | None = None,
) -> PresenceRecords:
    """What coverage of ``[start, end)`` asks of presence, as it is known at a moment.

    Parameters
    ----------
    posts
        Only at these posts; None: at all.
    """
    terms: dict[str, list[PresenceTerm]] = {}
    asked = PRESENCE_TERMS.c
    query = select(asked.post, asked.since, asked.minutes).order_by(asked.since, asked.id)
    for post, since, minutes in connection.execute(query.where(among(asked.post, posts))):
        terms.setdefault(post, []).append(PresenceTerm(since, minutes))
    if not terms:  # nobody is asked, so nothing is looked up
        return PresenceRecords(now)
    confirmed: dict[tuple[str, str], list[datetime]] = {}
    for one in presences_between(connection, start - EARLY, end):
        if one.post in terms:
            confirmed.setdefault((one.post, one.person), []).append(one.at)
    return PresenceRecords(
        now,
        {post: tuple(found) for post, found in terms.items()},
        {key: tuple(moments) for key, moments in confirmed.items()},
    )


def note_terms(connection: Connection, changes: Iterable[RowChange], at: datetime) -> None:
    """Keep from when on a post asks for presence, where a change of the records says something new.

    A duty that began before keeps the term of its start: what nobody asked for then is not missing
    afterwards.
    """
    for change in changes:
        if change.table != "posts":
            continue
        before, after = change.before.get(ASKED, ""), change.after.get(ASKED, "")
        if before != after:
            minutes = int(after) if after else None
            values = {"post": change.key, "since": at, "minutes": minutes}
            connection.execute(insert(PRESENCE_TERMS).values(**values))


def _query() -> Select[Any]:
    return select(*_FIELDS).join(PEOPLE, PEOPLE.c.row == _HERE.person)


def _presence(row: Row[Any]) -> Presence:
    return Presence(**row._mapping)  # noqa: SLF001 - SQLAlchemy's public name for it
