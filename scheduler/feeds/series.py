"""Shift series and assignment records: what shifts and assignments are to a calendar.

A *shift series* is the seat of a post for one stretch of time, which stays itself when it moves an
hour. An *assignment record* is one person on one series, now or formerly.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from data.model.shift import PART, Shift

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


_DOMAIN = "caco-rooster"


@dataclass(frozen=True, slots=True, order=True)
class AssignmentHolder:
    """Somebody on a shift.

    Parameters
    ----------
    person
        Number of their row in the records, which outlives their name.
    doubles
        A trainee beside the qualified holder.
    """

    person: int
    doubles: bool = False


@dataclass(frozen=True, slots=True)
class SignedVersion:
    """What one signature put in force.

    Parameters
    ----------
    mark
        What tells this signature from every other, anywhere: the hash of what was signed.
    published_at
        UTC.
    shifts
        By id.
    holders
        Shift -> who is on it, in order; a shift of nobody may be absent.
    """

    mark: str
    published_at: datetime
    shifts: Mapping[str, Shift]
    holders: Mapping[str, tuple[AssignmentHolder, ...]]


@dataclass(frozen=True, slots=True)
class Relief:
    """A piece of a shift that went from one person to another, half open, UTC.

    Parameters
    ----------
    leaver, comer
        Rows in the records; 0: nobody had it, or the seat is left empty.
    """

    leaver: int
    comer: int
    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class AssignmentRecord:
    """One person on one shift series, or on a part of it, now or formerly.

    Parameters
    ----------
    start, end
        What they have of the series, UTC; once they lost it, as they were then.
    is_held
        False: they lost it.
    sequence
        Grows by one with each version that changes any of this (RFC 5545, 3.8.7.4).
    changed_at
        When the last of these was signed or recorded; never goes back.
    relief
        The take-over by which they have it; None: they are assigned.
    handed_on
        What of it, or beside it, others took over from them.
    """

    uid: str
    person: int
    doubles: bool
    start: datetime
    end: datetime
    is_held: bool
    sequence: int
    changed_at: datetime
    relief: Relief | None = None
    handed_on: tuple[Relief, ...] = ()


@dataclass(frozen=True, slots=True)
class SeriesState:
    """A series from the moment of a signature on that changed it.

    Parameters
    ----------
    at
        UTC; never before that of the state before it.
    """

    at: datetime
    shift: Shift
    holders: tuple[AssignmentHolder, ...]
    is_there: bool


@dataclass(frozen=True, slots=True)
class SharedOut:
    """Who has which part of a series of which somebody took over a part, or once did.

    Parameters
    ----------
    records
        Of everybody who ever had a part of it, by person; each piece is one.
    people
        Everybody who was ever named in this, by row.
    """

    records: Mapping[int, tuple[AssignmentRecord, ...]]
    people: frozenset[int]

    @property
    def parts(self) -> list[AssignmentRecord]:
        """What is held now, by start; of trainees too."""
        held = [one for mine in self.records.values() for one in mine if one.is_held]
        return sorted(held, key=lambda one: (one.doubles, one.start, one.person))


@dataclass(frozen=True, slots=True)
class ShiftSeries:
    """A seat of a post for one stretch of time, through all versions.

    Parameters
    ----------
    uid
        Born with the version in which it first appeared; never that of another series.
    shift
        As it was last signed.
    is_there
        False: no longer in the version in force.
    sequence, changed_at
        See `AssignmentRecord`; a change of holders counts too.
    records
        Of everybody who ever had it, by person, as the signatures alone have it.
    states
        What it was, signature after signature, those left out that changed nothing.
    shared
        Who has which part; None: nobody ever took over any of it.
    """

    uid: str
    shift: Shift
    holders: tuple[AssignmentHolder, ...]
    is_there: bool
    sequence: int
    changed_at: datetime
    records: Mapping[int, AssignmentRecord]
    states: tuple[SeriesState, ...] = ()
    shared: SharedOut | None = None

    def records_of(self, person: int) -> tuple[AssignmentRecord, ...]:
        """What somebody has of it, or had."""
        if self.shared is not None:
            return self.shared.records.get(person, ())
        record = self.records.get(person)
        return () if record is None else (record,)

    @property
    def people(self) -> Iterable[int]:
        """Everybody whom an entry of it may name."""
        return self.records if self.shared is None else self.shared.people


@dataclass(frozen=True, slots=True)
class History:
    """All shift series of a period, as its last version left them.

    Parameters
    ----------
    shifts
        Those of the last version, by id.
    there
        Slots by the id of their shift in the last version.
    gone
        Slots that it no longer has, by uid.
    start
        When the first shift began that any version had, UTC; None: there never was any.
    """

    shifts: Mapping[str, Shift]
    there: Mapping[str, ShiftSeries]
    gone: Mapping[str, ShiftSeries]
    start: datetime | None = None

    @property
    def series(self) -> Iterator[ShiftSeries]:
        """All of them."""
        yield from self.there.values()
        yield from self.gone.values()


NOTHING = History({}, {}, {})


def opaque(*parts: object) -> str:
    """A UID from which nothing can be read (RFC 7986, 5.3), the same for the same parts."""
    said = "\n".join(str(part) for part in parts)
    return f"{hashlib.sha256(said.encode()).hexdigest()[:32]}@{_DOMAIN}"


_NOTHING = timedelta()


def moved_shifts(vanished: Iterable[Shift], appeared: Iterable[Shift]) -> dict[str, str]:
    """Id of a shift that appears -> id of the one that moved there.

    Both are of the same post and name, and overlap; what demand leaves of a shift has its name.
    Pairs that overlap most are made first; no shift is in two.
    """
    here: dict[tuple[str, str], list[Shift]] = defaultdict(list)
    for shift in appeared:
        here[shift.post, _whole_name(shift)].append(shift)
    pairs = []
    for old in vanished:
        for new in here.get((old.post, _whole_name(old)), ()):
            shared = min(old.end, new.end) - max(old.start, new.start)
            if shared > _NOTHING:
                pairs.append((-shared, abs(new.start - old.start), old.id, new.id))
    found: dict[str, str] = {}
    used: set[str] = set()
    for _, _, old_id, new_id in sorted(pairs):
        if old_id not in used and new_id not in found:
            used.add(old_id)
            found[new_id] = old_id
    return found


def _whole_name(shift: Shift) -> str:
    """The name of a shift, or of that of which it is a part."""
    return shift.name.removesuffix(PART)


def tell(versions: Iterable[SignedVersion]) -> History:
    """The history of a period from its versions, the first one first."""
    history = NOTHING
    for version in versions:
        history = followed_by(history, version)
    return history


def followed_by(before: History, version: SignedVersion) -> History:
    """A history, one version later.

    A shift with the id of one before it is the same series. One that appears where another of its
    post and name vanished, and overlaps it, is that series, moved or cut. One that comes back
    after some versions is the series that it was.
    """
    there: dict[str, ShiftSeries] = {}
    gone = dict(before.gone)
    came = version.shifts.keys() - before.there.keys()
    left = before.there.keys() - version.shifts.keys()
    moved = moved_shifts(
        (before.there[id].shift for id in left), (version.shifts[id] for id in came)
    )
    for id in sorted(left - set(moved.values())):
        lost = _after(before.there[id], None, version)
        gone[lost.uid] = lost
    returning = _last_of(before.gone.values()) if came else {}
    for id, shift in version.shifts.items():
        series = before.there.get(moved.get(id, id)) or returning.get(id)
        gone.pop(series.uid if series else "", None)
        there[id] = _after(series, shift, version) if series else _born(shift, version)
    starts = [shift.start for shift in version.shifts.values()]
    start = min([*starts, *([before.start] if before.start else [])], default=None)
    return History(version.shifts, there, gone, start)


def _last_of(gone: Iterable[ShiftSeries]) -> dict[str, ShiftSeries]:
    """Per id the series that last bore it."""
    return {
        series.shift.id: series for series in sorted(gone, key=lambda series: series.changed_at)
    }


def _born(shift: Shift, version: SignedVersion) -> ShiftSeries:
    uid = opaque(version.mark, shift.id)
    holders = version.holders.get(shift.id, ())
    at = version.published_at
    records = {
        one.person: AssignmentRecord(
            opaque(uid, one.person), one.person, one.doubles, shift.start, shift.end, True, 0, at
        )
        for one in holders
    }
    born = SeriesState(at, shift, holders, True)
    return ShiftSeries(uid, shift, holders, True, 0, at, records, (born,))


def _after(series: ShiftSeries, shift: Shift | None, version: SignedVersion) -> ShiftSeries:
    """A series, one version later.

    Parameters
    ----------
    shift
        None: it is gone.
    """
    holders = version.holders.get(shift.id, ()) if shift else ()
    now = shift or series.shift
    if shift is not None and series.is_there and holders == series.holders and now == series.shift:
        return series
    at = max(version.published_at, series.changed_at)
    differs = (
        series.is_there != (shift is not None)
        or holders != series.holders
        or (now.start, now.end, now.required)
        != (series.shift.start, series.shift.end, series.shift.required)
    )
    return replace(
        series,
        shift=now,
        holders=holders,
        is_there=shift is not None,
        sequence=series.sequence + differs,
        changed_at=at if differs else series.changed_at,
        states=(*series.states, _state(series, now, holders, at, is_there=shift is not None)),
        records=_records_after(series, now, {one.person: one for one in holders}, at),
    )


def _state(
    series: ShiftSeries,
    shift: Shift,
    holders: tuple[AssignmentHolder, ...],
    at: datetime,
    *,
    is_there: bool,
) -> SeriesState:
    return SeriesState(max(at, series.states[-1].at), shift, holders, is_there)


def _records_after(
    series: ShiftSeries, shift: Shift, holders: Mapping[int, AssignmentHolder], at: datetime
) -> dict[int, AssignmentRecord]:
    found = {
        person: _record_after(record, shift, holders.get(person), at)
        for person, record in series.records.items()
    }
    for person in holders.keys() - found.keys():
        uid, doubles = opaque(series.uid, person), holders[person].doubles
        found[person] = AssignmentRecord(uid, person, doubles, shift.start, shift.end, True, 0, at)
    return found


def _record_after(
    record: AssignmentRecord, shift: Shift, holder: AssignmentHolder | None, at: datetime
) -> AssignmentRecord:
    if holder is None:
        if not record.is_held:
            return record
        lost = replace(record, is_held=False)
        return replace(lost, sequence=record.sequence + 1, changed_at=max(at, record.changed_at))
    new = replace(record, doubles=holder.doubles, start=shift.start, end=shift.end, is_held=True)
    if new == record:
        return record
    return replace(new, sequence=record.sequence + 1, changed_at=max(at, record.changed_at))
