"""The sweep: coverage is worked out, and gaps open, move, close and reopen by it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING

from data.model.gap import Gap, GapState, UncoveredInterval
from data.store import gaps
from data.store.audit import trail
from data.tables.period import ZONE
from scheduler.cache import holds_since
from scheduler.coverage.gathering import read_coverage_input
from scheduler.coverage.input import CoverageInput
from scheduler.coverage.tracking import GapChange, is_worth_noting, track
from scheduler.coverage.uncovered import find_uncovered

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from data.store.opening import Store

ITSELF = "caco"  #: who did what nobody did
_OPEN = (GapState.OPEN, GapState.ACKNOWLEDGED, GapState.ACCEPTED)


@dataclass(frozen=True, slots=True)
class SweepResult:
    """What a sweep found.

    Parameters
    ----------
    known
        What it worked from.
    open
        Every gap that is open now.
    filled
        Every gap that was filled, now or before, and whose time is not over.
    changes
        What opened, moved, closed and reopened.
    until
        The horizon.
    """

    inputs: CoverageInput
    open: tuple[Gap, ...]
    filled: tuple[Gap, ...]
    changes: tuple[GapChange, ...]
    until: datetime


def horizon(now: datetime, weeks: int) -> datetime:
    """Until when gaps are looked for: a local midnight, so that it moves once a day."""
    last = now.astimezone(ZONE).date() + timedelta(weeks=weeks, days=1)
    return datetime.combine(last, time(), ZONE).astimezone(UTC)


def sweep(store: Store, weeks: int, now: datetime) -> SweepResult:
    """Look at coverage from now to the horizon, and keep what changed, wholly or not at all.

    Raises
    ------
    InputError
        The records do not hold together.
    """
    reading = read_coverage(store, weeks, now)
    with store.writing() as connection:
        trail.take_turn(connection)
        return record_gaps(connection, reading, weeks, now)


@dataclass(frozen=True, slots=True)
class CoverageReading:
    """Coverage as it was at some point of the audit trail."""

    seq: int
    inputs: CoverageInput
    intervals: tuple[UncoveredInterval, ...]
    until: datetime


def read_coverage(store: Store, weeks: int, now: datetime) -> CoverageReading:
    """Work coverage out while others write: it may take a second."""
    with store.reading() as connection:
        return read_coverage_in(connection, weeks, now)


def read_coverage_in(connection: Connection, weeks: int, now: datetime) -> CoverageReading:
    """Coverage from now to the horizon, as this transaction sees the store."""
    until = horizon(now, weeks)
    inputs = read_coverage_input(connection, now, until, now)
    return CoverageReading(
        trail.head(connection).seq, inputs, find_uncovered(inputs, now, until), until
    )


def record_gaps(
    connection: Connection, reading: CoverageReading, weeks: int, now: datetime
) -> SweepResult:
    """Keep what changed by a look; records or rosters written meanwhile make it look again."""
    if not holds_since(connection, reading.seq):
        reading = read_coverage_in(connection, weeks, now)
    known_before = [*gaps.read_gaps(connection, _OPEN), *_closed_but_not_over(connection, now)]
    _open, changes = track(known_before, reading.intervals, now)
    kept = tuple(_keep(connection, change, now) for change in changes)
    filled = [gap for gap in _closed_but_not_over(connection, now) if gap.is_filled]
    still_open = tuple(gaps.read_gaps(connection, _OPEN))
    return SweepResult(reading.inputs, still_open, tuple(filled), kept, reading.until)


def _closed_but_not_over(connection: Connection, now: datetime) -> list[Gap]:
    """What may break again."""
    return gaps.read_gaps(connection, [GapState.CLOSED], since=now)


def _keep(connection: Connection, change: GapChange, now: datetime) -> GapChange:
    if change.before is None:
        after = gaps.add_gap(connection, change.after)
    else:
        after = gaps.write_gap(connection, change.before, change.after)
    kept = GapChange(change.what, change.before, after)
    if is_worth_noting(kept):
        facts = {
            "start": after.interval.start.isoformat(),
            "end": after.interval.end.isoformat(),
            "cause": after.interval.cause.value,
            "missing": after.interval.missing,
        }
        if change.what == "closed":
            facts["how"] = after.closed_by
        gaps.add_event(connection, after.id, now, change.what, ITSELF, facts)
    return kept
