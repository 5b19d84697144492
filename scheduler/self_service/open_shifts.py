"""Open shifts that one functionary may take, and those that are offered to them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from data.model.candidate import Hindrance
from data.model.request import OfferStatus, ShiftOffer
from data.model.shift import Shift
from data.store import requests, rosters
from scheduler.planning.candidates import open_to
from scheduler.self_service.duties import PostName, post_names, unknown

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from data.store.opening import Store
    from scheduler.coverage.snapshot import CoverageSnapshot


@dataclass(frozen=True, slots=True)
class ClaimableShift:
    """A shift that lacks somebody, as one functionary sees it.

    Parameters
    ----------
    stops
        What stops them; nothing: they may take it.
    """

    shift: Shift
    post: PostName
    stops: tuple[Hindrance, ...] = ()

    @property
    def may_take(self) -> bool:
        """Whether they may take it as things stand."""
        return not self.stops


@dataclass(frozen=True, slots=True)
class OfferedShift:
    """A shift that is offered to them by name."""

    offer: ShiftOffer
    shift: Shift
    post: PostName


def open_shifts(
    store: Store, snapshot: CoverageSnapshot, person: str, weeks: int
) -> tuple[ClaimableShift, ...]:
    """The open shifts of their functions up to the horizon: those they may take first, by start.

    Those that are offered to them by name are left out: these wait for an answer.
    """
    now = snapshot.at
    until = now + timedelta(weeks=weeks)
    slots = {row.gap.interval.slot for row in snapshot.rows if not row.gap.is_intended(now)}
    with store.reading() as connection:
        mine = {one.shift for one in _offers_to(connection, person, now)}
        slots -= mine
        known = {slot: rosters.shift_as_signed(connection, slot) for slot in sorted(slots)}
        near = {
            key: one for key, one in known.items() if one and now < one.end and one.start < until
        }
        stops = open_to(connection, list(near), person, now) if near else {}
        posts = post_names(connection)
    found = [
        ClaimableShift(near[key], posts.get(near[key].post, unknown(near[key].post)), why)
        for key, why in stops.items()
    ]
    return tuple(sorted(found, key=lambda one: (not one.may_take, one.shift.start, one.shift.id)))


def offered_to(store: Store, person: str, now: datetime) -> tuple[OfferedShift, ...]:
    """Shifts that are offered to them and wait for their answer, by start."""
    with store.reading() as connection:
        mine = [
            (one, shift)
            for one in _offers_to(connection, person, now)
            for shift in [rosters.shift_as_signed(connection, one.shift)]
            if shift is not None
        ]
        posts = post_names(connection)
    found = [
        OfferedShift(one, shift, posts.get(one.post, unknown(one.post))) for one, shift in mine
    ]
    return tuple(sorted(found, key=lambda one: one.shift.start))


def _offers_to(connection: Connection, person: str, now: datetime) -> list[ShiftOffer]:
    found = requests.offers(connection, [OfferStatus.OPEN])
    return [one for one in found if one.person == person and one.expires_at > now]
