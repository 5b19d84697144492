"""Which bytes of a calendar were last handed out, and what its entries need of the records."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import Connection, func, insert, select, update

from data.model.record_change import RowChangeKind
from data.store.audit.trail import RECORD
from data.store.dumps import read_start
from data.store.tables.access import CALENDARS
from data.store.tables.alerts import GAP_EVENTS
from data.store.tables.records import BOOKS, PEOPLE, POSTS, REGIONS
from data.store.tables.rosters import ENTRIES, HEAD

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

_QUIET = (
    "told",
    "offered",
    "called",
)  #: lines in the history of a gap that change nothing about it
_ADDED = f"{RECORD}{RowChangeKind.ADDED}"
_BATCH = 500  #: rows asked for by name at once


@dataclass(frozen=True, slots=True)
class SourceRevision:
    """What calendars are made from, told by two numbers that grow with each change.

    Parameters
    ----------
    seq
        Of the last entry of the audit trail: records, rosters and signatures.
    gaps
        Of the last line in the history of gaps, which the audit trail does not know.
    """

    seq: int
    gaps: int


@dataclass(frozen=True, slots=True)
class CalendarVersion:
    """The bytes of a calendar, as they were last handed out.

    Parameters
    ----------
    version
        Grows by one whenever the bytes change.
    etag
        Hash of the bytes.
    changed_at
        When they did; whole seconds, and never back (RFC 9110, 8.8.2.1).
    """

    version: int
    etag: str
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class RecordChanges:
    """How often rows of the records were changed, and when last.

    An entry that shows a name has to say that it changed when the name did (RFC 5545, 3.8.7.3 and
    3.8.7.4). Changes of any column count: which one it was can be erased later, and a count must
    not go back.

    Parameters
    ----------
    count
        From 0.
    last_at
        None: never.
    """

    count: int = 0
    last_at: datetime | None = None

    @classmethod
    def of(cls, several: Iterable[RecordChanges]) -> RecordChanges:
        """Those of several rows together."""
        found = list(several)
        moments = [one.last_at for one in found if one.last_at is not None]
        return cls(sum(one.count for one in found), max(moments, default=None))

    def after(self, at: datetime) -> datetime:
        """The later of a moment and the last change."""
        return at if self.last_at is None else max(at, self.last_at)


#: For a query that asks for something else too.
SEQ = select(HEAD.c.seq).scalar_subquery()
GAPS_SEEN = select(func.coalesce(func.max(GAP_EVENTS.c.id), 0)).scalar_subquery()


def read_stamp(connection: Connection) -> SourceRevision:
    """The stamp of this moment."""
    return SourceRevision(*connection.execute(select(SEQ, GAPS_SEEN)).one())


def read_editions(connection: Connection, keys: Collection[str]) -> dict[str, CalendarVersion]:
    """The last editions of some calendars; one that was never handed out is absent."""
    wanted, found = sorted(keys), {}
    for first in range(0, len(wanted), _BATCH):
        query = select(CALENDARS).where(CALENDARS.c.key.in_(wanted[first : first + _BATCH]))
        for key, *values in connection.execute(query):
            found[key] = CalendarVersion(*values)
    return found


def next_edition(before: CalendarVersion | None, etag: str, now: datetime) -> CalendarVersion:
    """The edition that holds these bytes: the last one, if they are the same."""
    now = now.replace(microsecond=0)
    if before is None:
        return CalendarVersion(1, etag, now)
    if before.etag == etag:
        return before
    return CalendarVersion(
        before.version + 1, etag, max(before.changed_at + timedelta(seconds=1), now)
    )


def write_editions(
    connection: Connection, etags: Mapping[str, str], now: datetime
) -> dict[str, CalendarVersion]:
    """Keep what is handed out from now on; of a restored store, later than all before."""
    now = read_start(connection).after(now)
    before = read_editions(connection, etags.keys())
    after = {key: next_edition(before.get(key), etag, now) for key, etag in etags.items()}
    new = [_row(key, one) for key, one in after.items() if key not in before]
    if new:
        connection.execute(insert(CALENDARS), new)
    for key, one in after.items():
        if key in before and one != before[key]:
            values = update(CALENDARS).where(CALENDARS.c.key == key).values(_row(key, one))
            connection.execute(values)
    return after


def _row(key: str, one: CalendarVersion) -> dict[str, object]:
    return {
        "key": key,
        "version": one.version,
        "etag": one.etag,
        "changed_at": one.changed_at,
    }


def read_names(connection: Connection) -> dict[int, str]:
    """What everybody is called who ever was here, by row."""
    rows = connection.execute(select(PEOPLE.c.row, PEOPLE.c.name))
    return {row: name for row, name in rows}


def read_rows_of_people(connection: Connection) -> dict[str, int]:
    """The row of everybody who ever was here, by id."""
    rows = connection.execute(select(PEOPLE.c.id, PEOPLE.c.row).order_by(PEOPLE.c.row))
    return {id: row for id, row in rows}


def read_record_changes(connection: Connection, table: str) -> dict[int, RecordChanges]:
    """Changes of the rows of a table of the records, by number; unchanged ones are absent."""
    begins = f"{table}/"
    query = (
        select(ENTRIES.c.subject, func.count(), func.max(ENTRIES.c.at))
        .where(ENTRIES.c.subject.startswith(begins, autoescape=True))
        .where(ENTRIES.c.action.startswith(RECORD), ENTRIES.c.action != _ADDED)
        .group_by(ENTRIES.c.subject)
    )
    return {
        int(subject.removeprefix(begins)): RecordChanges(count, at)
        for subject, count, at in connection.execute(query)
    }


def read_posts(
    connection: Connection,
) -> Sequence[tuple[str, str, str, tuple[str, ...], int | None, int, str]]:
    """Id, name, kind, regions, start norm, row and book of every post, ended ones too."""
    columns = ("id", "name", "kind", "regions", "start_norm_minutes", "row", "book")
    query = select(*(POSTS.c[name] for name in columns)).order_by(POSTS.c.row)
    return [
        (id, name, kind, tuple(regions), norm, row, book or "")
        for id, name, kind, regions, norm, row, book in connection.execute(query)
    ]


def read_books(connection: Connection) -> dict[str, str]:
    """Names by id, of ended ones too."""
    rows = connection.execute(select(BOOKS.c.id, BOOKS.c.name).order_by(BOOKS.c.row))
    return {id: name for id, name in rows}


def read_regions(connection: Connection) -> dict[str, str]:
    """Names by id, of ended ones too."""
    rows = connection.execute(select(REGIONS.c.id, REGIONS.c.name).order_by(REGIONS.c.row))
    return {id: name for id, name in rows}


def read_gap_changes(connection: Connection) -> dict[int, datetime]:
    """When each gap last changed."""
    query = select(GAP_EVENTS.c.gap, func.max(GAP_EVENTS.c.at))
    query = query.where(GAP_EVENTS.c.what.not_in(_QUIET)).group_by(GAP_EVENTS.c.gap)
    return {gap: at for gap, at in connection.execute(query)}
