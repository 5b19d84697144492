"""Somebody answers an offer: the first to accept gets the shift, if they still may."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from data.i18n.language import Language, language
from data.model.errors import Fault, Refused
from data.model.request import OfferStatus, ShiftOffer
from data.store import requests, rosters
from data.store.audit import trail
from data.store.audit.trail import Act
from data.store.rosters import person_numbers
from scheduler.planning.candidate_search import (
    CandidateSearch,
    find_shift,
    hindrances,
    open_piece,
    with_one_more,
)
from scheduler.planning.quick_publish import agreed_signature, quick_publish
from scheduler.planning.sign_off import name_of
from scheduler.self_service.notices import note_offer, row_name
from scheduler.self_service.offers import (
    close_others,
    is_still_open,
    offer_act,
    offered_piece,
    refuse_changed,
    why_not,
)
from scheduler.self_service.takeovers import keep_takeover, part_of

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from data.i18n.language import Language
    from data.model.roster import RosterHead
    from data.model.shift import Shift
    from data.store.opening import Store
    from scheduler.settings import Settings


@dataclass(frozen=True, slots=True)
class OfferAnswer:
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


def accept_offer(store: Store, settings: Settings, number: int, now: datetime) -> OfferAnswer:
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
        trail.take_turn(connection)
        offer = requests.read_offer(connection, number)
        if not offer.status.is_open:
            return OfferAnswer(offer, is_new=False)
        if now >= offer.expires_at:
            expired = requests.settle_offer(connection, offer, OfferStatus.EXPIRED, now)
            return OfferAnswer(expired, is_new=True)
        return settle_acceptance(store, connection, settings, offer, now)


def settle_acceptance(
    store: Store, connection: Connection, settings: Settings, offer: ShiftOffer, now: datetime
) -> OfferAnswer:
    """What comes of saying yes to an open offer, in a transaction that has its turn."""
    speech = language(settings.language)
    status, roster, why = _outcome(store, connection, settings, offer, now, speech)
    settled = requests.settle_offer(connection, offer, status, now, roster)
    _tell_trail(connection, settled, now)
    if status is OfferStatus.ACCEPTED:
        close_others(store, connection, settings, offer.shift, now)
    return OfferAnswer(settled, is_new=True, why=why)


def decline_offer(store: Store, number: int, now: datetime) -> OfferAnswer:
    """Say no to an offered shift.

    Raises
    ------
    Refused
        There is no such offer.
    """
    with store.writing() as connection:
        trail.take_turn(connection)
        offer = requests.read_offer(connection, number)
        if not offer.status.is_open:
            return OfferAnswer(offer, is_new=False)
        status = OfferStatus.DECLINED if now < offer.expires_at else OfferStatus.EXPIRED
        settled = requests.settle_offer(connection, offer, status, now)
        _tell_trail(connection, settled, now)
    return OfferAnswer(settled, is_new=True)


def _outcome(
    store: Store,
    connection: Connection,
    settings: Settings,
    offer: ShiftOffer,
    now: datetime,
    speech: Language,
) -> tuple[OfferStatus, int | None, str]:
    """What comes of an acceptance as things stand now; the roster that holds it, or why not."""
    piece = offered_piece(offer, now)
    if piece and not is_still_open(offer, open_piece(connection, offer.shift, now), now):
        return OfferStatus.TOO_LATE, None, ""
    try:
        sought = find_shift(connection, offer.shift, now, piece=piece)
        refuse_changed(connection, sought, now)
    except Refused as refused:
        return OfferStatus.IMPOSSIBLE, None, "; ".join(one.what for one in refused.reasons)
    base = sought.prepared.base
    if any((one.person, one.shift) == (offer.person, offer.shift) for one in sought.there):
        return OfferStatus.ACCEPTED, base.id if base else None, ""
    if sought.places <= 0:
        return OfferStatus.TOO_LATE, None, _holders(sought)
    stops = hindrances(sought, offer.person, now)
    if stops is None:
        why = speech.gettext("you no longer hold the function of this shift")
        return OfferStatus.IMPOSSIBLE, None, why
    if stops:
        return OfferStatus.IMPOSSIBLE, None, why_not(stops, speech)
    if sought.piece is None:
        return OfferStatus.ACCEPTED, _sign(connection, sought, offer, now, speech).id, ""
    _take_part(store, connection, settings, sought, offer, now, speech)
    return OfferStatus.ACCEPTED, None, ""


def _take_part(
    store: Store,
    connection: Connection,
    settings: Settings,
    sought: CandidateSearch,
    offer: ShiftOffer,
    now: datetime,
    speech: Language,
) -> None:
    """Keep that who accepts takes over what is open of the shift."""
    who = f"people/{person_numbers(connection)[offer.person]}"
    part = part_of(connection, settings, sought, offer.person, who, now, speech)
    given = replace(part, reason=f"offer/{offer.id}")
    keep_takeover(store, connection, settings, given, now)


def _holders(sought: CandidateSearch) -> str:
    """Names of who has the shift."""
    held = [one.person for one in sought.there if one.shift == sought.shift and not one.double]
    return ", ".join(name_of(sought.problem, one) for one in held)


def _sign(
    connection: Connection,
    sought: CandidateSearch,
    offer: ShiftOffer,
    now: datetime,
    speech: Language,
) -> RosterHead:
    """The version in force with this one assignment more, signed."""
    signature = agreed_signature(offer.offered_by, f"offer/{offer.id}", [offer.person])
    assignments = with_one_more(sought, offer.person)
    return quick_publish(connection, sought.prepared, assignments, signature, now, speech)


def _tell_trail(connection: Connection, offer: ShiftOffer, now: datetime) -> None:
    """The answer in the audit trail and in the history of the gap.

    Who answers by a link has no login; they stand there by the number of their row, so that the
    chain names nobody.
    """
    who = f"people/{person_numbers(connection)[offer.person]}"
    facts = {"shift": offer.shift, "person": offer.person, "roster": offer.roster}
    trail.append(
        connection, [Act(f"offer.{offer.status}", f"offer/{offer.id}", None, facts)], who, now
    )
    note_offer(connection, [offer], who, now)


def take_shift(
    store: Store, settings: Settings, shift: str, person: str, now: datetime, speech: Language
) -> OfferAnswer:
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
        trail.take_turn(connection)
        who = row_name(connection, person, speech)
        known, sought = _still_to_fill(connection, shift, now, speech)
        offer = _offered(connection, shift, person, now)
        if offer is None:
            start, end = sought.piece or (None, None)
            until = known.end if sought.piece else known.start
            new = ShiftOffer(0, shift, known.post, person, who, now, until, start=start, end=end)
            offer = requests.add_offer(connection, new)
            trail.append(connection, [offer_act(offer)], who, now)
            note_offer(connection, [offer], who, now)
        done = settle_acceptance(store, connection, settings, offer, now)
        if done.offer.status is not OfferStatus.ACCEPTED:
            connection.rollback()
    return done


def _still_to_fill(
    connection: Connection, shift: str, now: datetime, speech: Language
) -> tuple[Shift, CandidateSearch]:
    """The shift, which may be over or have left the roster since it was shown."""
    say = speech.gettext
    known = rosters.shift_as_signed(connection, shift)
    if known is None:
        raise Refused([Fault(say("There is no such shift"), say("Choose one of the list"))])
    if known.end <= now:
        raise Refused([Fault(say("This shift is over"), say("Choose one that is to come"))])
    try:
        return known, find_shift(connection, shift, now)
    except Refused as gone:
        what = say("This shift is no longer in the roster")
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
) -> OfferAnswer:
    """Accept or decline an offer that was made to them.

    Raises
    ------
    Refused
        No such offer was made to them.
    """
    with store.reading() as connection:
        mine = {one.id for one in requests.offers(connection) if one.person == person}
    if number not in mine:  # an offer is never passed to another person
        say = speech.gettext
        what = say("Nobody offered you this shift")
        raise Refused([Fault(what, say("Reload the page to see what is offered"))])
    if accepts:
        return accept_offer(store, settings, number, now)
    return decline_offer(store, number, now)


def _offered(connection: Connection, shift: str, person: str, now: datetime) -> ShiftOffer | None:
    """The offer of this shift that they have already, if any."""
    found = requests.offers(connection, [OfferStatus.OPEN], shift)
    return next((one for one in found if one.person == person and one.expires_at > now), None)
