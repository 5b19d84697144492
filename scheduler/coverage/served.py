"""What was really served, as rows of a person's time: for history, hours, fairness and the auditor.

A duty on the roster, less what others took over and the time in which its holder was absent or had
left. Whether they were competent is a matter of coverage alone: who sat there worked.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from data.model.duty import Duty, DutyKind
from data.model.intervals import clip, subtract
from data.model.post import PostKind
from data.model.shift import EarlierDuty, Shift, Stretch
from data.model.stand_in import StandIn, duty_parts, near, stand_ins_by_shift, work_of_pieces
from data.store import rosters, staffing
from data.store.stand_ins import stand_ins_between

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from sqlalchemy import Connection

    from data.model.duty import Absence

KINDS = {PostKind.ON_CALL: DutyKind.ON_CALL, PostKind.OPEN_CALL: DutyKind.OPEN_CALL}
LONGEST = timedelta(weeks=2)  #: no shift lasts longer


@dataclass(frozen=True, slots=True)
class ServedPart:
    """A part of a shift that somebody did, or will do as things stand; half open, UTC.

    Parameters
    ----------
    work_minutes
        See `data.model.stand_in.work_of_pieces`.
    doubles
        A trainee beside the holder.
    """

    shift: Shift
    person: str
    start: datetime
    end: datetime
    work_minutes: int
    doubles: bool = False

    @property
    def is_whole(self) -> bool:
        """Whether it is all of the shift."""
        return (self.start, self.end) == (self.shift.start, self.shift.end)

    def duty(self, kind: DutyKind | None = None) -> Duty:
        """It as a row of time; on-call where no minute of the shift is work."""
        work = DutyKind.WORK if self.shift.work_minutes else DutyKind.ON_CALL
        return Duty(
            self.person,
            self.shift.post,
            kind or work,
            self.start,
            self.end,
            self.work_minutes,
            self.shift.name,
        )


@dataclass(frozen=True)
class ServiceRecords:
    """What cuts duties.

    Parameters
    ----------
    stand_ins
        By shift, in the order in which they were recorded.
    recorded
        Duties that the records hold, by post.
    away
        Stretches in which people are absent, or have left, by person.
    """

    stand_ins: Mapping[str, Sequence[StandIn]]
    recorded: Mapping[str, Sequence[EarlierDuty]]
    away: Mapping[str, Sequence[Stretch]]

    def parts_of(self, shift: Shift, assigned: Iterable[tuple[str, bool]]) -> list[ServedPart]:
        """Who did which part of a shift, by start.

        Parameters
        ----------
        assigned
            Who is on it, and whether they double: a trainee is relieved by nobody.
        """
        assigned = list(assigned)
        holders = [person for person, doubles in assigned if not doubles]
        stand_ins = self.stand_ins.get(shift.id, ())
        recorded = near(self.recorded.get(shift.post, ()), shift)
        paper: dict[tuple[str, bool], list[Stretch]] = {
            (person, True): [(shift.start, shift.end)] for person, doubles in assigned if doubles
        }
        for part in duty_parts(shift, holders, stand_ins, recorded):
            paper.setdefault((part.person, False), []).append((part.start, part.end))
        found = [
            part
            for (person, doubles), pieces in paper.items()
            for part in self._served(shift, person, pieces, doubles=doubles)
        ]
        return sorted(found, key=lambda part: (part.start, part.person))

    def _served(
        self, shift: Shift, person: str, pieces: Sequence[Stretch], *, doubles: bool
    ) -> Iterator[ServedPart]:
        there = list(subtract(pieces, self.away.get(person, ())))
        for (start, end), work in zip(there, work_of_pieces(shift, there), strict=True):
            yield ServedPart(shift, person, start, end, work, doubles)

    def cut(self, duty: Duty) -> Iterator[Duty]:
        """A duty that the records hold, without the time in which its person was absent."""
        there = list(subtract([(duty.start, duty.end)], self.away.get(duty.person, ())))
        left = duty.work_minutes
        for start, end in there:
            work = min(left, (end - start) // timedelta(minutes=1))
            left -= work
            yield replace(duty, start=start, end=end, work_minutes=work)


def absent_time(absences: Iterable[Absence]) -> dict[str, list[Stretch]]:
    """When people are absent, by person."""
    found: dict[str, list[Stretch]] = {}
    for one in absences:
        found.setdefault(one.person, []).append((one.start, one.end))
    return found


def read_service_records(connection: Connection, start: datetime, end: datetime) -> ServiceRecords:
    """What cuts the duties of shifts that touch a stretch of time."""
    since, until = start - LONGEST, end + LONGEST
    return ServiceRecords(
        stand_ins_by_shift(stand_ins_between(connection, since, until)),
        staffing.recorded_duties(connection, since, until),
        _away(connection, since, until),
    )


def _away(
    connection: Connection, since: datetime, until: datetime, people: Collection[str] | None = None
) -> dict[str, list[Stretch]]:
    """When these people, or None all, are absent or have left."""
    absences = staffing.absences_by_person(connection, since, until, people)
    away = absent_time(one for mine in absences.values() for one in mine)
    for person, left in staffing.people_left(connection).items():
        if people is None or person in people:
            away.setdefault(person, []).extend(clip([(left, until)], (since, until)))
    return away


def service_records_of(
    connection: Connection, shift: Shift, assigned: Iterable[str]
) -> ServiceRecords:
    """What cuts the duties of one shift.

    Parameters
    ----------
    assigned
        Who is on it by the roster.
    """
    since, until = shift.start - LONGEST, shift.end + LONGEST
    stand_ins = stand_ins_between(connection, since, until, shift.id)
    recorded = staffing.recorded_duties(connection, since, until, [shift.post])
    people = {
        *assigned,
        *(one.comer for one in stand_ins),
        *(one.person for duties in recorded.values() for one in duties),
    }
    away = _away(connection, since, until, people) if people else {}
    return ServiceRecords(stand_ins_by_shift(stand_ins), recorded, away)


def served_parts(
    connection: Connection, start: datetime, end: datetime, records: ServiceRecords | None = None
) -> list[ServedPart]:
    """Who did, or will do as things stand, which part of the shifts that touch ``[start, end)``.

    By the rosters in force, whole parts, by start.

    Parameters
    ----------
    records
        What cuts the duties; None: it is read.
    """
    records = records or read_service_records(connection, start, end)
    assigned: dict[str, list[tuple[str, bool]]] = {}
    shifts: dict[str, Shift] = {}
    for shift, _holders in staffing.published_shifts(connection, start, end):
        shifts[shift.id] = shift
    for person, shift, doubles in rosters.duties_between(connection, start, end):
        assigned.setdefault(shift.id, []).append((person, doubles))
    found = [
        part
        for shift in shifts.values()
        for part in records.parts_of(shift, assigned.get(shift.id, ()))
        if part.start < end and start < part.end
    ]
    return sorted(found, key=lambda part: (part.start, part.shift.id, part.person))
