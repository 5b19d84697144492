"""Ends offers that nobody may accept any more: filled, withdrawn, expired."""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.model.errors import Fault, Refused
from data.model.request import OfferStatus, ShiftOffer
from data.store import offers, rosters
from data.store.audit import trail
from data.store.audit.trail import Act
from scheduler.notifications.notifier import open_letter_box
from scheduler.notifications.outbox import post
from scheduler.planning.candidates import find_shift
from scheduler.self_service.notices import closed, note_offer

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import Connection

    from data.model.message import Message
    from data.store.opening import Store
    from scheduler.settings import Settings


def withdraw_offer(
    store: Store, settings: Settings, number: int, who: str, now: datetime
) -> ShiftOffer:
    """Take an open offer back, and tell the one to whom it was made.

    Raises
    ------
    Refused
        There is none of that number, or it is no longer open.
    """
    with store.writing() as connection:
        trail.take_turn(connection)
        offer = offers.read_offer(connection, number)
        if not offer.status.is_open:
            what = f"offer {number} is no longer open: {offer.status}"
            raise Refused([Fault(what, "Nothing to withdraw; see caco offers")])
        (done,) = _settle(connection, [offer], OfferStatus.WITHDRAWN, now)
        act = Act("offer.withdrawn", f"offer/{number}", None, {"shift": done.shift})
        trail.append(connection, [act], who, now)
        note_offer(connection, [done], who, now)
        _tell(store, connection, settings, [done], now)
    return done


def close_offers(store: Store, settings: Settings, now: datetime) -> list[Message]:
    """End what expired, silently, and what was filled in another way, with a message."""
    with store.reading() as connection:
        found = offers.offers(connection, [OfferStatus.OPEN])
        late = [one for one in found if one.expires_at <= now]
        others = [one for one in found if one not in late]
        shifts = {one.shift for one in others if _was_signed_since(connection, one)}
    if not late and not shifts:
        return []
    with store.writing() as connection:
        trail.take_turn(connection)
        still = {one.id: one for one in offers.offers(connection, [OfferStatus.OPEN])}
        expired = [still[one.id] for one in late if one.id in still]
        _settle(connection, expired, OfferStatus.EXPIRED, now)
        return [
            message
            for shift in sorted(shifts)
            for message in close_others(store, connection, settings, shift, now)
        ]


def close_others(
    store: Store, connection: Connection, settings: Settings, shift: str, now: datetime
) -> list[Message]:
    """Close the open offers of a shift that is full or is no more; what was posted to tell so."""
    still = offers.offers(connection, [OfferStatus.OPEN], shift)
    if not still:
        return []
    try:
        if find_shift(connection, shift, now).places > 0:
            return []
        status = OfferStatus.TOO_LATE
    except Refused:
        status = OfferStatus.IMPOSSIBLE
    done = _settle(connection, still, status, now)
    return _tell(store, connection, settings, done, now)


def _was_signed_since(connection: Connection, offer: ShiftOffer) -> bool:
    """Whether the roster of its time was signed after the shift was offered."""
    shift = rosters.shift_as_signed(connection, offer.shift)
    if shift is None:
        return False
    found = rosters.in_force(connection, shift.start, shift.end)
    return any(head.published_at and head.published_at >= offer.offered_at for head in found)


def _settle(
    connection: Connection, still: Sequence[ShiftOffer], status: OfferStatus, now: datetime
) -> list[ShiftOffer]:
    return [offers.settle_offer(connection, one, status, now) for one in still]


def _tell(
    store: Store,
    connection: Connection,
    settings: Settings,
    done: Sequence[ShiftOffer],
    now: datetime,
) -> list[Message]:
    box = open_letter_box(connection, settings, now)
    found = []
    for one in done:
        shift = rosters.shift_as_signed(connection, one.shift)
        if shift:
            letter = closed(box, one, shift, is_filled=one.status is OfferStatus.TOO_LATE)
            found += box.messages(one.person, letter)
    return post(store, connection, found)
