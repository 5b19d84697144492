"""Accounts as use cases: made, changed, and somebody who signs in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from data.model.account import Account, Role
from data.model.errors import Fault, Refused
from data.store import accounts, audit
from data.store.audit import Act
from data.store.tables.records import PEOPLE
from scheduler.access.passwords import hashed, is_outdated, is_right

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from data.store.opening import Store


@dataclass(frozen=True, slots=True)
class NewAccount:
    """What an account is made from.

    Parameters
    ----------
    person
        Id of the person whose duties are his own; None: nobody's.
    password
        Empty: he signs in at the OpenID provider only.
    """

    login: str
    name: str
    roles: frozenset[Role]
    person: str | None = None
    language: str = ""
    password: str = ""


def add_account(store: Store, new: NewAccount, who: str, now: datetime) -> Account:
    """Make an account.

    Raises
    ------
    Refused
        The login is taken, or there is no such person.
    InputError
        The password is too short.
    """
    password_hash = hashed(new.password) if new.password else ""
    with store.writing() as connection:
        audit.take_turn(connection)
        if accounts.account_of(connection, new.login) is not None:
            what = f"there is an account {new.login} already"
            raise Refused([Fault(what, "Choose another login")])
        made = accounts.add_account(
            connection,
            Account(
                id=0,
                login=new.login.strip().casefold(),
                name=new.name,
                roles=new.roles,
                person=new.person,
                language=new.language,
                password_hash=password_hash,
                subject="",
                is_active=True,
                stamp=0,
                created_at=now,
                created_by=who,
            ),
            _row_of(connection, new.person),
        )
        facts = {"roles": sorted(made.roles)}
        act = Act("account.added", f"account/{made.id}", None, facts)
        audit.append(connection, [act], who, now)
        return made


def sign_in(store: Store, login: str, password: str, now: datetime) -> Account | None:
    """The account of a login and its password; None: they do not fit, or it was closed."""
    with store.reading() as connection:
        found = accounts.account_of(connection, login)
    fits = is_right(found.password_hash if found else "", password)
    if found is None or not fits or not found.is_active:
        return None
    with store.writing() as connection:
        accounts.note_sign_in(connection, found.id, now)
        if is_outdated(found.password_hash):
            accounts.change_account(connection, found.id, password_hash=hashed(password))
    return found


def _row_of(connection: Connection, person: str | None) -> int | None:
    if person is None:
        return None
    query = select(PEOPLE.c.row).where(PEOPLE.c.id == person, PEOPLE.c.ended_at.is_(None))
    row: int | None = connection.scalar(query)
    if row is None:
        what = f"nobody here has the code {person!r}"
        raise Refused([Fault(what, "Name somebody as in caco export")])
    return row
