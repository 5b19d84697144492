"""Keeps accounts. Nothing of a password is kept but its hash."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Row, RowMapping, delete, func, insert, select, update

from data.model.account import Account, RegionLimit, Role, WebSession
from data.model.errors import Fault, Refused
from data.store.access import SESSION_COLUMNS, end_sessions, session_of_row
from data.store.tables.access import ACCOUNTS, RECOVERY_CODES, SESSIONS
from data.store.tables.columns import among
from data.store.tables.records import PEOPLE

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
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


def names_of_logins(
    connection: Connection, logins: Collection[str] | None = None
) -> dict[str, str]:
    """Names by login, of accounts that are closed too; of these logins, or None all."""
    query = select(ACCOUNTS.c.login, ACCOUNTS.c.name).where(among(ACCOUNTS.c.login, logins))
    rows = connection.execute(query)
    return {login: name for login, name in rows if name}


def account_of_subject(connection: Connection, subject: str) -> Account | None:
    """The account of somebody at the OpenID provider."""
    row = connection.execute(_QUERY.where(ACCOUNTS.c.subject == subject)).first()
    return None if row is None or not subject else _account(row)


def find_account(connection: Connection, number: int) -> Account | None:
    """The account of a number, if it is there."""
    row = connection.execute(_QUERY.where(ACCOUNTS.c.id == number)).one_or_none()
    return None if row is None else _account(row)


def account_of_session(connection: Connection, name_hash: str) -> tuple[Account, WebSession] | None:
    """Whose session has this name, and the session; None: it ended, or its account changed since.

    One indexed read: every page asks this.
    """
    mine = (SESSIONS.c.account == ACCOUNTS.c.id) & (SESSIONS.c.stamp == ACCOUNTS.c.stamp)
    columns = [SESSIONS.c[name].label(f"session_{name}") for name in SESSION_COLUMNS]
    query = _QUERY.add_columns(*columns).where(
        SESSIONS.c.name_hash == name_hash, mine, ACCOUNTS.c.is_active
    )
    row = connection.execute(query).mappings().one_or_none()
    if row is None:
        return None
    session = {name: row[f"session_{name}"] for name in SESSION_COLUMNS}
    return account_of_row(row), session_of_row(session)


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


def languages_of_people(connection: Connection) -> dict[str, str]:
    """The language that somebody chose for their pages, by the code of the person."""
    query = select(PEOPLE.c.id, ACCOUNTS.c.language).join(PEOPLE, PEOPLE.c.row == ACCOUNTS.c.person)
    chosen = query.where(ACCOUNTS.c.is_active, ACCOUNTS.c.language != "")
    return {code: spoken for code, spoken in connection.execute(chosen.order_by(ACCOUNTS.c.id))}


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
        Row of the person whose duties are their own.
    """
    values = {field.name: getattr(given, field.name) for field in fields(Account)}
    del values["id"]
    values |= {"roles": sorted(given.roles), "person": person, "login": given.login.casefold()}
    values["limits"] = kept_limits(given.limits)
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
    if "limits" in values:
        values["limits"] = kept_limits(values["limits"])
    if "stamp" in values:
        end_sessions(connection, [number])
    connection.execute(update(ACCOUNTS).where(ACCOUNTS.c.id == number).values(**values))
    return read_account(connection, number)


def kept_limits(limits: Iterable[RegionLimit]) -> dict[str, list[str]]:
    """The limits of roles as a column keeps them."""
    return {one.role.value: sorted(one.regions) for one in limits}


def read_limits(kept: Mapping[str, Iterable[str]] | None) -> tuple[RegionLimit, ...]:
    """The limits of roles that a column keeps, by role."""
    found = (RegionLimit(Role(role), frozenset(mine)) for role, mine in (kept or {}).items())
    return tuple(sorted(found, key=lambda one: one.role))


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
    end_sessions(connection, numbers)
    return numbers


def note_sign_in(connection: Connection, number: int, at: datetime) -> None:
    """Note that somebody came in."""
    connection.execute(update(ACCOUNTS).where(ACCOUNTS.c.id == number).values(signed_in_at=at))


def take_step(connection: Connection, number: int, step: int) -> bool:
    """Note that the code of a half minute was used; False: that one, or a later one, was before."""
    account = update(ACCOUNTS).where(ACCOUNTS.c.id == number, ACCOUNTS.c.second_factor_step < step)
    return connection.execute(account.values(second_factor_step=step)).rowcount == 1


def replace_recovery_codes(connection: Connection, number: int, hashes: Collection[str]) -> None:
    """Give an account other recovery codes; those of before are worth nothing any more."""
    connection.execute(delete(RECOVERY_CODES).where(RECOVERY_CODES.c.account == number))
    rows = [{"account": number, "code_hash": one, "used_at": None} for one in hashes]
    if rows:
        connection.execute(insert(RECOVERY_CODES), rows)


def use_recovery_code(connection: Connection, number: int, code_hash: str, at: datetime) -> bool:
    """Use a recovery code up; False: there is none like it, or it was used before."""
    mine = (RECOVERY_CODES.c.account == number) & (RECOVERY_CODES.c.code_hash == code_hash)
    code = update(RECOVERY_CODES).where(mine, RECOVERY_CODES.c.used_at.is_(None))
    return connection.execute(code.values(used_at=at)).rowcount == 1


def recovery_codes_left(connection: Connection, number: int) -> int:
    """How many recovery codes of an account were not used yet."""
    codes = select(func.count()).select_from(RECOVERY_CODES)
    unused = codes.where(RECOVERY_CODES.c.account == number, RECOVERY_CODES.c.used_at.is_(None))
    return connection.scalar(unused) or 0


def account_of_row(row: RowMapping) -> Account:
    """The account of a row with `ACCOUNT_COLUMNS`, and others."""
    values = {field.name: row[field.name] for field in fields(Account) if field.name != "person"}
    values["roles"] = frozenset(Role(one) for one in values["roles"] or ())
    values["limits"] = read_limits(values["limits"])
    return Account(**values, person=row["code"])


def _account(row: Row[Any]) -> Account:
    return account_of_row(row._mapping)  # noqa: SLF001 - SQLAlchemy's public name for it


_PERSON = "people/"


def row_of(actor: str) -> int | None:
    """The row of a person who did it themselves; None: a login, or the program."""
    number = actor.removeprefix(_PERSON)
    return int(number) if number != actor and number.isdecimal() else None


def names_of_actors(connection: Connection, actors: Iterable[str | None]) -> dict[str, str]:
    """``people/12`` -> their name, or their pseudonym once erased; logins are not among them."""
    asked = {actor: row_of(actor) for actor in actors if actor}
    numbers = {row for row in asked.values() if row is not None}
    if not numbers:
        return {}
    query = select(PEOPLE.c.row, PEOPLE.c.name).where(PEOPLE.c.row.in_(numbers))
    names = {row: name for row, name in connection.execute(query)}
    return {actor: names[row] for actor, row in asked.items() if row in names}


def name_of_actor(connection: Connection, actor: str) -> str:
    """What to call whoever did something: by name, a login too; else as it stands there."""
    named = names_of_actors(connection, [actor])
    if actor in named:
        return named[actor]
    found = connection.scalar(select(ACCOUNTS.c.name).where(ACCOUNTS.c.login == actor))
    return found or actor
