"""What a reader asks about coverage: the gaps of a stretch of time, one gap, the proof."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from data.model.account import EVERYWHERE
from data.model.call_attempt import CallAttempt
from data.model.errors import Fault, Refused
from data.model.gap import Gap, GapEvent
from data.model.request import ShiftOffer
from data.store import accounts, gaps, requests, rosters, staffing
from data.store.rosters import person_numbers
from scheduler.coverage.gathering import read_coverage_input
from scheduler.coverage.hindrances import is_served
from scheduler.coverage.proof import CoverageProof, prove
from scheduler.coverage.regional import (
    input_of_book,
    refuse_unknown_book,
)
from scheduler.coverage.snapshot import read_responses
from scheduler.coverage.status import GapCount, GapResponses, GapRow, count_gaps, gap_row, judge
from scheduler.coverage.tracking import as_closed
from scheduler.coverage.uncovered import before_rosters, find_uncovered

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection

    from data.model.account import Reach
    from data.model.roster import RosterHead
    from data.store.opening import Store
    from scheduler.coverage.input import CoverageInput
    from scheduler.coverage.snapshot import CoverageSnapshot


@dataclass(frozen=True, slots=True)
class GapList:
    """The gaps of a stretch of time.

    Parameters
    ----------
    names
        Of people, by id.
    count
        How many there are from the start on.
    waiting
        Names of the posts whose first roster has yet to begin: nothing is promised, so no gap.
    """

    start: datetime
    end: datetime
    rows: tuple[GapRow, ...]
    names: Mapping[str, str]
    count: GapCount
    waiting: tuple[str, ...] = ()


def list_gaps(
    store: Store, start: datetime, end: datetime, now: datetime, reach: Reach = EVERYWHERE
) -> GapList:
    """The gaps of ``[start, end)`` as coverage is now, with the life of those that are kept.

    Parameters
    ----------
    reach
        Of whoever asks: what lies beyond it is as if it were not there.

    Raises
    ------
    Refused
        There is nothing to watch: no gaps would say that all is covered.
    """
    with store.reading() as connection:
        inputs = read_coverage_input(connection, start, end, now, reach)
        _refuse_nothing(inputs)
        posts = None if reach.is_all else inputs.posts.keys()
        responses = read_responses(connection, start, now, posts=posts)
        names = staffing.names_of_people(connection)
    found = judge(find_uncovered(inputs, start, end), inputs.posts, responses, now)
    waiting = [
        post.name for post in inputs.posts.values() if before_rosters(inputs, post, start, end)
    ]
    return GapList(start, end, found.rows, names, count_gaps(found.rows, start), tuple(waiting))


def _refuse_nothing(inputs: CoverageInput) -> None:
    if not inputs.posts:
        what = "the store holds no posts, so there is nothing to watch"
        raise Refused([Fault(what, "Fill it: caco import FILE")])


@dataclass(frozen=True, slots=True)
class FilledBy:
    """Somebody who validly fills a seat that was open.

    Parameters
    ----------
    at
        When the version was signed, or the take-over recorded, that put them there; None: they were
        on it all the time.
    """

    person: str
    at: datetime | None


@dataclass(frozen=True, slots=True)
class GapHistory:
    """One gap as it is at the moment of looking, with its history.

    Parameters
    ----------
    names
        Of people, by id.
    rows
        Ids of people by the number of their row, as the events name them.
    offers
        Every offer of its shift, the oldest first.
    filled_by
        Of a gap that was filled: who is there now.
    users
        Names by login.
    calls
        Every call about it, the oldest first.
    """

    row: GapRow
    events: tuple[GapEvent, ...]
    names: Mapping[str, str]
    rows: Mapping[int, str] = field(default_factory=dict)
    offers: tuple[ShiftOffer, ...] = ()
    filled_by: tuple[FilledBy, ...] = ()
    users: Mapping[str, str] = field(default_factory=dict)
    calls: tuple[CallAttempt, ...] = ()


def show_gap(store: Store, number: int, snapshot: CoverageSnapshot) -> GapHistory:
    """One gap as it is at the moment of `seen`, with its history.

    Raises
    ------
    Refused
        There is none of that number.
    """
    inputs, now = snapshot.facts.inputs, snapshot.at
    with store.reading() as connection:
        kept = gaps.read_gap(connection, number)
        users = accounts.names_of_logins(connection)
        row = next((one for one in snapshot.rows if one.gap.id == number), None)
        if row is None:
            gap = as_closed(kept, now) if kept.is_open else kept
            row = gap_row(gap, inputs.posts, GapResponses(users=users), now)
        filled = row.gap.is_filled
        return GapHistory(
            row,
            tuple(gaps.read_events(connection, number)),
            staffing.names_of_people(connection),
            {row: person for person, row in person_numbers(connection).items()},
            tuple(requests.offers(connection, shift=kept.interval.slot)),
            tuple(_filled_by(connection, inputs, row.gap)) if filled else (),
            users,
            tuple(gaps.read_calls(connection, [number])),
        )


def _filled_by(connection: Connection, inputs: CoverageInput, gap: Gap) -> Iterator[FilledBy]:
    """Who validly fills the shift of a gap now, and since which signature."""
    interval, post = gap.interval, inputs.posts.get(gap.interval.post)
    one = next(
        (f for f in inputs.published.get(interval.post, ()) if f.shift.id == interval.slot), None
    )
    if one is None or post is None:
        return
    start, end = max(interval.start, one.shift.start), min(interval.end, one.shift.end)
    there = [part for part in one.pieces if part.start < end and start < part.end]
    head = rosters.roster_with(connection, one.shift)
    came = {each.comer: each.recorded_at for each in inputs.stand_ins.get(one.shift.id, ())}
    for part in there:
        if is_served(inputs, part.person, post, max(start, part.start), min(end, part.end)):
            since = came.get(part.person) or _put_there(connection, head, one.shift.id, part.person)
            yield FilledBy(part.person, since)


def _put_there(
    connection: Connection, head: RosterHead | None, shift: str, person: str
) -> datetime | None:
    """When the version was signed that put somebody on a shift; None: the first one did."""
    while head is not None and head.based_on is not None:
        changes = rosters.difference(connection, head.based_on, head.id)
        if any(one.person == person and shift in one.gained for one in changes):
            return head.published_at
        head = rosters.read_head(connection, head.based_on)
    return None


def prove_coverage(
    store: Store,
    start: datetime,
    end: datetime,
    now: datetime,
    reach: Reach = EVERYWHERE,
    book: str = "",
) -> tuple[CoverageProof, CoverageInput]:
    """The minutes of ``[start, end)``, and what they were counted from.

    Parameters
    ----------
    reach
        Of whoever asks: what lies beyond it is as if it were not there.
    book
        Id of the book whose posts are counted; empty: of all.

    Raises
    ------
    Refused
        There is nothing to watch, or no such book.
    """
    with store.reading() as connection:
        refuse_unknown_book(connection, book)
        within = read_coverage_input(connection, start, end, now, reach)
        inputs = input_of_book(within, book)
    _refuse_nothing(inputs)
    return prove(inputs, start, end), inputs
