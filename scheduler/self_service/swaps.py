"""Swaps: somebody asks a colleague to take a duty, perhaps in exchange, and the colleague answers.

A request is bound to shifts by their ids. When the colleague agrees all is judged again, and
signed in the same transaction; what would break a rule is not done.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from data.model.errors import Fault, Refused
from data.model.request import RequestStatus, SwapRequest
from data.store import requests, rosters
from data.store.audit import trail
from data.store.audit.trail import Act
from scheduler.coverage.held_parts import held_parts
from scheduler.notifications.notifier import open_notifier
from scheduler.notifications.outbox import post
from scheduler.planning.candidate_search import find_shift, hindrances
from scheduler.planning.exchange import DutySwap, is_possible, sign_exchange
from scheduler.planning.quick_publish import agreed_signature
from scheduler.planning.stand_ins import TakeOver, stand_in_of
from scheduler.self_service.notices import clean, row_name, swap_answered, swap_asked, too_long
from scheduler.self_service.offers import refuse_changed
from scheduler.self_service.takeovers import keep_takeover

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import Connection

    from data.i18n.language import Language
    from data.model.message import Message
    from data.model.shift import Shift, Stretch
    from data.store.opening import Store
    from scheduler.settings import Settings

THE_CLOCK = "clock"  #: who ends what lapsed by itself


def lapse_swaps(store: Store, settings: Settings, now: datetime) -> list[Message]:
    """End the requests whose duties began or changed hands; what was posted to tell so."""
    with store.reading() as connection:
        if not _lapsed(connection, now):
            return []
    with store.writing() as connection:
        trail.take_turn(connection)
        late = _lapsed(connection, now)
        done = _settle(connection, late, RequestStatus.LAPSED, THE_CLOCK, now)
        return _tell(store, connection, settings, done, now)


def lapsed_by(connection: Connection, granted: SwapRequest, now: datetime) -> list[SwapRequest]:
    """Requests that wait, about duties that just changed hands by another."""
    moved = {(granted.giver, granted.given), (granted.taker, granted.returned)}
    waiting = requests.swap_requests(connection, [RequestStatus.ASKED])
    found = [one for one in waiting if _held(one) & moved]
    if granted.part is None:
        return found
    shifts = _shifts(connection, found)
    return [one for one in found if not _still_stands(connection, one, shifts, now)]


def end_swaps(
    store: Store,
    connection: Connection,
    settings: Settings,
    asked: Sequence[SwapRequest],
    status: RequestStatus,
    who: str,
    now: datetime,
    roster: int | None = None,
) -> list[SwapRequest]:
    """Settle requests that wait, and tell those who did not do it themselves."""
    done = _settle(connection, asked, status, who, now, roster)
    _tell(store, connection, settings, done, now)
    return done


def notify_of_request(
    store: Store,
    connection: Connection,
    settings: Settings,
    made: Sequence[SwapRequest],
    now: datetime,
) -> list[Message]:
    """Tell colleagues what is asked of them."""
    notifier, shifts = open_notifier(connection, settings, now), _shifts(connection, made)
    found = [
        message
        for one in made
        for message in notifier.messages(
            one.taker, swap_asked(notifier.for_reader(one.taker), one, _as_asked(shifts, one))
        )
    ]
    return post(store, connection, found)


def act_of(request: SwapRequest) -> Act:
    """A request as the audit trail tells of it; its note is nobody's business later."""
    facts = {
        "giver": request.giver,
        "given": request.given,
        "taker": request.taker,
        "returned": request.returned,
        "roster": request.roster,
    }
    if request.part is not None:
        start, end = request.part
        facts |= {"start": start.isoformat(), "end": end.isoformat()}
    return Act(f"swap.{request.status}", f"swap/{request.id}", None, facts)


def _settle(
    connection: Connection,
    asked: Iterable[SwapRequest],
    status: RequestStatus,
    who: str,
    now: datetime,
    roster: int | None = None,
) -> list[SwapRequest]:
    done = [requests.settle_swap(connection, one, status, now, roster) for one in asked]
    if done:
        trail.append(connection, [act_of(one) for one in done], who, now)
    return done


def _tell(
    store: Store,
    connection: Connection,
    settings: Settings,
    done: Sequence[SwapRequest],
    now: datetime,
) -> list[Message]:
    """Tell who waited for it: the other of the two, and of what lapsed the one who asked."""
    notifier, shifts = open_notifier(connection, settings, now), _shifts(connection, done)
    found = []
    for one in done:
        to = one.taker if one.status is RequestStatus.WITHDRAWN else one.giver
        if one.given in shifts and to in notifier.people:
            said = swap_answered(notifier.for_reader(to), one, _as_asked(shifts, one), to)
            found += notifier.messages(to, said)
    return post(store, connection, found)


