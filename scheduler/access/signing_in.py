"""Somebody signs in: with a password, or as the OpenID provider says who they are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from data.model.account import Role
from data.store import accounts, audit
from data.store.audit import Act
from scheduler.access.passwords import hashed, is_outdated, is_right

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from data.model.account import Account
    from data.store.opening import Store

#: Whoever has one of these is not taken at the provider's word for a login.
_TRUSTED_HERE = frozenset({Role.ADMINISTRATOR, Role.PLANNER})


def sign_in(store: Store, login: str, password: str) -> Account | None:
    """The account of a login and its password; None: they do not fit, or it was closed."""
    with store.reading() as connection:
        found = accounts.account_of(connection, login)
    fits = is_right(found.password_hash if found else "", password)
    if found is None or not fits or not found.is_active:
        return None
    if is_outdated(found.password_hash):
        renewed = hashed(password)
        with store.writing() as connection:
            accounts.change_account(connection, found.id, password_hash=renewed)
    return found


@dataclass(frozen=True, slots=True)
class Claimed:
    """Who somebody is, as the OpenID provider says.

    Parameters
    ----------
    subject
        The name that never changes, with that of the provider.
    logins
        What they may be called here, the surest first; asked only the first time.
    """

    subject: str
    logins: tuple[str, ...]


def sign_in_elsewhere(store: Store, claimed: Claimed, now: datetime) -> Account | None:
    """The account of somebody whom the provider vouches for; None: they have none that is open.

    The first time he is known by his login, and from then on by his subject alone: a login that
    the provider gives to somebody else later opens nothing. An account that plans or administers is
    known so only if it has no password, and so was made for this: whoever may choose a name at the
    provider would choose that one.
    """
    with store.writing() as connection:
        audit.take_turn(connection)
        found = accounts.account_of_subject(connection, claimed.subject)
        if found is None:
            found = _recognised(connection, claimed, now)
        if found is None or not found.is_active:
            return None
        return found


def _recognised(connection: Connection, claimed: Claimed, now: datetime) -> Account | None:
    for login in claimed.logins:
        found = accounts.account_of(connection, login)
        if found is not None and found.is_active and not found.subject:
            if found.password_hash and not _TRUSTED_HERE.isdisjoint(found.roles):
                return None
            known = accounts.change_account(connection, found.id, subject=claimed.subject)
            act = Act("account.recognised", f"account/{known.id}")
            audit.append(connection, [act], known.login, now)
            return known
    return None
