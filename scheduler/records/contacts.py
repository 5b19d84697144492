"""How people are reached: shown, changed where it is missed, and whom nothing would reach."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from data.exchange.addresses import tidied
from data.exchange.period import ZONE
from data.model.errors import Conflict
from data.store import records
from scheduler.records.editing import Replacement, mark_of, replace_rows

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

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