def _lapsed(connection: Connection, now: datetime) -> list[SwapRequest]:
    waiting = requests.swap_requests(connection, [RequestStatus.ASKED])
    shifts = _shifts(connection, waiting)
    return [one for one in waiting if not _still_stands(connection, one, shifts, now)]


def _still_stands(
    connection: Connection, one: SwapRequest, shifts: Mapping[str, Shift], now: datetime
) -> bool:
    return all(
        shift in shifts and _has(connection, person, shifts[shift], one.part, now)
        for person, shift in _held(one)
    )


def _has(
    connection: Connection, person: str, shift: Shift, part: Stretch | None, now: datetime
) -> bool:
    """Whether somebody has all of a duty that is to come, or what is to come of a part."""
    start, end = part or (shift.start, shift.end)
    if part is None and start <= now:
        return False
    start = max(start, now.replace(second=0, microsecond=0))
    return start < end and any(
        held.whole.id == shift.id and held.shift.start <= start and end <= held.shift.end
        for held in held_parts(connection, start, end, person)
    )


def _held(one: SwapRequest) -> set[tuple[str, str]]:
    """Who has to have which duty for the request to stand."""
    return {(one.giver, one.given)} | ({(one.taker, one.returned)} if one.returned else set())


def _shifts(connection: Connection, found: Iterable[SwapRequest]) -> dict[str, Shift]:
    """The shifts of requests, by id, as they were last signed."""
    ids = {shift for one in found for shift in (one.given, one.returned) if shift}
    read = {shift: rosters.shift_as_signed(connection, shift) for shift in sorted(ids)}
    return {shift: known for shift, known in read.items() if known is not None}


def _as_asked(shifts: Mapping[str, Shift], one: SwapRequest) -> dict[str, Shift]:
    """The shifts of a request, in the length in which they change hands."""
    found = {shift: known for shift, known in shifts.items() if shift in (one.given, one.returned)}
    if one.part is not None and one.given in found:
        start, end = one.part
        found[one.given] = replace(found[one.given], start=start, end=end)
    return found


LONGEST_NOTE = 300


_MOST_OPEN = 30  #: requests of one person that wait for an answer


@dataclass(frozen=True, slots=True)
class Answered:
    """What became of a request.

    Parameters
    ----------
    request
        As it is now.
    is_new
        This answer settled it; else it was settled before.
    """

    request: SwapRequest
    is_new: bool


def ask_swaps(
    store: Store,
    settings: Settings,
    wanted: Sequence[DutySwap],
    note: str,
    now: datetime,
    speech: Language,
) -> tuple[SwapRequest, ...]:
    """Ask some colleagues to take one duty; the first who agrees gets it.

    Parameters
    ----------
    wanted
        All with the same giver and the same duty, or part of it.

    Raises
    ------
    Refused
        One of them is not possible as things stand, or was asked already; all of it at once.
    """
    if not wanted:
        say = speech.gettext
        raise Refused([Fault(say("Nobody is chosen"), say("Choose at least one colleague"))])
    giver = wanted[0].giver
    assert len({(one.giver, one.given, one.part) for one in wanted}) == 1
    with store.writing() as connection:
        trail.take_turn(connection)
        who = row_name(connection, giver, speech)
        faults = _faults(connection, wanted, note, now, speech)
        if faults:
            raise Refused(faults)
        made = [
            requests.add_swap(
                connection,
                _request(one, clean(note), now),
            )
            for one in dict.fromkeys(wanted)
        ]
        trail.append(connection, [act_of(one) for one in made], who, now)
        notify_of_request(store, connection, settings, made, now)
    return tuple(made)


def answer_swap(
    store: Store,
    settings: Settings,
    number: int,
    person: str,
    now: datetime,
    speech: Language,
    *,
    agrees: bool,
) -> Answered:
    """Agree to a swap that was asked, or not; told again, the same.

    The new version is the one in force with the two duties exchanged, in the name of who agrees.
    It accepts nothing of what stood open or broken before: nobody is asked about that. The word of
    both is the consent to the short notice (ATW 4:2).

    Returns
    -------
    Answered
        Granted, refused, or lapsed: it began, changed hands, or would break a rule now.

    Raises
    ------
    Refused
        Nobody asked them this.
    Conflict, StoreError
        The roster cannot be signed now; the request stays as it was.
    """
    with store.writing() as connection:
        trail.take_turn(connection)
        who = row_name(connection, person, speech)
        asked = _own(connection, number, person, speech, is_giver=False)
        if asked.status is not RequestStatus.ASKED:
            return Answered(asked, is_new=False)
        status, roster = RequestStatus.REFUSED, None
        if agrees and asked.part is not None:
            is_done = _taken_over(store, connection, settings, asked, who, now, speech)
            status = RequestStatus.GRANTED if is_done else RequestStatus.LAPSED
        elif agrees:
            roster = _signed(connection, asked, who, now, speech)
            status = RequestStatus.LAPSED if roster is None else RequestStatus.GRANTED
        (done,) = end_swaps(store, connection, settings, [asked], status, who, now, roster)
        if status is RequestStatus.GRANTED:
            others = lapsed_by(connection, done, now)
            end_swaps(store, connection, settings, others, RequestStatus.LAPSED, who, now)
    return Answered(done, is_new=True)


