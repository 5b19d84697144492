"""How requests to swap end, and who is told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.model.request import RequestStatus, SwapRequest
from data.store import requests, rosters
from data.store.audit import trail
from data.store.audit.trail import Act
from scheduler.notifications.notifier import open_letter_box
from scheduler.notifications.outbox import post
from scheduler.self_service.notices import swap_answered, swap_asked

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import Connection

    from data.model.message import Message
    from data.model.shift import Shift
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


def lapsed_by(connection: Connection, granted: SwapRequest) -> list[SwapRequest]:
    """Requests that wait, about duties that just changed hands by another."""
    moved = {(granted.giver, granted.given), (granted.taker, granted.returned)}
    waiting = requests.swap_requests(connection, [RequestStatus.ASKED])
    return [one for one in waiting if _held(one) & moved]


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


def tell_asked(
    store: Store,
    connection: Connection,
    settings: Settings,
    made: Sequence[SwapRequest],
    now: datetime,
) -> list[Message]:
    """Tell colleagues what is asked of them."""
    box, shifts = open_letter_box(connection, settings, now), _shifts(connection, made)
    found = [
        message for one in made for message in box.messages(one.taker, swap_asked(box, one, shifts))
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
    box, shifts = open_letter_box(connection, settings, now), _shifts(connection, done)
    found = []
    for one in done:
        to = one.taker if one.status is RequestStatus.WITHDRAWN else one.giver
        if one.given in shifts and to in box.people:
            found += box.messages(to, swap_answered(box, one, shifts, to))
    return post(store, connection, found)


def _lapsed(connection: Connection, now: datetime) -> list[SwapRequest]:
    waiting = requests.swap_requests(connection, [RequestStatus.ASKED])
    shifts = _shifts(connection, waiting)
    return [one for one in waiting if not _still_stands(connection, one, shifts, now)]


def _still_stands(
    connection: Connection, one: SwapRequest, shifts: Mapping[str, Shift], now: datetime
) -> bool:
    return all(
        shift in shifts
        and shifts[shift].start > now
        and any(
            held.id == shift
            for _, held, _ in rosters.duties_between(
                connection, shifts[shift].start, shifts[shift].end, person
            )
        )
        for person, shift in _held(one)
    )


def _held(one: SwapRequest) -> set[tuple[str, str]]:
    """Who has to have which duty for the request to stand."""
    return {(one.giver, one.given)} | ({(one.taker, one.returned)} if one.returned else set())


def _shifts(connection: Connection, found: Iterable[SwapRequest]) -> dict[str, Shift]:
    """The shifts of requests, by id, as they were last signed."""
    ids = {shift for one in found for shift in (one.given, one.returned) if shift}
    read = {shift: rosters.shift_as_signed(connection, shift) for shift in sorted(ids)}
    return {shift: known for shift, known in read.items() if known is not None}
