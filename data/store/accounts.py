"""Keeps accounts. Nothing of a password is kept but its hash."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Row, insert, select, update

from data.model.account import Account, Role
from data.model.errors import Fault, Refused
from data.store.tables.access import ACCOUNTS
from data.store.tables.records import PEOPLE

if TYPE_CHECKING:
    from datetime import datetime

_COLUMNS = [
    PEOPLE.c.id.label("code") if field.name == "person" else ACCOUNTS.c[field.name]
    for field in fields(Account)
]
_QUERY = select(*_COLUMNS).select_from(
    ACCOUNTS.outerjoin(PEOPLE, (PEOPLE.c.row == ACCOUNTS.c.person) & PEOPLE.c.ended_at.is_(None))
)


def accounts(connection: Connection) -> list[Account]:
    """All accounts, by login."""
    return [_account(row) for row in connection.execute(_QUERY.order_by(ACCOUNTS.c.login))]


def account_of(connection: Connection, login: str) -> Account | None:
    """The account of a login, in any letters."""
    if not login.isprintable():  # some databases refuse to look for it
        return None
    query = _QUERY.where(ACCOUNTS.c.login == login.strip().casefold())
    row = connection.execute(query).one_or_none()
    return None if row is None else _account(row)


def names_of_logins(connection: Connection) -> dict[str, str]:
    """Names by login, of accounts that are closed too."""
    rows = connection.execute(select(ACCOUNTS.c.login, ACCOUNTS.c.name))
    return {login: name for login, name in rows if name}


def account_of_subject(connection: Connection, subject: str) -> Account | None:
    """The account of somebody at the OpenID provider."""
    row = connection.execute(_QUERY.where(ACCOUNTS.c.subject == subject)).first()
    return None if row is None or not subject else _account(row)


def find_account(connection: Connection, number: int) -> Account | None:
    """The account of a number, if it is there."""
    row = connection.execute(_QUERY.where(ACCOUNTS.c.id == number)).one_or_none()
    return None if row is None else _account(row)


def read_account(connection: Connection, number: int) -> Account:
    """The account of a number.

    Raises
    ------
    Refused
        There is none.
    """
    found = find_account(connection, number)
    if found is None:
        raise Refused([Fault(f"there is no account {number}", "See them: caco users list")])
    return found


def row_of_person(connection: Connection, code: str) -> int | None:
    """The row of somebody who is here."""
    query = select(PEOPLE.c.row).where(PEOPLE.c.id == code, PEOPLE.c.ended_at.is_(None))
    found: int | None = connection.scalar(query)
    return found


def add_account(connection: Connection, given: Account, person: int | None) -> Account:
    """Keep a new account, with a number of its own.

    Parameters
    ----------
    person
        Row of the person whose duties are his own.
    """
    values = {field.name: getattr(given, field.name) for field in fields(Account)}
    del values["id"]
    values |= {"roles": sorted(given.roles), "person": person, "login": given.login.casefold()}
    key = connection.execute(insert(ACCOUNTS).values(values)).inserted_primary_key
    assert key is not None
    return read_account(connection, key[0])


def change_account(connection: Connection, number: int, **values: Any) -> Account:  # noqa: ANN401
    """Change columns of an account.

    Raises
    ------
    Refused
        There is none of that number.
    """
    if "roles" in values:
        values["roles"] = sorted(values["roles"])
    connection.execute(update(ACCOUNTS).where(ACCOUNTS.c.id == number).values(**values))
    return read_account(connection, number)


def close_of_leavers(connection: Connection) -> list[int]:
    """Close the accounts of people who left, if they were for their duties alone; their numbers.

    Somebody who plans or administers as well is left to whoever administers.
    """
    left = ACCOUNTS.join(PEOPLE, PEOPLE.c.row == ACCOUNTS.c.person)
    query = select(ACCOUNTS.c.id, ACCOUNTS.c.roles).select_from(left)
    gone = query.where(ACCOUNTS.c.is_active, PEOPLE.c.ended_at.is_not(None))
    numbers = [
        number
        for number, roles in connection.execute(gone.order_by(ACCOUNTS.c.id)).all()
        if set(roles or ()) == {Role.FUNCTIONARY}
    ]
    closed = update(ACCOUNTS).where(ACCOUNTS.c.id.in_(numbers))
    connection.execute(closed.values(is_active=False, stamp=ACCOUNTS.c.stamp + 1))
    return numbers


def note_sign_in(connection: Connection, number: int, at: datetime) -> None:
    """Note that somebody came in."""
    connection.execute(update(ACCOUNTS).where(ACCOUNTS.c.id == number).values(signed_in_at=at))


def _account(row: Row[Any]) -> Account:
    values = dict(row._mapping)  # noqa: SLF001 - SQLAlchemy's public name for it
    values["person"] = values.pop("code")
    values["roles"] = frozenset(Role(one) for one in values["roles"] or ())
    return Account(**values)
