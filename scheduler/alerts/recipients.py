"""Everybody who can be reached, by the records."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Connection, select

from data.model.contact import Recipient
from data.store.tables.records import CONTACTS, PEOPLE

if TYPE_CHECKING:
    from collections.abc import Mapping


def people_to_reach(connection: Connection) -> Mapping[str, Recipient]:
    """Everybody who is here, by code; who has no contact details is there without them."""
    contacts: dict[str, list[tuple[str, str]]] = {}
    query = select(CONTACTS.c.person, CONTACTS.c.channel, CONTACTS.c.address)
    rows = connection.execute(query.where(CONTACTS.c.ended_at.is_(None)).order_by(CONTACTS.c.row))
    for person, channel, address in rows:
        contacts.setdefault(person, []).append((channel, address))
    here = select(PEOPLE.c.id, PEOPLE.c.row, PEOPLE.c.name).where(PEOPLE.c.ended_at.is_(None))
    return {
        code: Recipient(f"people/{row}", name, tuple(contacts.get(code, ())))
        for code, row, name in connection.execute(here)
    }
