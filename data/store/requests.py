"""Requests of functionaries: leave, swaps and offers of shifts, and what became of them."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Row, Table, func, insert, or_, select, update

from data.model.errors import Conflict, Fault, Refused
from data.model.request import LeaveRequest, OfferStatus, RequestStatus, ShiftOffer, SwapRequest
from data.store.rosters import person_numbers
from data.store.tables.access import LEAVE_REQUESTS, SWAP_REQUESTS
from data.store.tables.alerts import OFFERS
from data.store.tables.records import PEOPLE

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

_GIVER, _TAKER = PEOPLE.alias("giver_row"), PEOPLE.alias("taker_row")


_LEAVE = [
    PEOPLE.c.id.label("person") if field.name == "person" else LEAVE_REQUESTS.c[field.name]
    for field in fields(LeaveRequest)
]


_CODES = {"giver": _GIVER.c.id.label("giver"), "taker": _TAKER.c.id.label("taker")}


_SWAP = [
    _CODES[field.name] if field.name in _CODES else SWAP_REQUESTS.c[field.name]
    for field in fields(SwapRequest)
]


def add_leave(connection: Connection, asked: LeaveRequest) -> LeaveRequest:
    """Keep a new request for leave; it gets its number."""
    return read_leave(connection, _add(connection, LEAVE_REQUESTS, asked, ("person",)))


def add_swap(connection: Connection, asked: SwapRequest) -> SwapRequest:
    """Keep a new request to swap; it gets its number."""
    return read_swap(connection, _add(connection, SWAP_REQUESTS, asked, ("giver", "taker")))


def read_leave(connection: Connection, number: int) -> LeaveRequest:
    """One request for leave.

    Raises
    ------
    Refused
        There is none of that number.
    """
    row = connection.execute(_leave().where(LEAVE_REQUESTS.c.id == number)).one_or_none()
    if row is None:
        raise Refused(
            [Fault(f"there is no request for leave {number}", "See the page of requests")]
        )
    return _as_leave(row)


def read_swap(connection: Connection, number: int) -> SwapRequest:
    """One request to swap.

    Raises
    ------
    Refused
        There is none of that number.
    """
    row = connection.execute(_swap().where(SWAP_REQUESTS.c.id == number)).one_or_none()
    if row is None:
        raise Refused([Fault(f"there is no request to swap {number}", "See your own duties")])
    return _as_swap(row)


def leave_requests(
    connection: Connection, status: Collection[RequestStatus] = (), person: str | None = None
) -> list[LeaveRequest]:
    """Requests for leave, the oldest first; all, or those of some statuses or of one person."""
    query = _leave().order_by(LEAVE_REQUESTS.c.id)
    if status:
        query = query.where(LEAVE_REQUESTS.c.status.in_(status))
    if person is not None:
        query = query.where(PEOPLE.c.id == person)
    return [_as_leave(row) for row in connection.execute(query)]


def count_leave_asked(connection: Connection, people: Collection[str] | None = None) -> int:
    """How many requests for leave wait for an answer; of everybody, or of some people."""
    waiting = _leave().where(LEAVE_REQUESTS.c.status == RequestStatus.ASKED)
    if people is not None:
        waiting = waiting.where(PEOPLE.c.id.in_(people))
    return connection.scalar(select(func.count()).select_from(waiting.subquery())) or 0


def swap_requests(
    connection: Connection, status: Collection[RequestStatus] = (), person: str | None = None
) -> list[SwapRequest]:
    """Requests to swap, the oldest first; all, or those of some statuses or from or to one."""
    query = _swap().order_by(SWAP_REQUESTS.c.id)
    if status:
        query = query.where(SWAP_REQUESTS.c.status.in_(status))
    if person is not None:
        query = query.where(or_(_GIVER.c.id == person, _TAKER.c.id == person))
    return [_as_swap(row) for row in connection.execute(query)]


def settle_leave(
    connection: Connection,
    seen: LeaveRequest,
    status: RequestStatus,
    who: str,
    at: datetime,
    reason: str = "",
) -> LeaveRequest:
    """Say what became of a request for leave that was open.

    Raises
    ------
    Conflict
        It is no longer open.
    """
    given = {"decided_by": who, "decided_at": at, "reason": reason}
    is_done = _settle(connection, LEAVE_REQUESTS, seen.id, status, given)
    now = read_leave(connection, seen.id)
    if not is_done:
        what = f"the request for leave {seen.id}"
        raise Conflict(what, now.decided_by, now.decided_at or at, [now.status])
    return now


def settle_swap(
    connection: Connection,
    seen: SwapRequest,
    status: RequestStatus,
    at: datetime,
    roster: int | None = None,
) -> SwapRequest:
    """Say what became of a request to swap that was open.

    Raises
    ------
    Conflict
        It is no longer open.
    """
    given = {"answered_at": at, "roster": roster}
    is_done = _settle(connection, SWAP_REQUESTS, seen.id, status, given)
    now = read_swap(connection, seen.id)
    if not is_done:
        raise Conflict(f"the request to swap {seen.id}", "", now.answered_at or at, [now.status])
    return now


def _add(
    connection: Connection, table: Table, asked: LeaveRequest | SwapRequest, people: tuple[str, ...]
) -> int:
    values = {field.name: getattr(asked, field.name) for field in fields(asked)}
    del values["id"]
    numbers = person_numbers(connection)
    values |= {name: numbers[values[name]] for name in people}
    key = connection.execute(insert(table).values(**values)).inserted_primary_key
    assert key is not None
    return int(key[0])


def _settle(
    connection: Connection, table: Table, number: int, status: RequestStatus, given: dict[str, Any]
) -> bool:
    done = connection.execute(
        update(table)
        .where(table.c.id == number, table.c.status == RequestStatus.ASKED)
        .values(status=status, **given)
    )
    return done.rowcount == 1


def _leave() -> Any:  # noqa: ANN401 - a query of these columns
    return select(*_LEAVE).join(PEOPLE, PEOPLE.c.row == LEAVE_REQUESTS.c.person)


def _swap() -> Any:  # noqa: ANN401 - a query of these columns
    return (
        select(*_SWAP)
        .join(_GIVER, _GIVER.c.row == SWAP_REQUESTS.c.giver)
        .join(_TAKER, _TAKER.c.row == SWAP_REQUESTS.c.taker)
    )


def _as_leave(row: Row[Any]) -> LeaveRequest:
    return LeaveRequest(**row._mapping)  # noqa: SLF001 - SQLAlchemy's public name for it


def _as_swap(row: Row[Any]) -> SwapRequest:
    return SwapRequest(**row._mapping)  # noqa: SLF001 - SQLAlchemy's public name for it


_COLUMNS = [PEOPLE.c.id.label("code") if c.name == "person" else c for c in OFFERS.columns]


def add_offer(connection: Connection, offer: ShiftOffer) -> ShiftOffer:
    """Keep a new offer; it gets its number."""
    values = {
        "shift": offer.shift,
        "post": offer.post,
        "person": person_numbers(connection)[offer.person],
        "offered_by": offer.offered_by,
        "offered_at": offer.offered_at,
        "expires_at": offer.expires_at,
        "status": offer.status,
        "start": offer.start,
        "end": offer.end,
    }
    key = connection.execute(insert(OFFERS).values(**values)).inserted_primary_key
    assert key is not None
    return read_offer(connection, key[0])


def read_offer(connection: Connection, number: int) -> ShiftOffer:
    """One offer.

    Raises
    ------
    Refused
        There is none of that number.
    """
    row = connection.execute(_query().where(OFFERS.c.id == number)).one_or_none()
    if row is None:
        raise Refused([Fault(f"there is no offer {number}", "See them: caco offers")])
    return _offer(row)


def offers(
    connection: Connection, status: Collection[OfferStatus] = (), shift: str | None = None
) -> list[ShiftOffer]:
    """Offers in the order in which they were made; all, or those of some statuses or a shift."""
    query = _query().order_by(OFFERS.c.id)
    if status:
        query = query.where(OFFERS.c.status.in_(status))
    if shift is not None:
        query = query.where(OFFERS.c.shift == shift)
    return [_offer(row) for row in connection.execute(query)]


def settle_offer(
    connection: Connection,
    seen: ShiftOffer,
    status: OfferStatus,
    at: datetime,
    roster: int | None = None,
) -> ShiftOffer:
    """Say what became of an open offer.

    Raises
    ------
    Conflict
        It is no longer open.
    """
    done = connection.execute(
        update(OFFERS)
        .where(OFFERS.c.id == seen.id, OFFERS.c.status == OfferStatus.OPEN)
        .values(status=status, answered_at=at, roster=roster)
    )
    now = read_offer(connection, seen.id)
    if done.rowcount != 1:
        raise Conflict(f"offer {seen.id}", now.offered_by, now.answered_at or at, [now.status])
    return now


def _query() -> Any:  # noqa: ANN401 - a query of these columns
    return select(*_COLUMNS).join(PEOPLE, PEOPLE.c.row == OFFERS.c.person)


def _offer(row: Row[Any]) -> ShiftOffer:
    values = dict(row._mapping)  # noqa: SLF001 - SQLAlchemy's public name for it
    values["person"] = values.pop("code")
    return ShiftOffer(**values)
