"""Somebody takes an open shift of their own accord: an offer to themselves, accepted at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.model.errors import Fault, Refused
from data.model.shift_offer import OfferStatus, ShiftOffer
from data.store import audit, offers, rosters
from scheduler.offers.answering import Answer, accept_offer, decline_offer, settle_acceptance
from scheduler.offers.gap_history import note_offer
from scheduler.offers.making import offer_act
from scheduler.planning.offering import seek
from scheduler.requests.people import row_name

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from data.exchange.language import Language
    from data.model.shift import Shift
    from data.store.opening import Store
    from scheduler.settings import Settings


def take_shift(
    store: Store, settings: Settings, shift: str, person: str, now: datetime, speech: Language
) -> Answer:
    """Take an open shift: judged and signed as an offer that is accepted.

    Returns
    -------
    Answer
        Accepted, or why not. Nothing is kept of what could not be done.

    Raises
    ------
    Refused
        There is no such shift to come, or they are not here.
    Conflict, StoreError
        The roster cannot be signed now; nothing was changed.
    """
    with store.writing() as connection:
        audit.take_turn(connection)
        who = row_name(connection, person, speech)
        sought = _shift_to_come(connection, shift, now, speech)
        offer = _offered(connection, shift, person, now)
        if offer is None:
            new = ShiftOffer(0, shift, sought.post, person, who, now, sought.start)
            offer = offers.add_offer(connection, new)
            audit.append(connection, [offer_act(offer)], who, now)
            note_offer(connection, [offer], who, now)
        done = settle_acceptance(store, connection, settings, offer, now)
        if done.offer.status is not OfferStatus.ACCEPTED:
            connection.rollback()
    return done


def _shift_to_come(connection: Connection, shift: str, now: datetime, speech: Language) -> Shift:
    """The shift, which may have begun or left the roster since it was shown."""
    say = speech.gettext
    known = rosters.shift_as_signed(connection, shift)
    if known is None:
        raise Refused([Fault(say("There is no such shift"), say("Choose one of the list"))])
    if known.start <= now:
        raise Refused([Fault(say("This shift has begun"), say("Choose one that is to come"))])
    try:
        return seek(connection, shift, now).problem.shift_by_id[shift]
    except Refused as gone:
        what = say("This shift no longer stands in the roster")
        raise Refused([Fault(what, say("Choose one of the list"))]) from gone


def answer_own(
    store: Store,
    settings: Settings,
    number: int,
    person: str,
    now: datetime,
    speech: Language,
    *,
    accepts: bool,
) -> Answer:
    """Accept or decline an offer that was made to them.

    Raises
    ------
    Refused
        No such offer was made to them.
    """
    with store.reading() as connection:
        mine = {one.id for one in offers.offers(connection) if one.person == person}
    if number not in mine:  # an offer is never passed to another person
        say = speech.gettext
        what = say("Nobody offered you this shift")
        raise Refused([Fault(what, say("Load the page anew to see what is offered"))])
    if accepts:
        return accept_offer(store, settings, number, now)
    return decline_offer(store, number, now)


def _offered(connection: Connection, shift: str, person: str, now: datetime) -> ShiftOffer | None:
    """The offer of this shift that they have already, if any."""
    found = offers.offers(connection, [OfferStatus.OPEN], shift)
    return next((one for one in found if one.person == person and one.expires_at > now), None)
