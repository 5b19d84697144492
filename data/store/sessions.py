"""Keeps who is signed in, and how often something was tried. No secret is kept, only hashes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, case, delete, insert, literal, select, update
from sqlalchemy.dialects import postgresql, sqlite

from data.model.account import Proof, WebSession
from data.store.tables.access import ATTEMPTS, SESSIONS

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import datetime

    from sqlalchemy import ColumnElement

SESSION_COLUMNS = ("id", "account", "stamp", "proof", "program", "begun_at", "seen_at")


def add_session(connection: Connection, given: WebSession, name_hash: str) -> None:
    """Keep a new session, with a number of its own."""
    values = {name: getattr(given, name) for name in SESSION_COLUMNS if name != "id"}
    connection.execute(insert(SESSIONS).values(**values, name_hash=name_hash))


def sessions_of(connection: Connection, account: int) -> list[WebSession]:
    """The sessions of an account that did not end, the last one seen first."""
    query = select(*(SESSIONS.c[name] for name in SESSION_COLUMNS)).where(
        SESSIONS.c.account == account
    )
    rows = connection.execute(query.order_by(SESSIONS.c.seen_at.desc())).mappings()
    return [session_of_row(dict(row)) for row in rows]


def note_seen(connection: Connection, number: int, at: datetime) -> None:
    """Note that somebody is still there."""
    connection.execute(update(SESSIONS).where(SESSIONS.c.id == number).values(seen_at=at))


def change_proof(connection: Connection, account: int, proof: Proof) -> None:
    """Note with what the sessions of an account stand from now on."""
    mine = update(SESSIONS).where(SESSIONS.c.account == account)
    connection.execute(mine.values(proof=proof.value))


def end_session(connection: Connection, name_hash: str) -> None:
    """End one session, if it is there."""
    connection.execute(delete(SESSIONS).where(SESSIONS.c.name_hash == name_hash))


def end_sessions(connection: Connection, numbers: Collection[int], but: int | None = None) -> int:
    """End the sessions of accounts, but one of them; how many."""
    ended: ColumnElement[bool] = SESSIONS.c.account.in_(numbers)
    if but is not None:
        ended &= SESSIONS.c.id != but
    return connection.execute(delete(SESSIONS).where(ended)).rowcount


def forget_old(connection: Connection, begun: datetime, now: datetime) -> int:
    """Forget sessions that began before a moment, and counts that are over; how many sessions."""
    connection.execute(delete(ATTEMPTS).where(ATTEMPTS.c.until <= now))
    return connection.execute(delete(SESSIONS).where(SESSIONS.c.begun_at <= begun)).rowcount


def attempts(connection: Connection, keys: Collection[str], now: datetime) -> Mapping[str, int]:
    """How often each of these was tried within its time; what was not is left out."""
    query = select(ATTEMPTS.c.key, ATTEMPTS.c.count)
    counted = query.where(ATTEMPTS.c.key.in_(keys), ATTEMPTS.c.until > now)
    return {key: count for key, count in connection.execute(counted)}


def count_attempt(connection: Connection, key: str, until: datetime, now: datetime) -> int:
    """Count one more; how often it was tried, with this one.

    Parameters
    ----------
    until
        When a count that begins now is over.
    """
    is_over: ColumnElement[bool] = ATTEMPTS.c.until <= now
    changed: dict[str, Any] = {
        "count": case((is_over, 1), else_=ATTEMPTS.c.count + 1),
        "until": case((is_over, literal(until, ATTEMPTS.c.until.type)), else_=ATTEMPTS.c.until),
    }
    values = {"key": key, "count": 1, "until": until}
    if connection.dialect.name == "sqlite":
        in_file = sqlite.insert(ATTEMPTS).values(values)
        found = in_file.on_conflict_do_update(index_elements=["key"], set_=changed)
        counted = connection.scalar(found.returning(ATTEMPTS.c.count))
    else:
        on_server = postgresql.insert(ATTEMPTS).values(values)
        kept = on_server.on_conflict_do_update(index_elements=["key"], set_=changed)
        counted = connection.scalar(kept.returning(ATTEMPTS.c.count))
    return int(counted or 0)


def uncount_attempts(connection: Connection, keys: Collection[str]) -> None:
    """Take one back of each: what was tried was right."""
    counted = update(ATTEMPTS).where(ATTEMPTS.c.key.in_(keys), ATTEMPTS.c.count > 0)
    connection.execute(counted.values(count=ATTEMPTS.c.count - 1))


def session_of_row(row: Mapping[str, Any]) -> WebSession:
    """The session of a row with `SESSION_COLUMNS`."""
    return WebSession(**{**row, "proof": Proof(row["proof"])})
