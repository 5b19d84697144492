"""Who has which duty, or which part of one, on paper: the rosters in force after take-overs.

An absence cuts nothing here: a duty stays with whom it has until somebody takes it over. What was
really done is `scheduler.coverage.served`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from data.model.intervals import overlaps
from data.model.shift import Shift
from data.model.stand_in import stand_ins_by_shift
from data.store import rosters, staffing
from data.store.stand_ins import stand_ins_between
from scheduler.coverage.served import LONGEST, ServiceRecords, served_parts

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from sqlalchemy import Connection

    from scheduler.coverage.served import ServedPart


@dataclass(frozen=True, slots=True)
class HeldPart:
    """What somebody has of a shift.

    Parameters
    ----------
    shift
        As far as they have it: its start and end are those of their part.
    whole
        The shift itself.
    doubles
        A trainee beside the holder.
    taken_from
        Ids of those from whom they took it over, in order; an empty one: nobody had it.
    """

    person: str
    shift: Shift
    whole: Shift
    doubles: bool = False
    taken_from: tuple[str, ...] = ()

    @property
    def is_part(self) -> bool:
        """Whether somebody else has, or had, the rest of it."""
        return self.shift != self.whole


def held_parts(
    connection: Connection, start: datetime, end: datetime, person: str | None = None
) -> list[HeldPart]:
    """Who has what of the shifts that touch a stretch of time, by start; or what one person has.

    A piece that does not touch it is left out.
    """
    recorded = staffing.recorded_duties(connection, start - LONGEST, end)
    stand_ins = stand_ins_by_shift(stand_ins_between(connection, start - LONGEST, end + LONGEST))
    records = ServiceRecords(stand_ins, recorded, {})
    if person is None:
        found: Iterable[ServedPart] = served_parts(connection, start, end, records)
    else:
        found = _of_person(connection, start, end, person, records)
    return [_held(part, records) for part in found]


def _of_person(
    connection: Connection, start: datetime, end: datetime, person: str, records: ServiceRecords
) -> list[ServedPart]:
    """The same for one person, without reading the duties of everybody."""
    own = {
        shift.id: (shift, doubles)
        for _, shift, doubles in rosters.duties_between(connection, start, end, person)
    }
    moved = {
        one.shift: one
        for several in records.stand_ins.values()
        for one in several
        if person in (one.leaver, one.comer)
    }
    mine = [duty for all_ in records.recorded.values() for duty in all_ if duty.person == person]
    spans = [(one.start, one.end) for one in moved.values()]
    spans += [(one.start, one.end) for one in mine]
    around: dict[str, tuple[Shift, tuple[str, ...]]] = {}
    if spans:  # of these shifts it matters who else is on them
        first, last = min(span[0] for span in spans), max(span[1] for span in spans)
        for shift, holders in staffing.published_shifts(connection, first, last):
            done = (duty for duty in mine if duty.post == shift.post and overlaps(duty, shift))
            if shift.id in moved or any(done):
                around[shift.id] = shift, holders
    found = []
    for shift, holders in around.values():
        doubles = own.get(shift.id, (shift, False))[1]
        assigned = [(holder, False) for holder in holders] + [(person, True)] * doubles
        found += records.parts_of(shift, assigned)
    for id, (shift, doubles) in own.items():
        if id not in around:
            found += records.parts_of(shift, [(person, doubles)])
    return sorted(
        (p for p in found if p.person == person and p.start < end and start < p.end),
        key=lambda part: (part.start, part.shift.id),
    )


def _held(part: ServedPart, records: ServiceRecords) -> HeldPart:
    whole = part.shift
    taken = dict.fromkeys(
        one.leaver
        for one in records.stand_ins.get(whole.id, ())
        if one.comer == part.person and not part.doubles and overlaps(one, part)
    )
    shift = whole
    if not part.is_whole:
        shift = replace(whole, start=part.start, end=part.end, work_minutes=part.work_minutes)
    return HeldPart(part.person, shift, whole, part.doubles, tuple(taken))
