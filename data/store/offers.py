"""Shifts that were offered, and what became of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Row, insert, select, update

from data.model.errors import Conflict, Fault, Refused
from data.model.request import OfferStatus, ShiftOffer
from data.store.rosters import person_numbers
from data.store.tables.alerts import OFFERS
from data.store.tables.records import PEOPLE

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

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
