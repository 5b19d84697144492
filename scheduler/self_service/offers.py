"""Open shifts offered to people: made, answered, closed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from data.i18n.language import Language, language
from data.model.candidate import Candidate, Hindrance, Legality
from data.model.errors import Fault, Refused
from data.model.message import Message
from data.model.request import OfferStatus, ShiftOffer
from data.store import requests, rosters
from data.store.audit import trail
from data.store.audit.trail import Act
from data.tables.faults import nearest, shown
from scheduler.accounts.secret import secret
from scheduler.notifications import signed_links
from scheduler.notifications.notifier import Notifier, open_notifier
from scheduler.notifications.outbox import post
from scheduler.planning.candidate_search import CandidateSearch, candidates, find_shift, open_piece
from scheduler.planning.sign_off import name_of
from scheduler.self_service.notices import closed, note_offer, offered

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import Connection

    from data.model.shift import Shift, Stretch
    from data.store.opening import Store
    from scheduler.settings import Settings

ACCEPT, DECLINE = "accept", "decline"  #: purposes of links


#: A link lives on after its offer, so that it can say what became of it.
_OUTLIVES = timedelta(days=60)


BEST = 3  #: how many are asked where nobody is named


@dataclass(frozen=True, slots=True)
class Made:
    """What offering a shift did.

    Parameters
    ----------
    offers
        Those that were made.
    out_of_reach
        Names of people who could have been asked, and whom no message can reach.
    """

    offers: tuple[ShiftOffer, ...]
    messages: tuple[Message, ...]
    out_of_reach: tuple[str, ...] = ()


def offer_shift(
    store: Store,
    settings: Settings,
    shift: str,
    who: str,
    now: datetime,
    *,
    people: Sequence[str] = (),
    best: int = BEST,
) -> Made:
    """Offer an open shift of the roster in force; the first to accept gets it.

    Parameters
    ----------
    shift
        Its id: an offer is of a shift, not of a stretch of time.
    people
        Codes of who is asked; empty: the best who may take it as the roster stands.
    best
        How many, where nobody is named.

    Raises
    ------
    Refused
        The shift is not open, or somebody named may not take it, or nobody can be asked.

    Notes
    -----
    Where only a part of the shift is open, because it has begun or somebody does the rest, that
    part is offered.
    """
    speech = language(settings.language)
    with store.reading() as connection:  # ranking may take seconds: others write meanwhile
        look = _look(connection, shift, now)
    with store.writing() as connection:
        if trail.take_turn(connection).seq != look.seq:
            look = _look(connection, shift, now)
        sought, ranked = look.sought, look.ranked
        notifier = open_notifier(connection, settings, now)
        earlier = requests.offers(connection, shift=shift)
        mute: list[str] = []
        if people:
            chosen = _named(notifier, ranked, people, earlier, speech)
        else:
            chosen, mute = _best(notifier, ranked, best, earlier)
        made = [_keep(connection, sought, one, settings, who, now) for one in chosen]
        key = secret(store, settings)
        found = [
            message for one in made for message in _messages(notifier, sought, one, settings, key)
        ]
        posted = post(store, connection, found)
        trail.append(connection, [offer_act(one) for one in made], who, now)
        note_offer(connection, made, who, now)
    return Made(tuple(made), tuple(posted), tuple(mute))


@dataclass(frozen=True, slots=True)
class _Look:
    """Who may take the shift, as it was at some point of the audit trail."""

    seq: int
    sought: CandidateSearch
    ranked: tuple[Candidate, ...]


def _look(connection: Connection, shift: str, now: datetime) -> _Look:
    sought = find_shift(connection, shift, now)
    refuse_full(sought)
    refuse_changed(connection, sought, now)
    return _Look(trail.head(connection).seq, sought, candidates(sought, now))


def refuse_full(sought: CandidateSearch) -> None:
    """Only an open shift is offered.

    Raises
    ------
    Refused
        It is filled.
    """
    if sought.places > 0:
        return
    problem = sought.problem
    holders = [one.person for one in sought.there if one.shift == sought.shift and not one.double]
    what = f"this shift is filled already, by {', '.join(name_of(problem, one) for one in holders)}"
    raise Refused([Fault(what, "Offer one that is open: caco gaps")])


def refuse_changed(connection: Connection, sought: CandidateSearch, now: datetime) -> None:
    """A version that only fills one shift is made of the shifts that were signed.

    A part is taken over without a version, so nothing of that is asked.

    Raises
    ------
    Refused
        The posts or their patterns changed since: only a planner can say what becomes of that.
    """
    if sought.piece is not None:
        return
    base = sought.prepared.base
    signed = rosters.read_shifts(connection, base.shift_set) if base else ()
    before = {shift for shift in signed if shift.start >= now}
    if before == {shift for shift in sought.prepared.shifts if shift.start >= now}:
        return
    raise Refused(
        [
            Fault(
                "posts or patterns were changed since the roster in force was signed",
                "Sign a new version first: caco repair, or caco draft",
            )
        ]
    )


def _named(
    notifier: Notifier,
    ranked: Sequence[Candidate],
    people: Sequence[str],
    earlier: Sequence[ShiftOffer],
    speech: Language,
) -> list[Candidate]:
    """Those who were named, or everything that is wrong with them."""
    by_person = {one.person: one for one in ranked}
    asked = {one.person: one for one in earlier if one.status.is_open}
    faults = []
    for person in dict.fromkeys(people):
        fault = _fault(notifier, by_person, asked, person, speech)
        if fault:
            faults.append(fault)
    if faults:
        raise Refused(faults)
    return [by_person[person] for person in dict.fromkeys(people)]


def _fault(
    notifier: Notifier,
    by_person: Mapping[str, Candidate],
    asked: Mapping[str, ShiftOffer],
    person: str,
    speech: Language,
) -> Fault | None:
    if person not in notifier.people:
        return Fault(f"person {shown(person)} is unknown", nearest(person, notifier.people))
    name = notifier.name(person)
    if person not in by_person:
        what = f"{name} does not hold the function of this shift, or is on it"
        return Fault(what, "Choose somebody else: caco candidates SHIFT")
    if by_person[person].legality is not Legality.LEGAL:
        what = f"{name} may not take it: {why_not(by_person[person].hindrances, speech)}"
        return Fault(what, "Choose somebody else: caco candidates SHIFT")
    if person in asked:
        what = f"{name} was asked already, by offer {asked[person].id}"
        return Fault(what, "Wait for the answer, or withdraw it: caco withdraw NUMBER")
    if not notifier.can_reach(person):
        what = f"no message can reach {name}"
        return Fault(what, "Give a contact of a channel that the settings name (table contacts)")
    return None


def _best(
    notifier: Notifier, ranked: Sequence[Candidate], best: int, earlier: Sequence[ShiftOffer]
) -> tuple[list[Candidate], list[str]]:
    """The first who may take it and were not asked; and those before them who are out of reach."""
    spared = {
        one.person
        for one in earlier
        if one.status in (OfferStatus.OPEN, OfferStatus.DECLINED, OfferStatus.IMPOSSIBLE)
    }
    chosen: list[Candidate] = []
    mute = []
    for one in ranked:
        if one.legality is not Legality.LEGAL or one.person in spared or len(chosen) == best:
            continue
        if notifier.can_reach(one.person):
            chosen.append(one)
        else:
            mute.append(notifier.name(one.person))
    if chosen:
        return chosen, mute
    what = "nobody can be asked: who may take it as the roster stands was asked, or is out of reach"
    if not any(one.legality is Legality.LEGAL for one in ranked):
        what = "nobody may take it as the roster stands"
    raise Refused([Fault(what, "See who could after one change: caco candidates SHIFT")])


def why_not(stops: Sequence[Hindrance], speech: Language) -> str:
    """All that stops somebody, each with its article if it is a rule."""
    return "; ".join(
        f"{speech.say(one.sentence)} ({one.violation.rule}, {one.violation.article})"
        if one.violation
        else speech.say(one.sentence)
        for one in stops
    )


def _keep(
    connection: Connection,
    sought: CandidateSearch,
    candidate: Candidate,
    settings: Settings,
    who: str,
    now: datetime,
) -> ShiftOffer:
    shift = sought.problem.shift_by_id[sought.shift]
    # What has begun can be taken for as long as it lasts.
    last = shift.start if shift.start > now else shift.end
    until = min(last, now + timedelta(hours=settings.offer_hours))
    offer = ShiftOffer(0, shift.id, shift.post, candidate.person, who, now, until)
    start, end = sought.piece or (None, None)
    return requests.add_offer(connection, replace(offer, start=start, end=end))


def _messages(
    notifier: Notifier, sought: CandidateSearch, offer: ShiftOffer, settings: Settings, key: str
) -> list[Message]:
    reads = notifier.for_reader(offer.person)
    payload = {"offer": offer.id, "lang": reads.speech.code}
    accept, decline = (
        signed_links.drafting(purpose, key, settings)(payload, offer.expires_at + _OUTLIVES)
        for purpose in (ACCEPT, DECLINE)
    )
    notification = offered(reads, offer, sought.problem.shift_by_id[sought.shift], accept, decline)
    return notifier.messages(offer.person, notification)


def offer_act(offer: ShiftOffer) -> Act:
    """An offer that was made, for the audit trail."""
    facts = {
        "shift": offer.shift,
        "person": offer.person,
        "until": offer.expires_at.isoformat(),
    }
    return Act("offer.made", f"offer/{offer.id}", None, facts)


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
        offer = requests.read_offer(connection, number)
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
        found = requests.offers(connection, [OfferStatus.OPEN])
        late = [one for one in found if one.expires_at <= now]
        others = [one for one in found if one not in late]
        shifts = {one.shift for one in others if _was_signed_since(connection, one)}
    if not late and not shifts:
        return []
    with store.writing() as connection:
        trail.take_turn(connection)
        still = {one.id: one for one in requests.offers(connection, [OfferStatus.OPEN])}
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
    still = requests.offers(connection, [OfferStatus.OPEN], shift)
    if not still:
        return []
    parts = [one for one in still if one.start is not None]
    whole = [one for one in still if one.start is None]
    left = open_piece(connection, shift, now)
    gone = [one for one in parts if not is_still_open(one, left, now)]
    done = _settle(connection, gone, OfferStatus.TOO_LATE, now)
    status = _whole_status(connection, shift, now) if whole else None
    if status is not None:
        done += _settle(connection, whole, status, now)
    return _tell(store, connection, settings, done, now) if done else []


def _whole_status(connection: Connection, shift: str, now: datetime) -> OfferStatus | None:
    """What becomes of offers of a whole shift; None: it is still open."""
    try:
        still_open = find_shift(connection, shift, now).places > 0
    except Refused:
        return OfferStatus.IMPOSSIBLE
    return None if still_open else OfferStatus.TOO_LATE


def is_still_open(offer: ShiftOffer, left: Stretch | None, now: datetime) -> bool:
    """Whether what is left of an offered part is open still.

    Parameters
    ----------
    left
        What is open of its shift; see `scheduler.planning.candidate_search.open_piece`.
    """
    piece = offered_piece(offer, now)
    if piece is None or left is None:
        return False
    return left[0] <= piece[0] and piece[1] <= left[1]


def offered_piece(offer: ShiftOffer, now: datetime) -> Stretch | None:
    """The part of a shift that an offer still gives: from now on; None: all of the shift."""
    if offer.start is None or offer.end is None:
        return None
    return max(offer.start, now.replace(second=0, microsecond=0)), offer.end


def offered_shift(connection: Connection, offer: ShiftOffer) -> Shift | None:
    """The shift of an offer, in the length in which it is offered; None: there is none any more."""
    shift = rosters.shift_as_signed(connection, offer.shift)
    if shift is None or offer.start is None or offer.end is None:
        return shift
    return replace(shift, start=offer.start, end=offer.end)


def _was_signed_since(connection: Connection, offer: ShiftOffer) -> bool:
    """Whether the roster of its time was signed after the shift was offered."""
    shift = rosters.shift_as_signed(connection, offer.shift)
    if shift is None:
        return False
    head = rosters.roster_with(connection, shift)
    return bool(head and head.published_at and head.published_at >= offer.offered_at)


def _settle(
    connection: Connection, still: Sequence[ShiftOffer], status: OfferStatus, now: datetime
) -> list[ShiftOffer]:
    return [requests.settle_offer(connection, one, status, now) for one in still]


def _tell(
    store: Store,
    connection: Connection,
    settings: Settings,
    done: Sequence[ShiftOffer],
    now: datetime,
) -> list[Message]:
    notifier = open_notifier(connection, settings, now)
    found = []
    for one in done:
        shift = offered_shift(connection, one)
        if shift:
            notification = closed(
                notifier.for_reader(one.person),
                one,
                shift,
                is_filled=one.status is OfferStatus.TOO_LATE,
            )
            found += notifier.messages(one.person, notification)
    return post(store, connection, found)
