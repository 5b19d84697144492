"""Keeps API tokens: of the secret only its hash."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Row, insert, select, update

from data.model.api_token import ApiToken, TokenScope
from data.model.errors import Fault, Refused
from data.store.tables.access import TOKENS

if TYPE_CHECKING:
    from datetime import datetime

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


def note_use(connection: Connection, number: int, at: datetime) -> None:
    """Note that a token was used."""
    connection.execute(update(TOKENS).where(TOKENS.c.id == number).values(used_at=at))


def _token(row: Row[Any]) -> ApiToken:
    values = dict(row._mapping)  # noqa: SLF001 - SQLAlchemy's public name for it
    values["scopes"] = frozenset(TokenScope(one) for one in values["scopes"] or ())
    return ApiToken(**values)
