"""Keeps what lets a request in, and who is sent messages: tokens, sessions, browsers."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Row, case, delete, insert, literal, select, update
from sqlalchemy.dialects import postgresql, sqlite

from data.model.account import ApiToken, PushDevice, SignInProof, TokenScope, WebSession
from data.model.errors import Fault, Refused
from data.store.tables.access import ACCOUNTS, ATTEMPTS, PUSH_DEVICES, SESSIONS, TOKENS

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import datetime

    from sqlalchemy import ColumnElement

_QUERY = select(*[TOKENS.c[field.name] for field in fields(ApiToken)])


def api_tokens(connection: Connection) -> list[ApiToken]:
    """All tokens, the oldest first."""
    return [_token(row) for row in connection.execute(_QUERY.order_by(TOKENS.c.id))]


def token_of(connection: Connection, token_hash: str) -> ApiToken | None:
    """The token of a secret, by its hash: what is compared tells nothing of the secret."""
    row = connection.execute(_QUERY.where(TOKENS.c.token_hash == token_hash)).one_or_none()
    return None if row is None else _token(row)


def read_token(connection: Connection, number: int) -> ApiToken:
    """The token of a number.

    Raises
    ------
    Refused
        There is none.
    """
    row = connection.execute(_QUERY.where(TOKENS.c.id == number)).one_or_none()
    if row is None:
        raise Refused([Fault(f"there is no token {number}", "See them: caco tokens list")])
    return _token(row)


def add_token(connection: Connection, given: ApiToken, token_hash: str) -> ApiToken:
    """Keep a new token, with a number of its own."""
    values = {field.name: getattr(given, field.name) for field in fields(ApiToken)}
    del values["id"]
    values |= {"scopes": sorted(given.scopes), "token_hash": token_hash}
    values["regions"] = sorted(given.regions) if given.regions else None
    key = connection.execute(insert(TOKENS).values(values)).inserted_primary_key
    assert key is not None
    return read_token(connection, key[0])


def revoke_token(connection: Connection, number: int, who: str, at: datetime) -> ApiToken:
    """Withdraw a token: nobody gets anything by it from now on."""
    connection.execute(
        update(TOKENS)
        .where(TOKENS.c.id == number, TOKENS.c.revoked_at.is_(None))
        .values(revoked_at=at, revoked_by=who)
    )
    return read_token(connection, number)


def change_token_regions(connection: Connection, number: int, regions: Collection[str]) -> None:
    """Let a token be for other regions."""
    mine = update(TOKENS).where(TOKENS.c.id == number)
    connection.execute(mine.values(regions=sorted(regions)))


def note_use(connection: Connection, number: int, at: datetime) -> None:
    """Note that a token was used."""
    connection.execute(update(TOKENS).where(TOKENS.c.id == number).values(used_at=at))


def _token(row: Row[Any]) -> ApiToken:
    values = dict(row._mapping)  # noqa: SLF001 - SQLAlchemy's public name for it
    values["scopes"] = frozenset(TokenScope(one) for one in values["scopes"] or ())
    values["regions"] = frozenset(values["regions"]) if values["regions"] else None
    return ApiToken(**values)


_DEVICES = select(*[PUSH_DEVICES.c[field.name] for field in fields(PushDevice)])


def push_devices(connection: Connection, account: int | None = None) -> list[PushDevice]:
    """The browsers that are sent messages, of one account or of all, the oldest first."""
    query = _DEVICES if account is None else _DEVICES.where(PUSH_DEVICES.c.account == account)
    rows = connection.execute(query.order_by(PUSH_DEVICES.c.id)).mappings()
    return [PushDevice(**row) for row in rows]


def devices_of_person(connection: Connection, row: int) -> list[PushDevice]:
    """The browsers of somebody in the records, of all accounts of theirs that are open."""
    query = _DEVICES.join(ACCOUNTS, PUSH_DEVICES.c.account == ACCOUNTS.c.id)
    query = query.where(ACCOUNTS.c.person == row, ACCOUNTS.c.is_active)
    rows = connection.execute(query.order_by(PUSH_DEVICES.c.id)).mappings()
    return [PushDevice(**found) for found in rows]


def people_with_devices(connection: Connection) -> frozenset[int]:
    """Rows of the people whom a message by web push reaches."""
    query = select(ACCOUNTS.c.person).join(PUSH_DEVICES, PUSH_DEVICES.c.account == ACCOUNTS.c.id)
    mine = query.where(ACCOUNTS.c.person.is_not(None), ACCOUNTS.c.is_active)
    return frozenset(connection.scalars(mine.distinct()))


def keep_device(connection: Connection, given: PushDevice) -> None:
    """Keep a browser; the one with the same address is replaced, whoever it was of."""
    values = {field.name: getattr(given, field.name) for field in fields(PushDevice)}
    del values["id"]
    known = PUSH_DEVICES.c.endpoint == given.endpoint
    if connection.execute(update(PUSH_DEVICES).where(known).values(values)).rowcount == 0:
        connection.execute(insert(PUSH_DEVICES).values(values))


def note_session(connection: Connection, number: int, session: int | None) -> None:
    """Note in which session a browser was seen last."""
    mine = update(PUSH_DEVICES).where(PUSH_DEVICES.c.id == number)
    connection.execute(mine.values(session=session))


def note_pushed(connection: Connection, numbers: Collection[int], at: datetime) -> None:
    """Note that push services took a message for browsers."""
    mine = PUSH_DEVICES.c.id.in_(numbers)
    connection.execute(update(PUSH_DEVICES).where(mine).values(sent_at=at))


def forget_devices(
    connection: Connection,
    *,
    numbers: Collection[int] = (),
    accounts: Collection[int] = (),
    sessions: Collection[int] = (),
) -> int:
    """Send nothing more to browsers of these numbers, accounts or sessions; how many."""
    mine = PUSH_DEVICES.c
    named = mine.id.in_(numbers) | mine.account.in_(accounts) | mine.session.in_(sessions)
    return connection.execute(delete(PUSH_DEVICES).where(named)).rowcount


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


def change_proof(connection: Connection, account: int, proof: SignInProof) -> None:
    """Note with what the sessions of an account stand from now on."""
    mine = update(SESSIONS).where(SESSIONS.c.account == account)
    connection.execute(mine.values(proof=proof))


def end_session(connection: Connection, name_hash: str) -> int | None:
    """End one session, if it is there; its number."""
    ended = delete(SESSIONS).where(SESSIONS.c.name_hash == name_hash).returning(SESSIONS.c.id)
    number: int | None = connection.scalar(ended)
    return number


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
    return WebSession(**{**row, "proof": SignInProof(row["proof"])})
