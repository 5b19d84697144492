"""What a reader asks about coverage: the gaps of a stretch of time, one gap, the proof."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from data.model.errors import Fault, Refused
from data.model.gap import Gap, GapEvent, Severity, severity
from data.model.shift_offer import OfferStatus, ShiftOffer
from data.store import gaps, offers, presence
from data.store.rosters import person_numbers
from scheduler.coverage.proof import Proof, prove
from scheduler.coverage.tracking import track
from scheduler.watching.gathering import gather_known
from scheduler.watching.sweeping import find_all

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from data.model.post import Post
    from data.store.opening import Store
    from scheduler.coverage.known import Known


@dataclass(frozen=True, slots=True)
class GapRow:
    """A gap as a reader sees it.

    Parameters
    ----------
    gap
        Number 0 where no sweep has seen it: it lies beyond the horizon, or in the past.
    offered_to
        Ids of people who have been asked to take it and did not answer yet.
    """

    gap: Gap
    post_name: str
    severity: Severity
    offered_to: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class GapList:
    """The gaps of a stretch of time.

    Parameters
    ----------
    names
        Of people, by id.
    """

    start: datetime
    end: datetime
    rows: tuple[GapRow, ...]
    names: Mapping[str, str]


def list_gaps(store: Store, start: datetime, end: datetime, now: datetime) -> GapList:
    """The gaps of ``[start, end)`` as coverage is now, with the life of those that are kept.

    Raises
    ------
    Refused
        There is nothing to watch: no gaps would say that all is covered.
    """
    with store.reading() as connection:
        known = gather_known(connection, start, end, now)
        _refuse_nothing(known)
        there = [gap for gap in gaps.read_gaps(connection, since=start) if gap.is_open]
        found, _changes = track(there, find_all(known, start, end), now)
        names = presence.names_of_people(connection)
        asked = asked_now(connection, now)
    rows = tuple(gap_row(gap, known.posts, asked, now) for gap in found)
    return GapList(start, end, rows, names)


def gap_row(
    gap: Gap, posts: Mapping[str, Post], asked: Mapping[str, Sequence[str]], now: datetime
) -> GapRow:
    """A gap with what a reader wants beside it; `asked` as of `asked_now`."""
    post = posts.get(gap.hole.post)
    name, priority = (post.name, post.priority) if post else (gap.hole.post, 1)
    people = tuple(asked.get(gap.hole.slot, ())) if gap.is_open else ()
    return GapRow(gap, name, severity(gap.hole, priority, now), people)


def asked_now(connection: Connection, now: datetime) -> dict[str, list[str]]:
    """By shift, the people to whom it is offered and who did not answer yet."""
    found: dict[str, list[str]] = {}
    for offer in offers.offers(connection, [OfferStatus.OPEN]):
        if now < offer.expires_at:
            found.setdefault(offer.shift, []).append(offer.person)
    return found


def _refuse_nothing(known: Known) -> None:
    if not known.posts:
        what = "the store holds no posts, so there is nothing to watch"
        raise Refused([Fault(what, "Fill it: caco import FILE")])


@dataclass(frozen=True, slots=True)
class GapStory:
    """One gap with its history.

    Parameters
    ----------
    names
        Of people, by id.
    rows
        Ids of people by the number of their row, as the events name them.
    offers
        Every offer of its shift, the oldest first.
    """

    row: GapRow
    events: tuple[GapEvent, ...]
    names: Mapping[str, str]
    rows: Mapping[int, str] = field(default_factory=dict)
    offers: tuple[ShiftOffer, ...] = ()


def tell_gap(store: Store, number: int, now: datetime) -> GapStory:
    """One gap with its history.

    Raises
    ------
    Refused
        There is none of that number.
    """
    with store.reading() as connection:
        gap = gaps.read_gap(connection, number)
        known = gather_known(connection, now, now, now)
        return GapStory(
            gap_row(gap, known.posts, asked_now(connection, now), now),
            tuple(gaps.read_events(connection, number)),
            presence.names_of_people(connection),
            {number: person for person, number in person_numbers(connection).items()},
            tuple(offers.offers(connection, shift=gap.hole.slot)),
        )


def prove_coverage(
    store: Store, start: datetime, end: datetime, now: datetime
) -> tuple[Proof, Known]:
    """The minutes of ``[start, end)``, and what they were counted from.

    Raises
    ------
    Refused
        There is nothing to watch.
    """
    with store.reading() as connection:
        known = gather_known(connection, start, end, now)
    _refuse_nothing(known)
    return prove(known, start, end), known
