"""Keeps invitations to an account, and new addresses that wait for their code."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, RowMapping, delete, insert, select, update

from data.model.account import Role
from data.model.errors import Fault, Refused
from data.model.invitation import ContactChange, Invitation
from data.store.accounts import kept_limits, read_limits
from data.store.tables.access import CONTACT_CHANGES, INVITATIONS
from data.store.tables.alerts import MESSAGES
from data.store.tables.records import PEOPLE

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from data.model.message import MessageStatus

_NOT_KEPT = ("id", "person", "name")
_COLUMNS = [
    *(
        INVITATIONS.c[field.name]
        for field in fields(Invitation)
        if field.name not in ("person", "name")
    ),
    PEOPLE.c.id.label("code"),
    PEOPLE.c.name.label("called"),
]
_QUERY = select(*_COLUMNS).select_from(
    INVITATIONS.join(PEOPLE, PEOPLE.c.row == INVITATIONS.c.person)
)


def invitations(connection: Connection) -> list[Invitation]:
    """All invitations of people who are here, by name."""
    query = _QUERY.where(PEOPLE.c.ended_at.is_(None)).order_by(PEOPLE.c.name, INVITATIONS.c.id)
    return [_invitation(row) for row in connection.execute(query).mappings()]


def read_invitation(connection: Connection, number: int) -> Invitation:
    """The invitation of a number.

    Raises
    ------
    Refused
        There is none.
    """
    row = connection.execute(_QUERY.where(INVITATIONS.c.id == number)).mappings().one_or_none()
    if row is None:
        what = f"there is no invitation {number}"
        raise Refused([Fault(what, "See them: caco users invitations")])
    return _invitation(row)


def token_hash_of(connection: Connection, number: int) -> str:
    """What is kept of its link; empty: there is no such invitation."""
    query = select(INVITATIONS.c.token_hash).where(INVITATIONS.c.id == number)
    return connection.scalar(query) or ""


def add_invitation(connection: Connection, given: Invitation, person: int, token_hash: str) -> int:
    """Keep a new invitation; its number.

    Parameters
    ----------
    person
        Row of the person in the records.
    """
    values = {
        field.name: getattr(given, field.name)
        for field in fields(Invitation)
        if field.name not in _NOT_KEPT
    }
    values |= {"person": person, "roles": sorted(given.roles), "token_hash": token_hash}
    values["limits"] = kept_limits(given.limits)
    key = connection.execute(insert(INVITATIONS).values(values)).inserted_primary_key
    assert key is not None
    return int(key[0])


def change_invitation(connection: Connection, number: int, **values: Any) -> None:  # noqa: ANN401
    """Change columns of an invitation."""
    if "roles" in values:
        values["roles"] = sorted(values["roles"])
    connection.execute(update(INVITATIONS).where(INVITATIONS.c.id == number).values(**values))


def message_states(connection: Connection) -> Mapping[str, MessageStatus]:
    """Where the messages of invitations are, by their id."""
    query = select(MESSAGES.c.id, MESSAGES.c.status)
    mine = query.where(MESSAGES.c.id.in_(select(INVITATIONS.c.message)))
    return {name: status for name, status in connection.execute(mine)}


def _invitation(row: RowMapping) -> Invitation:
    names = (field.name for field in fields(Invitation) if field.name not in ("person", "name"))
    values = {name: row[name] for name in names}
    values["roles"] = frozenset(Role(one) for one in values["roles"] or ())
    values["limits"] = read_limits(values["limits"])
    return Invitation(**values, person=row["code"], name=row["called"])


_CHANGE = (
    *(CONTACT_CHANGES.c[name] for name in ("id", "channel", "address", "by", "asked_at")),
    *(CONTACT_CHANGES.c[name] for name in ("expires_at", "tries", "done_at", "old_channel")),
    CONTACT_CHANGES.c.old_address,
    PEOPLE.c.id.label("code"),
)


def contact_changes(connection: Connection, person: int) -> list[ContactChange]:
    """New addresses of somebody, by the row of the person, the last one first."""
    joined = CONTACT_CHANGES.join(PEOPLE, PEOPLE.c.row == CONTACT_CHANGES.c.person)
    query = select(*_CHANGE).select_from(joined).where(CONTACT_CHANGES.c.person == person)
    rows = connection.execute(query.order_by(CONTACT_CHANGES.c.id.desc())).mappings()
    return list(_changes(rows))


def _changes(rows: Any) -> Iterator[ContactChange]:  # noqa: ANN401
    for row in rows:
        names = ("id", "channel", "address", "by", "asked_at", "expires_at", "tries", "done_at")
        old = (row["old_channel"], row["old_address"])
        yield ContactChange(person=row["code"], old=old, **{name: row[name] for name in names})


def code_hash_of(connection: Connection, number: int) -> str:
    """What is kept of its code; empty: there is none."""
    query = select(CONTACT_CHANGES.c.code_hash).where(CONTACT_CHANGES.c.id == number)
    return connection.scalar(query) or ""


def add_contact_change(connection: Connection, given: ContactChange, person: int) -> int:
    """Keep a new address that waits for its code, which `set_code` says; its number."""
    values = {
        "person": person,
        "channel": given.channel,
        "address": given.address,
        "old_channel": given.old[0],
        "old_address": given.old[1],
        "by": given.by,
        "code_hash": "",
        "asked_at": given.asked_at,
        "expires_at": given.expires_at,
        "tries": 0,
        "done_at": None,
    }
    key = connection.execute(insert(CONTACT_CHANGES).values(values)).inserted_primary_key
    assert key is not None
    return int(key[0])


def set_code(connection: Connection, number: int, code_hash: str) -> None:
    """Keep what proves a code."""
    mine = CONTACT_CHANGES.c.id == number
    connection.execute(update(CONTACT_CHANGES).where(mine).values(code_hash=code_hash))


def count_code_try(connection: Connection, number: int, most: int) -> bool:
    """Count one more code that was given; False: there were too many already."""
    mine = (CONTACT_CHANGES.c.id == number) & (CONTACT_CHANGES.c.tries < most)
    tried = update(CONTACT_CHANGES).where(mine).values(tries=CONTACT_CHANGES.c.tries + 1)
    return connection.execute(tried).rowcount == 1


def close_contact_change(connection: Connection, number: int, at: datetime) -> bool:
    """Note that an address counts; False: that was so already."""
    mine = (CONTACT_CHANGES.c.id == number) & CONTACT_CHANGES.c.done_at.is_(None)
    return connection.execute(update(CONTACT_CHANGES).where(mine).values(done_at=at)).rowcount == 1


def forget_contact_changes(connection: Connection, before: datetime) -> int:
    """Forget addresses that were asked before a moment; how many."""
    old = delete(CONTACT_CHANGES).where(CONTACT_CHANGES.c.asked_at < before)
    return connection.execute(old).rowcount
