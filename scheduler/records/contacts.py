"""How people are reached: shown, changed where it is missed, and whom nothing would reach."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sqlalchemy import Connection, select

from data.model.contact import Recipient
from data.model.errors import Conflict
from data.store import records
from data.store.presence import read_answers
from data.store.tables.records import CONTACTS, PEOPLE
from data.tables.addresses import tidied
from data.tables.alert_tables import build_alert_records
from data.tables.period import ZONE
from data.tables.raw_table import tables_from_texts
from scheduler.records.edit import Replacement, mark_of, replace_rows
from scheduler.records.file_import import SOURCE

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from sqlalchemy import Connection

    from data.model.contact import AlertRecords
    from data.model.post import Post
    from data.store.opening import Store

_TABLE = "contacts"


Way = tuple[str, str]  #: channel and address


@dataclass(frozen=True, slots=True)
class ContactCard:
    """The contact details of one person.

    Parameters
    ----------
    ways
        Channel and address of each.
    seen
        The state of these details, which tells a late form from a fresh one.
    """

    person: str
    name: str
    ways: tuple[Way, ...]
    seen: str


def contact_card(store: Store, person: str) -> ContactCard | None:
    """The contact details of a person; None: nobody here has that code."""
    with store.reading() as connection:
        tables = records.texts_of(connection, ("people", _TABLE), ZONE)
    name = next((row["name"] for row in tables["people"] if row["id"] == person), None)
    if name is None:
        return None
    rows = [row for row in tables[_TABLE] if row["person"] == person]
    ways = tuple((row["channel"], row["address"]) for row in rows)
    return ContactCard(person, name, ways, mark_of(rows))


def is_reached(store: Store, person: str) -> bool:
    """Whether anything says how a person is reached."""
    card = contact_card(store, person)
    return card is not None and bool(card.ways)


def record_contacts(
    store: Store, card: ContactCard, ways: Iterable[Way], who: str, now: datetime
) -> int:
    """Keep these contact details of a person instead of those on the card; how many rows changed.

    Parameters
    ----------
    card
        As it was when it was shown.
    ways
        An empty address is left out; the same one twice is kept once.

    Raises
    ------
    InputError
        An address that nothing can be sent to, or a duty manager whom no message would reach:
        all that is wrong.
    Conflict
        Somebody else changed these details since the card was shown; nothing is done.
    """
    typed = ((channel.strip().casefold(), address.strip()) for channel, address in ways)
    kept = dict.fromkeys((channel, tidied(channel, text)) for channel, text in typed if text)
    rows = [{"person": card.person, "channel": one, "address": two} for one, two in kept]
    asked = Replacement(_TABLE, {"person": card.person}, rows, card.seen)
    try:
        return replace_rows(store, asked, who, now)
    except Conflict as late:
        raise Conflict(f"how {card.name} is reached", late.by, late.at, late.difference) from late


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


def stored_alert_records(
    connection: Connection, now: datetime
) -> tuple[tuple[Post, ...], AlertRecords]:
    """The posts with their thresholds, and the records of alerts and open calls.

    Of people who left only their answers to calls are there.

    Raises
    ------
    InputError
        The records do not hold together.
    """
    texts = records.record_texts(connection, ZONE)
    tables = tables_from_texts({name: rows for name, rows in texts.items() if rows}, SOURCE)
    posts, found = build_alert_records(tables, now.astimezone(ZONE).date())
    return posts, replace(found, answers=read_answers(connection))