def withdraw_swap(
    store: Store, settings: Settings, number: int, person: str, now: datetime, speech: Language
) -> Answered:
    """Take one's own request back.

    Raises
    ------
    Refused
        They asked no such thing.
    """
    with store.writing() as connection:
        trail.take_turn(connection)
        who = row_name(connection, person, speech)
        asked = _own(connection, number, person, speech, is_giver=True)
        if asked.status is not RequestStatus.ASKED:
            return Answered(asked, is_new=False)
        status = RequestStatus.WITHDRAWN
        (done,) = end_swaps(store, connection, settings, [asked], status, who, now)
    return Answered(done, is_new=True)


def _own(
    connection: Connection, number: int, person: str, speech: Language, *, is_giver: bool
) -> SwapRequest:
    """A request that somebody made, or that was made to them; others do not exist for them."""
    for one in requests.swap_requests(connection, person=person):
        if one.id == number and (one.giver if is_giver else one.taker) == person:
            return one
    say = speech.gettext
    what = say("There is no request {number}").format(number=number)
    raise Refused([Fault(what, say("Reload the page to see those there are"))])


def _signed(
    connection: Connection, asked: SwapRequest, who: str, now: datetime, speech: Language
) -> int | None:
    """The roster in which it was done; None: it can no longer be."""
    wanted = DutySwap(asked.giver, asked.given, asked.taker, asked.returned)
    try:
        sought = find_shift(connection, asked.given, now)
        refuse_changed(connection, sought, now)
    except Refused:
        return None
    if not is_possible(sought, wanted, now):
        return None
    both = (asked.giver, asked.taker)
    signature = agreed_signature(who, f"swap/{asked.id}", both)
    return sign_exchange(connection, sought, wanted, signature, now, speech).id


def _request(wanted: DutySwap, note: str, now: datetime) -> SwapRequest:
    start, end = wanted.part or (None, None)
    return SwapRequest(
        0,
        wanted.giver,
        wanted.given,
        wanted.taker,
        wanted.returned,
        note,
        now,
        start=start,
        end=end,
    )


def _taken_over(
    store: Store,
    connection: Connection,
    settings: Settings,
    asked: SwapRequest,
    who: str,
    now: datetime,
    speech: Language,
) -> bool:
    """Whether the part is taken over now; not, if it is over, or a rule stands in the way."""
    start, end = asked.part or (now, now)
    start = max(start, now.replace(second=0, microsecond=0))
    given = TakeOver(asked.given, asked.taker, asked.giver, start, end, f"swap/{asked.id}")
    try:
        part = stand_in_of(connection, given, who, now, settings.takeover_days, speech)
        sought = find_shift(connection, asked.given, now, piece=(part.start, part.end))
    except Refused:
        return False
    if hindrances(sought, asked.taker, now) != ():
        return False
    keep_takeover(store, connection, settings, part, now)
    return True


def _faults(
    connection: Connection, wanted: Sequence[DutySwap], note: str, now: datetime, speech: Language
) -> list[Fault]:
    """What is wrong; of a colleague not why, for that may be their own business."""
    say, giver = speech.gettext, wanted[0].giver
    found = too_long(note, LONGEST_NOTE, say("The note is too long"), speech)
    waiting = requests.swap_requests(connection, [RequestStatus.ASKED], giver)
    mine = {(one.given, one.taker, one.returned, one.part) for one in waiting if one.giver == giver}
    if any((one.given, one.taker, one.returned, one.part) in mine for one in wanted):
        what = say("You asked this already")
        found.append(Fault(what, say("Wait for the answer, or withdraw it")))
    if len(mine) + len(wanted) > _MOST_OPEN:
        what = say("This many of your requests are still open: {count}").format(count=len(mine))
        found.append(Fault(what, say("Wait for an answer, or withdraw one")))
    if found:
        return found
    part, shift = wanted[0].part, rosters.shift_as_signed(connection, wanted[0].given)
    sought = find_shift(connection, wanted[0].given, now, piece=part)
    is_theirs = part is None or (shift and _has(connection, giver, shift, part, now))
    if not is_theirs or not all(is_possible(sought, one, now) for one in wanted):
        what = say("This swap is not possible: a rule stands in the way, or the roster changed")
        found.append(Fault(what, say("Reload the page and choose another")))
    return found
