"""Takes the personal data of somebody who left out of what was told, asked, offered and linked.

That somebody was told, of what kind and when, stays; to whom is the number of a row that no longer
names anybody.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from sqlalchemy import Connection, delete, or_, select, update

from data.model.message import MessageStatus
from data.model.shift_offer import OfferStatus
from data.store.tables.alerts import GAP_EVENTS, GAPS, MESSAGES, OFFERS, PULSES, TOLD
from data.store.tables.feeds import SUBSCRIPTIONS
from data.store.tables.records import CONTACTS, DUTY_MANAGERS
from data.store.tables.requests import LEAVE_REQUESTS, SWAP_REQUESTS

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Column, Table

    from data.store.leaver import Leaver

_OUTSIDE = "outside/"  #: what a message calls a recipient whom the records do not know
_NEVER_SENT = (MessageStatus.QUEUED, MessageStatus.SENDING, MessageStatus.DEAD)


def addresses_of(connection: Connection, code: str) -> frozenset[str]:
    """Where messages reached somebody, ever; without what somebody else who is here uses too."""
    query = select(CONTACTS.c.address)
    mine = set(connection.scalars(query.where(CONTACTS.c.person == code)))
    others = query.where(CONTACTS.c.person != code, CONTACTS.c.ended_at.is_(None))
    return frozenset(mine - set(connection.scalars(others)))


def managers_with(connection: Connection, leaver: Leaver) -> list[int]:
    """Rows of duty managers that name them or their address, by their number."""
    named = or_(
        DUTY_MANAGERS.c.person == leaver.code,
        DUTY_MANAGERS.c.name == leaver.name,
        DUTY_MANAGERS.c.address.in_(leaver.addresses),
    )
    return list(connection.scalars(select(DUTY_MANAGERS.c.row).where(named)))


def erase_alerts(connection: Connection, leaver: Leaver, at: datetime) -> None:
    """Take them out of everything that was told, offered and shown.

    Parameters
    ----------
    at
        When: from then on their calendar links are of no use.
    """
    _from_messages_to_him(connection, leaver)
    _from_messages_to_others(connection, leaver)
    _from_gaps(connection, leaver)
    _from_offers(connection, leaver)
    _from_requests(connection, leaver)
    _from_links(connection, leaver, at)
    _from_texts(connection, leaver, PULSES, PULSES.c.name, (PULSES.c.why, PULSES.c.mark))


def _keys_of(leaver: Leaver) -> tuple[str, str]:
    """What messages may have called them: in the records, and outside of them by name."""
    return leaver.key, f"{_OUTSIDE}{leaver.name}"


def _from_messages_to_him(connection: Connection, leaver: Leaver) -> None:
    mine = MESSAGES.c.recipient.in_(_keys_of(leaver))
    waiting = MESSAGES.c.status.in_([status.value for status in _NEVER_SENT])
    connection.execute(
        update(MESSAGES).where(mine, waiting).values(status=MessageStatus.STALE.value)
    )
    emptied = dict.fromkeys(("address", "subject", "body", "attachment", "error"), "")
    connection.execute(
        update(MESSAGES).where(mine).values(recipient=leaver.key, name=leaver.pseudonym, **emptied)
    )
    outside = TOLD.c.recipient == f"{_OUTSIDE}{leaver.name}"
    connection.execute(
        update(TOLD).where(outside).values(recipient=f"{_OUTSIDE}{leaver.pseudonym}")
    )


def _from_messages_to_others(connection: Connection, leaver: Leaver) -> None:
    """Their name where others were told of them; an attachment that tells of them goes whole."""
    texts = (MESSAGES.c.subject, MESSAGES.c.body, MESSAGES.c.error)
    _from_texts(connection, leaver, MESSAGES, MESSAGES.c.id, (*texts, MESSAGES.c.settled_by))
    query = select(MESSAGES.c.id, MESSAGES.c.attachment).where(MESSAGES.c.attachment != "")
    for name, attachment in connection.execute(query).all():
        if leaver.is_in(attachment):
            here = MESSAGES.c.id == name
            connection.execute(update(MESSAGES).where(here).values(attachment=""))


def _from_gaps(connection: Connection, leaver: Leaver) -> None:
    """Who took it up and why; the stretches of a gap know people by their number alone."""
    who = (GAPS.c.closed_by, GAPS.c.acknowledged_by, GAPS.c.accepted_by, GAPS.c.accepted_reason)
    _from_texts(connection, leaver, GAPS, GAPS.c.id, who)
    _from_texts(connection, leaver, GAP_EVENTS, GAP_EVENTS.c.id, (GAP_EVENTS.c.who,))
    for number, facts in connection.execute(select(GAP_EVENTS.c.id, GAP_EVENTS.c.facts)).all():
        before = json.loads(facts)
        after = leaver.out_of(before)
        if after != before:
            told = json.dumps(after, ensure_ascii=False, sort_keys=True)
            here = GAP_EVENTS.c.id == number
            connection.execute(update(GAP_EVENTS).where(here).values(facts=told))


def _from_offers(connection: Connection, leaver: Leaver) -> None:
    """What he accepted stands in a roster; what he declined is nobody's business any more."""
    accepted = OFFERS.c.status == OfferStatus.ACCEPTED.value
    connection.execute(delete(OFFERS).where(OFFERS.c.person == leaver.number, ~accepted))
    _from_texts(connection, leaver, OFFERS, OFFERS.c.id, (OFFERS.c.offered_by,))


def _from_requests(connection: Connection, leaver: Leaver) -> None:
    """What he asked and was asked goes: what came of it stands in the records and the rosters."""
    number = leaver.number
    connection.execute(delete(LEAVE_REQUESTS).where(LEAVE_REQUESTS.c.person == number))
    his = or_(SWAP_REQUESTS.c.giver == number, SWAP_REQUESTS.c.taker == number)
    connection.execute(delete(SWAP_REQUESTS).where(his))
    texts = (LEAVE_REQUESTS.c.note, LEAVE_REQUESTS.c.reason, LEAVE_REQUESTS.c.decided_by)
    _from_texts(connection, leaver, LEAVE_REQUESTS, LEAVE_REQUESTS.c.id, texts)
    _from_texts(connection, leaver, SWAP_REQUESTS, SWAP_REQUESTS.c.id, (SWAP_REQUESTS.c.note,))


def _from_links(connection: Connection, leaver: Leaver, at: datetime) -> None:
    mine = SUBSCRIPTIONS.c.person == leaver.number
    still = SUBSCRIPTIONS.c.revoked_at.is_(None)
    connection.execute(
        update(SUBSCRIPTIONS).where(mine, still).values(revoked_at=at, revoked_by=leaver.pseudonym)
    )
    connection.execute(
        update(SUBSCRIPTIONS)
        .where(mine)
        .values(fetched_at=None, fetched_by="", fetched_version=None)
    )
    who = (SUBSCRIPTIONS.c.created_by, SUBSCRIPTIONS.c.revoked_by)
    _from_texts(connection, leaver, SUBSCRIPTIONS, SUBSCRIPTIONS.c.id, who)


def _from_texts(
    connection: Connection,
    leaver: Leaver,
    table: Table,
    key: Column[object],
    columns: tuple[Column[object], ...],
) -> None:
    """Texts for people, each with them taken out."""
    for name, *texts in connection.execute(select(key, *columns)).all():
        after = [text and leaver.out_of_prose(text) for text in texts]
        if after != texts:
            changed = dict(zip(columns, after, strict=True))
            connection.execute(update(table).where(key == name).values(changed))
