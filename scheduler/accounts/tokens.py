"""Tokens for other programs: made, withdrawn, presented. The secret itself is told once."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from data.model.account import ApiToken, TokenScope
from data.model.errors import Fault, Refused
from data.store import access
from data.store.audit import trail
from data.store.audit.trail import Act

if TYPE_CHECKING:
    from collections.abc import Collection

    from data.store.opening import Store

TOKEN_BYTES = 32  #: 256 bits
_NOTED_EVERY = timedelta(minutes=1)  #: of the last use


@dataclass(frozen=True, slots=True)
class GivenToken:
    """A token with its secret: here and never again."""

    token: ApiToken
    secret: str

    def __repr__(self) -> str:
        return f"GivenToken({self.token!r})"  # a secret has no place in a log


def make_token(
    store: Store,
    name: str,
    scopes: Collection[TokenScope],
    expires_at: datetime | None,
    who: str,
    now: datetime,
) -> GivenToken:
    """Make a token.

    Raises
    ------
    Refused
        It would have no name, or open nothing, or its last day is over.
    """
    if not name.strip() or not scopes:
        what = "a token has a name and opens something"
        raise Refused([Fault(what, "Say what it is for, and choose at least one scope")])
    if expires_at is not None and expires_at <= now:
        what = "the last day of this token is over already"
        raise Refused([Fault(what, "Choose a later day")])
    secret = secrets.token_urlsafe(TOKEN_BYTES)
    new = ApiToken(0, name.strip(), frozenset(scopes), now, who, expires_at)
    with store.writing() as connection:
        trail.take_turn(connection)
        made = access.add_token(connection, new, _hash(secret))
        act = Act("token.made", f"token/{made.id}", None, {"scopes": sorted(made.scopes)})
        trail.append(connection, [act], who, now)
    return GivenToken(made, secret)


def revoke_token(store: Store, number: int, who: str, now: datetime) -> ApiToken:
    """Withdraw a token.

    Raises
    ------
    Refused
        There is none of that number, or it was withdrawn already.
    """
    with store.writing() as connection:
        trail.take_turn(connection)
        if access.read_token(connection, number).revoked_at is not None:
            what = f"token {number} was withdrawn already"
            raise Refused([Fault(what, "Make a new one: caco tokens add")])
        done = access.revoke_token(connection, number, who, now)
        trail.append(connection, [Act("token.revoked", f"token/{number}")], who, now)
        return done


def opened_by(store: Store, secret: str, scope: TokenScope, now: datetime) -> ApiToken | None:
    """The token of a secret, if it opens this now."""
    found = presented(store, secret, now)
    return found if found is not None and found.opens(scope, now) else None


def presented(store: Store, secret: str, now: datetime) -> ApiToken | None:
    """The token of a secret, if it opens anything now."""
    with store.reading() as connection:
        found = access.token_of(connection, _hash(secret))
    if found is None or not any(found.opens(scope, now) for scope in found.scopes):
        return None
    if found.used_at is None or now - found.used_at >= _NOTED_EVERY:
        with store.writing() as connection:
            access.note_use(connection, found.id, now)
    return found


def is_still_good(store: Store, number: int, scope: TokenScope, now: datetime) -> bool:
    """Whether a token that was presented before still opens this: nobody withdrew it since."""
    with store.reading() as connection:
        found = [one for one in access.api_tokens(connection) if one.id == number]
    return any(one.opens(scope, now) for one in found)


def _hash(secret: str) -> str:
    """What the store keeps; looked up by it, so that no comparison tells of the secret."""
    return hashlib.sha256(secret.encode()).hexdigest()
