"""What pages show of requests: the swaps and leave of one person, and all leave for a planner."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from data.model.account import EVERYWHERE
from data.model.errors import Fault, Refused
from data.model.request import LeaveRequest, RequestStatus, SwapRequest
from data.model.roster import RosterHead
from data.model.shift import Stretch
from data.model.wish_outcome import WishOutcome
from data.store import requests, rosters, staffing
from data.store.regions import members_within, posts_within
from data.tables.period import ZONE
from scheduler.coverage.held_parts import held_parts
from scheduler.planning.exchange import part_takers, partners
from scheduler.planning.wish_reasons import wish_outcomes
from scheduler.self_service.duties import AHEAD, OwnDuty, PostName, post_names, unknown

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from sqlalchemy import Connection

    from data.i18n.language import Language
    from data.model.account import Reach
    from data.model.shift import Shift
    from data.store.opening import Store
    from scheduler.coverage.held_parts import HeldPart

_QUARTER = timedelta(weeks=13)  #: so long what became of wishes is still shown
_RECENT = timedelta(days=14)  #: so long what was settled is still shown


@dataclass(frozen=True, slots=True)
class ShownSwap:
    """A request to swap, for one of the two.

    Parameters
    ----------
    is_mine
        They made it themselves; else it was made to them.
    other
        Name of the other.
    given, returned
        The duties; None: nothing in return, or no roster knows it any more.
    """

    request: SwapRequest
    is_mine: bool
    other: str
    given: OwnDuty
    returned: OwnDuty | None

    @property
    def waits(self) -> bool:
        """Whether it waits for an answer."""
        return self.request.status is RequestStatus.ASKED


@dataclass(frozen=True, slots=True)
class ShownPartner:
    """A colleague who could take a duty, by name."""

    person: str
    name: str
    may_take: bool
    returns: tuple[OwnDuty, ...]


@dataclass(frozen=True, slots=True)
class SwapChoices:
    """A duty, and who could take it.

    Parameters
    ----------
    duty
        Of a part that is given away: as long as that is.
    part
        The part that is given away; None: all of it.
    has_begun
        It runs: only what is left of it, or a part of that, can be given away.
    """

    duty: OwnDuty
    partners: tuple[ShownPartner, ...]
    part: Stretch | None = None
    has_begun: bool = False


@dataclass(frozen=True, slots=True)
class ShownLeave:
    """A request for leave as a planner sees it, with the duties that it opens.

    Parameters
    ----------
    rosters
        Numbers of the rosters in force that hold these duties, by id of the shift.
    """

    request: LeaveRequest
    name: str
    duties: tuple[OwnDuty, ...]
    rosters: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class PairSwap:
    """A request to swap as a planner sees it.

    Parameters
    ----------
    giver, taker
        Names.
    returned
        None: nothing in return.
    """

    request: SwapRequest
    giver: str
    taker: str
    given: OwnDuty
    returned: OwnDuty | None


def swaps_of(store: Store, person: str, now: datetime) -> tuple[ShownSwap, ...]:
    """Requests from and to one person: those that wait, and what was settled lately."""
    with store.reading() as connection:
        names, posts = staffing.names_of_people(connection), post_names(connection)
        found = [
            one
            for one in requests.swap_requests(connection, person=person)
            if one.status is RequestStatus.ASKED
            or (one.answered_at is not None and one.answered_at > now - _RECENT)
        ]
        shown = [_shown(connection, one, person, names, posts) for one in found]
    return tuple(one for one in shown if one is not None)


def all_swaps(store: Store, now: datetime, reach: Reach = EVERYWHERE) -> tuple[PairSwap, ...]:
    """Requests to swap of everybody: those that wait, and what was settled lately, latest first.

    Parameters
    ----------
    reach
        Of who asks: swaps of duties on a post within reach.
    """
    with store.reading() as connection:
        within = None if reach.is_all else posts_within(connection, reach)
        names, posts = staffing.names_of_people(connection), post_names(connection)
        found = [
            PairSwap(
                one,
                names.get(one.giver, one.giver),
                names.get(one.taker, one.taker),
                shown.given,
                shown.returned,
            )
            for one in requests.swap_requests(connection)
            if one.status is RequestStatus.ASKED
            or (one.answered_at is not None and one.answered_at > now - _RECENT)
            if (shown := _shown(connection, one, one.giver, names, posts)) is not None
            and (within is None or shown.given.shift.post in within)
        ]
    return tuple(reversed(found))


def swap_choices(
    store: Store, person: str, shift: str, now: datetime, speech: Language
) -> SwapChoices:
    """Who could take a duty of theirs: who may simply take it first, then by name.

    Raises
    ------
    Refused
        It is no duty of theirs that is to come.
    """
    with store.reading() as connection:
        known = _own_duty(connection, person, shift, now)
        if known is None:
            say = speech.gettext
            what = say("This duty cannot be swapped: it began, or is not yours, or you shadow")
            raise Refused([Fault(what, say("Go back to your duties and choose another"))])
        names, posts = staffing.names_of_people(connection), post_names(connection)
        found = partners(connection, person, shift, now)
        ids = {one for partner in found for one in partner.returns}
        duties = {one: _duty(rosters.shift_as_signed(connection, one), posts) for one in ids}
    shown = [
        ShownPartner(
            one.person,
            names[one.person],
            one.may_take,
            tuple(duty for key in one.returns if (duty := duties[key]) is not None),
        )
        for one in found
    ]
    by_name = sorted(shown, key=lambda one: (not one.may_take, one.name))
    return SwapChoices(OwnDuty(known, posts.get(known.post, unknown(known.post))), tuple(by_name))


def part_choices(
    store: Store,
    person: str,
    shift: str,
    times: tuple[datetime | None, datetime | None],
    now: datetime,
    speech: Language,
) -> SwapChoices:
    """Who could take over a part of a duty of theirs, the best first.

    Parameters
    ----------
    times
        From and until when; None: from now, or its start, to its end.

    Raises
    ------
    Refused
        They do not have that part, or it is over.
    """
    say, this_minute = speech.gettext, now.replace(second=0, microsecond=0)
    with store.reading() as connection:
        mine = [
            one
            for one in held_parts(connection, now, now + AHEAD, person)
            if one.whole.id == shift and not one.doubles
        ]
        part = _part_of(mine, times, this_minute)
        if part is None:
            theirs = [
                speech.stretch(max(one.shift.start, this_minute), one.shift.end, ZONE)
                for one in mine
            ]
            what = say("This part of the duty is not yours to give away")
            remedy = say("Choose times within what is yours: {parts}")
            parts = "; ".join(theirs) or say("nothing of it")
            raise Refused([Fault(what, remedy.format(parts=parts))])
        names, posts = staffing.names_of_people(connection), post_names(connection)
        takers = part_takers(connection, shift, part, now)
    whole = mine[0].whole
    given = replace(whole, start=part[0], end=part[1])
    duty = OwnDuty(given, posts.get(whole.post, unknown(whole.post)), whole=whole)
    found = (ShownPartner(one, names[one], True, ()) for one in takers if one != person)
    return SwapChoices(duty, tuple(found), part, has_begun=whole.start <= now)


def _part_of(
    mine: Iterable[HeldPart], times: tuple[datetime | None, datetime | None], now: datetime
) -> Stretch | None:
    """What was chosen, where it lies in one of the parts that somebody has."""
    for one in mine:
        start, end = max(one.shift.start, now), one.shift.end
        chosen = times[0] or start, times[1] or end
        if start <= chosen[0] < chosen[1] <= end:
            return chosen
    return None


def leave_of(store: Store, person: str) -> tuple[LeaveRequest, ...]:
    """Requests for leave of one person, the latest first."""
    with store.reading() as connection:
        return tuple(reversed(requests.leave_requests(connection, person=person)))


def leave_to_decide(
    store: Store, now: datetime, reach: Reach = EVERYWHERE
) -> tuple[tuple[ShownLeave, ...], tuple[ShownLeave, ...]]:
    """Requests for leave that wait, by first day; and what was decided lately, the latest first.

    Parameters
    ----------
    reach
        Of who decides: requests of people who serve a region within reach.
    """
    with store.reading() as connection:
        names, posts = staffing.names_of_people(connection), post_names(connection)
        found = requests.leave_requests(connection)
        if not reach.is_all:
            people = members_within(connection, reach)
            found = [one for one in found if one.person in people]
        waiting = [one for one in found if one.status is RequestStatus.ASKED]
        done = [one for one in found if one.decided_at and one.decided_at > now - _RECENT]
        heads = rosters.in_force(connection, now, now + AHEAD)
        held = rosters.posts_by_roster(connection, heads)
        shown = {
            one.id: _leave(one, names, _fallen(connection, one, posts, now), heads, held)
            for one in (*waiting, *done)
        }
    by_day = sorted(waiting, key=lambda one: (one.start, one.id))
    return tuple(shown[one.id] for one in by_day), tuple(shown[one.id] for one in reversed(done))


@dataclass(frozen=True, slots=True)
class ShownWish:
    """What became of one wish, with the name of whose it is."""

    name: str
    outcome: WishOutcome


@dataclass(frozen=True, slots=True)
class RosterRequests:
    """What was asked for the period of a roster, and what became of it; by name, then by day.

    Parameters
    ----------
    wishes
        Those that the roster knows of: a later one waits for the next version.
    leave
        Requests for leave in the period; what was withdrawn is not among them.
    posts
        Names by id.
    """

    head: RosterHead
    wishes: tuple[ShownWish, ...]
    leave: tuple[tuple[str, LeaveRequest], ...]
    posts: Mapping[str, str]

    @property
    def met(self) -> int:
        """How many wishes were met."""
        return sum(one.outcome.is_met for one in self.wishes)


def requests_of_roster(store: Store, number: int, now: datetime) -> RosterRequests:
    """What was granted and what not in a roster, a draft too.

    Raises
    ------
    Refused
        There is no roster of that number.
    """
    with store.reading() as connection:
        head = rosters.read_head(connection, number)
        names = staffing.names_of_people(connection)
        posts = {code: one.name for code, one in post_names(connection).items()}
        wishes = [
            ShownWish(names.get(one.wish.person, one.wish.person), one)
            for one in wish_outcomes(connection, head, now)
        ]
        leave = [
            (names.get(one.person, one.person), one)
            for one in requests.leave_requests(connection)
            if one.status is not RequestStatus.WITHDRAWN
            and one.start < head.end
            and one.end > head.start
        ]
    wishes.sort(key=lambda one: (one.name, one.outcome.wish.start))
    leave.sort(key=lambda pair: (pair[0], pair[1].start))
    return RosterRequests(head, tuple(wishes), tuple(leave), posts)


def leave_waiting(store: Store, start: datetime, end: datetime) -> int:
    """How many requests for leave in a stretch of time still wait for an answer."""
    with store.reading() as connection:
        waiting = requests.leave_requests(connection, [RequestStatus.ASKED])
    return sum(one.start < end and one.end > start for one in waiting)


@dataclass(frozen=True, slots=True)
class OwnOutcome:
    """What became of one wish of theirs in a roster in force."""

    head: RosterHead
    outcome: WishOutcome


def outcomes_of(store: Store, person: str, now: datetime) -> tuple[OwnOutcome, ...]:
    """What became of the wishes of one person: in the rosters in force of the last quarter and on.

    By the first moment of the wish.
    """
    with store.reading() as connection:
        found = [
            OwnOutcome(head, one)
            for head in rosters.in_force(connection, now - _QUARTER, now + AHEAD)
            for one in wish_outcomes(connection, head, now, person)
        ]
    return tuple(sorted(found, key=lambda one: (one.outcome.wish.start, one.head.start)))


def _leave(
    one: LeaveRequest,
    names: Mapping[str, str],
    duties: tuple[OwnDuty, ...],
    heads: Iterable[RosterHead],
    held: Mapping[int, Collection[str]],
) -> ShownLeave:
    here = {
        duty.shift.id: head.id
        for head in heads
        for duty in duties
        if duty.shift.post in held[head.id] and head.start <= duty.shift.start < head.end
    }
    return ShownLeave(one, names.get(one.person, one.person), duties, here)


def _fallen(
    connection: Connection, one: LeaveRequest, posts: Mapping[str, PostName], now: datetime
) -> tuple[OwnDuty, ...]:
    if one.end <= now:
        return ()
    found = held_parts(connection, max(now, one.start), one.end, one.person)
    duties = [_duty(held.shift, posts) for held in found if not held.doubles]
    return tuple(duty for duty in duties if duty is not None)


def _shown(
    connection: Connection,
    one: SwapRequest,
    person: str,
    names: Mapping[str, str],
    posts: Mapping[str, PostName],
) -> ShownSwap | None:
    given = _duty(rosters.shift_as_signed(connection, one.given), posts)
    if given is None:
        return None
    back = rosters.shift_as_signed(connection, one.returned) if one.returned else None
    other = one.taker if one.giver == person else one.giver
    is_mine = one.giver == person
    if one.part is not None:
        part = replace(given.shift, start=one.part[0], end=one.part[1])
        given = replace(given, shift=part, whole=given.shift)
    return ShownSwap(one, is_mine, names.get(other, other), given, _duty(back, posts))


def _duty(shift: Shift | None, posts: Mapping[str, PostName]) -> OwnDuty | None:
    return OwnDuty(shift, posts.get(shift.post, unknown(shift.post))) if shift else None


def _own_duty(connection: Connection, person: str, shift: str, now: datetime) -> Shift | None:
    """A duty of theirs that is to come, all of it, in which they do not double."""
    found = held_parts(connection, now, now + AHEAD, person)
    mine = (one.whole for one in found if not one.doubles and one.whole.start > now)
    in_parts = {one.whole.id for one in found if one.is_part or one.taken_from}
    return next((held for held in mine if held.id == shift and shift not in in_parts), None)
