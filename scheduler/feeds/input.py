"""What the records say of posts, people and regions, as far as a calendar shows it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from threading import Lock
from typing import TYPE_CHECKING

from data.model.gap import DatedGap
from data.model.post import PostKind
from data.store import calendars, gaps, rosters
from data.store.calendars import RecordChanges
from data.store.deployments import AskedDuty, asked_since
from data.store.dumps import NEVER_RESTORED, Served, read_start
from data.store.exercises import InvitedPerson, invited_since
from data.store.stand_ins import stand_ins_ever
from data.tables.period import ZONE
from scheduler.feeds.calendar import (
    Window,
)
from scheduler.feeds.calendar_records import NEVER, CalendarRecords, KnownPost
from scheduler.feeds.series import (
    NOTHING,
    AssignmentHolder,
    History,
    ShiftSeries,
    SignedVersion,
    followed_by,
)
from scheduler.feeds.take_overs import stand_ins_by_row, with_take_overs

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from sqlalchemy import Connection

    from data.model.roster import RosterHead
    from data.model.shift import Shift
    from scheduler.settings import Settings


_LONGEST_SHIFT = timedelta(weeks=2)  #: so far a period may reach beyond its end


class Histories:
    """The histories of periods, each version of them told once.

    What is kept is never stale: a signed version does not change, and stands here by the hash of
    what was signed.
    """

    def __init__(self) -> None:
        self._told: dict[str, History] = {}
        self._shift_sets: dict[str, Mapping[str, Shift]] = {}
        self._turn = Lock()

    def read(self, connection: Connection, since: datetime) -> list[History]:
        """The histories of all periods that are not over by then, by start."""
        with self._turn:
            found, kept, shift_sets = [], {}, set()
            for chain in rosters.chains(connection):
                last = chain[-1]
                if last.end + _LONGEST_SHIFT > since:
                    history = self._history(connection, chain)
                    found.append(history)
                    kept[_mark(last)] = history
                    shift_sets.add(last.shift_set)
            self._told = kept
            self._shift_sets = {
                name: shifts for name, shifts in self._shift_sets.items() if name in shift_sets
            }
        return found

    def _history(self, connection: Connection, chain: tuple[RosterHead, ...]) -> History:
        known = [number for number, head in enumerate(chain) if _mark(head) in self._told]
        history = self._told[_mark(chain[known[-1]])] if known else NOTHING
        for head in chain[known[-1] + 1 if known else 0 :]:
            history = followed_by(history, self._version(connection, head))
        return history

    def _version(self, connection: Connection, head: RosterHead) -> SignedVersion:
        shifts = self._shift_sets.get(head.shift_set)
        if shifts is None:
            read = rosters.read_shifts(connection, head.shift_set)
            shifts = self._shift_sets[head.shift_set] = {shift.id: shift for shift in read}
        holders = {
            shift: tuple(AssignmentHolder(*one) for one in rows)
            for shift, rows in rosters.read_holders(connection, head.id).items()
        }
        return SignedVersion(_mark(head), head.published_at or head.changed_at, shifts, holders)


def _mark(head: RosterHead) -> str:
    return head.content_hash or f"roster/{head.id}"


def read_material(
    connection: Connection, histories: Histories, settings: Settings, now: datetime
) -> CalendarInput:
    """What calendars are made from now."""
    window = Window.at(now, ZONE)
    horizon = window.midnight(window.today + timedelta(weeks=settings.horizon_weeks))
    known = read_known(connection)
    signed = histories.read(connection, window.start)
    since = min((history.start for history in signed if history.start), default=window.start)
    stand_ins = stand_ins_by_row(stand_ins_ever(connection, since), known.rows)
    return CalendarInput(
        tuple(with_take_overs(history, stand_ins) for history in signed),
        tuple(read_dated_gaps(connection, window.start, horizon)),
        known,
        window,
        settings.base_url.rstrip("/") + "/",
        read_start(connection),
        tuple(asked_since(connection, window.start)),
        tuple(invited_since(connection, window.start)),
    )


def read_known(connection: Connection) -> CalendarRecords:
    """The records of this moment."""
    of_posts = calendars.read_record_changes(connection, "posts")
    # The name of a region stands in the entries of its posts. A post may lose a region, and a count
    # must not go back, so changes of any region count for all.
    of_regions = calendars.read_record_changes(connection, "regions").values()
    return CalendarRecords(
        {
            id: KnownPost(
                id,
                name,
                PostKind(kind),
                regions,
                norm,
                RecordChanges.of([of_posts.get(row, NEVER), *of_regions]),
                book,
            )
            for id, name, kind, regions, norm, row, book in calendars.read_posts(connection)
        },
        calendars.read_names(connection),
        calendars.read_regions(connection),
        calendars.read_record_changes(connection, "people"),
        calendars.read_rows_of_people(connection),
        calendars.read_books(connection),
    )


def read_dated_gaps(connection: Connection, since: datetime, until: datetime) -> Iterator[DatedGap]:
    """The gaps whose time is not over by `since` and that begin before `until`."""
    changes = calendars.read_gap_changes(connection)
    for gap in gaps.read_gaps(connection, since=since):
        if gap.interval.start < until:
            last = max(filter(None, (gap.opened_at, gap.closed_at, gap.acknowledged_at)))
            yield DatedGap(gap, changes.get(gap.id, last))


@dataclass(frozen=True, slots=True)
class CalendarInput:
    """Everything that calendars are made from, of one moment.

    Parameters
    ----------
    url
        Where the web pages are.
    start
        From where counts and moments go on; other than nothing once the store was restored.
    relief
        Relief duties that people were asked for.
    exercises
        Whom exercises are in the calendar of.
    """

    histories: tuple[History, ...]
    gaps: tuple[DatedGap, ...]
    known: CalendarRecords
    window: Window
    url: str
    start: Served = NEVER_RESTORED
    relief: tuple[AskedDuty, ...] = ()
    exercises: tuple[InvitedPerson, ...] = ()

    @property
    def series(self) -> Iterator[ShiftSeries]:
        """Of all periods."""
        for history in self.histories:
            yield from history.series
