"""Somebody answers an offer: the first to accept gets the shift, if he still may."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from data.exchange.language import Language, language
from data.model.errors import Refused
from data.model.shift_offer import OfferStatus, ShiftOffer
from data.store import audit, offers
from data.store.audit import Act
from data.store.rosters import person_numbers
from scheduler.offers.closing import close_others
from scheduler.offers.gap_history import note_offer
from scheduler.offers.making import refuse_changed, why_not
from scheduler.planning.at_once import of_those_concerned, sign_at_once
from scheduler.planning.filling import with_one_more
from scheduler.planning.offering import Sought, hindrances, seek
from scheduler.planning.remarks import name_of

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from data.model.roster import RosterHead
    from data.store.opening import Store
    from scheduler.settings import Settings


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of an offer.

    Parameters
    ----------
    offer
        As it is now.
    is_new
        This answer settled it; else it was settled before.
    why
        What stood in the way, if something did.
    """

    offer: ShiftOffer
    is_new: bool
    why: str = ""


def accept_offer(store: Store, settings: Settings, number: int, now: datetime) -> Answer:
    """Take an offered shift: all is looked at again and signed in one transaction.

    The new version is the one in force with this person on this shift. It is made in the name of
    who offered it, and accepts nothing of what stood open or broken before: nobody is asked about
    that. The word of whoever takes the shift is the consent to the short notice (ATW 4:2).

    Returns
    -------
    Answer
        Accepted, or why not: too late, expired, withdrawn, or no longer possible. Told again,
        the same.

    Raises
    ------
    Refused
        There is no such offer.
    Conflict, StoreError
        The roster cannot be signed now; the offer stays as it was.
    """
    with store.writing() as connection:
        audit.take_turn(connection)
        offer = offers.read_offer(connection, number)
        if not offer.status.is_open:
            return Answer(offer, is_new=False)
        if now >= offer.expires_at:
            expired = offers.settle_offer(connection, offer, OfferStatus.EXPIRED, now)
            return Answer(expired, is_new=True)
        return settle_acceptance(store, connection, settings, offer, now)


def settle_acceptance(
    store: Store, connection: Connection, settings: Settings, offer: ShiftOffer, now: datetime
) -> Answer:
    """What comes of saying yes to an open offer, in a transaction that has its turn."""
    speech = language(settings.language)
    status, roster, why = _outcome(connection, offer, now, speech)
    settled = offers.settle_offer(connection, offer, status, now, roster)
    _tell_trail(connection, settled, now)
    if status is OfferStatus.ACCEPTED:
        close_others(store, connection, settings, offer.shift, now)
    return Answer(settled, is_new=True, why=why)


def decline_offer(store: Store, number: int, now: datetime) -> Answer:
    """Say no to an offered shift.

    Raises
    ------
    Refused
        There is no such offer.
    """
    with store.writing() as connection:
        audit.take_turn(connection)
        offer = offers.read_offer(connection, number)
        if not offer.status.is_open:
            return Answer(offer, is_new=False)
        status = OfferStatus.DECLINED if now < offer.expires_at else OfferStatus.EXPIRED
        settled = offers.settle_offer(connection, offer, status, now)
        _tell_trail(connection, settled, now)
    return Answer(settled, is_new=True)


def _outcome(
    connection: Connection, offer: ShiftOffer, now: datetime, speech: Language
) -> tuple[OfferStatus, int | None, str]:
    """What comes of an acceptance as things stand now; the roster that holds it, or why not."""
    try:
        sought = seek(connection, offer.shift, now)
        refuse_changed(connection, sought, now)
    except Refused as refused:
        return OfferStatus.IMPOSSIBLE, None, "; ".join(one.what for one in refused.reasons)
    base = sought.prepared.base
    if any((one.person, one.shift) == (offer.person, offer.shift) for one in sought.there):
        return OfferStatus.ACCEPTED, base.id if base else None, ""
    if sought.places <= 0:
        return OfferStatus.TOO_LATE, None, _holders(sought)
    stops = hindrances(sought, offer.person, now, speech)
    if stops is None:
        why = speech.gettext("you no longer hold the function of this shift")
        return OfferStatus.IMPOSSIBLE, None, why
    if stops:
        return OfferStatus.IMPOSSIBLE, None, why_not(stops)
    return OfferStatus.ACCEPTED, _sign(connection, sought, offer, now, speech).id, ""


def _holders(sought: Sought) -> str:
    """Names of who has the shift."""
    held = [one.person for one in sought.there if one.shift == sought.shift and not one.double]
    return ", ".join(name_of(sought.problem, one) for one in held)


def _sign(
    connection: Connection, sought: Sought, offer: ShiftOffer, now: datetime, speech: Language
) -> RosterHead:
    """The version in force with this one assignment more, signed."""
    signature = of_those_concerned(offer.offered_by, f"offer/{offer.id}", [offer.person])
    assignments = with_one_more(sought, offer.person)
    return sign_at_once(connection, sought.prepared, assignments, signature, now, speech)


def _tell_trail(connection: Connection, offer: ShiftOffer, now: datetime) -> None:
    """The answer in the audit trail and in the history of the gap.

    He who answers by a link has no login; he stands there by the number of his row, so that the
    chain names nobody.
    """
    who = f"people/{person_numbers(connection)[offer.person]}"
    facts = {"shift": offer.shift, "person": offer.person, "roster": offer.roster}
    audit.append(
        connection, [Act(f"offer.{offer.status}", f"offer/{offer.id}", None, facts)], who, now
    )
    note_offer(connection, [offer], who, now)
