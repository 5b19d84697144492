"""Dumps and restores a store on PostgreSQL with its own tools, pg_dump and pg_restore."""

from __future__ import annotations

import json
import os
import secrets
import subprocess
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import Connection, create_engine, func, select, text
from sqlalchemy.exc import DBAPIError

from data.model.errors import StoreError
from data.store.audit import trail
from data.store.audit.trail import Act
from data.store.opening import Store
from data.store.tables.access import CALENDARS
from data.store.tables.alerts import GAP_EVENTS, GAPS
from data.store.tables.rosters import ENTRIES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from sqlalchemy.engine import URL

    from data.store.audit.trail import Head


def dump(store: Store, target: Path) -> None:
    """Write a dump in pg_dump's custom format; it has its name only when it is whole.

    Raises
    ------
    StoreError
        pg_dump is not there, or could not do it.
    """
    part = target.with_name(target.name + ".part")
    try:
        _run(store.url, ["pg_dump", "--format=custom", "--no-owner", f"--file={part}"])
        part.rename(target)
    except OSError as error:
        raise StoreError(
            f"{target}: the copy failed ({error})", "Make room, or name another"
        ) from error
    finally:
        part.unlink(missing_ok=True)


@contextmanager
def restored(store: Store, source: Path) -> Iterator[Store]:
    """A database beside the store that holds a dump, for as long as it is looked at.

    Raises
    ------
    StoreError
        No database may be made beside the store, or the dump cannot be put back.
    """
    name = f"caco_drill_{secrets.token_hex(4)}"
    _on_server(store.url, f"CREATE DATABASE {name}")
    url = store.url.set(database=name)
    copy = Store(url)
    try:
        _run(url, ["pg_restore", "--no-owner", "--exit-on-error", f"--dbname={name}", str(source)])
        yield copy
    finally:
        copy.close()
        _on_server(store.url, f"DROP DATABASE IF EXISTS {name}")


def _run(url: URL, command: Sequence[str]) -> None:
    known = {
        "PGHOST": url.host,
        "PGPORT": str(url.port) if url.port else None,
        "PGUSER": url.username,
        "PGPASSWORD": None if url.password is None else str(url.password),
        "PGDATABASE": url.database,
    }
    environment = {**os.environ, **{name: value for name, value in known.items() if value}}
    try:
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        raise StoreError(
            f"{command[0]} is not installed", "Install the package postgresql-client"
        ) from None
    if done.returncode:
        said = (done.stderr.strip().splitlines() or ["no reason given"])[0]
        raise StoreError(f"{command[0]} failed: {said}", "Fix that, then try again")


def _on_server(url: URL, statement: str) -> None:
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    try:
        with engine.connect() as connection:
            connection.execute(text(statement))
    except DBAPIError as error:
        said = str(error.orig).strip().splitlines()[0]
        raise StoreError(
            f"no database can be made beside the store ({said})",
            "Allow it once: ALTER ROLE … CREATEDB",
        ) from error
    finally:
        engine.dispose()


RESTORED = "store.restored"


_SUBJECT = "store"


_SECOND = timedelta(seconds=1)


#: Seconds since then outgrow every count of changes, and fit a SEQUENCE until 2088.
_COUNTED_FROM = datetime(2020, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Served:
    """How far the validators of calendars came.

    Parameters
    ----------
    sequence
        Of a restored store: what to add to the SEQUENCE of every entry.
    at
        Of a restored store: nothing counts as changed before. None: no moment is known.
    """

    sequence: int = 0
    at: datetime | None = None

    @classmethod
    def farthest(cls, several: Iterable[Served]) -> Served:
        """At least as far as each of several."""
        found = list(several)
        moments = [one.at for one in found if one.at is not None]
        return cls(max((one.sequence for one in found), default=0), max(moments, default=None))

    def after(self, at: datetime) -> datetime:
        """The later of a moment and this one."""
        return at if self.at is None else max(at, self.at)


NEVER_RESTORED = Served()


def read_start(connection: Connection) -> Served:
    """From where the calendars of this store go on; from nothing, if it was never restored."""
    bodies = connection.scalars(
        select(ENTRIES.c.body).where(ENTRIES.c.subject == _SUBJECT, ENTRIES.c.action == RESTORED)
    )
    told = [json.loads(body)["after"] for body in bodies]
    return Served.farthest(
        Served(one["calendars_from"], datetime.fromisoformat(one["calendars_at"])) for one in told
    )


def served_by(connection: Connection) -> Served:
    """A bound of everything that calendars of this store ever said.

    Each step of a SEQUENCE is an entry of the trail, or a change of the row of a gap.
    """
    changes = select(func.coalesce(func.max(GAPS.c.lock_version), 0)).scalar_subquery()
    moments = (
        select(func.max(table.c[name])).scalar_subquery()
        for table, name in ((CALENDARS, "changed_at"), (GAP_EVENTS, "at"), (ENTRIES, "at"))
    )
    row = connection.execute(select(changes, *moments)).one()
    start, latest = read_start(connection), [at for at in row[1:] if at is not None]
    count = max(trail.head(connection).seq, row[0])
    return Served(
        start.sequence + count, max([*latest, *([start.at] if start.at else [])], default=None)
    )


def note_restore(connection: Connection, replaced: Served | None, who: str, now: datetime) -> Head:
    """Say in the trail of a store that it was just put back, and from where its calendars go on.

    Parameters
    ----------
    connection
        To the restored store.
    replaced
        What the store that stood there served. None: it is gone, or cannot be read; the clock
        stands in for its count, which is right as long as no entry changed more than once a second.
    """
    own, end = served_by(connection), trail.take_turn(connection)
    if replaced is None:
        replaced = Served((now - _COUNTED_FROM) // _SECOND)
    far = Served.farthest([own, replaced])
    now = now.replace(microsecond=0)
    at = now if far.at is None else max(now, far.at.replace(microsecond=0) + _SECOND)
    facts = {
        "restored_entries": end.seq,
        "restored_hash": end.hash,
        "calendars_from": far.sequence,
        "calendars_at": at.isoformat(),
    }
    return trail.append(connection, [Act(RESTORED, _SUBJECT, None, facts)], who, now)
