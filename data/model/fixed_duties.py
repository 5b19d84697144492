"""What of everybody's time is certain before a roster is made."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

from data.model.calls import CALLED_OUT, counted_calls
from data.model.duty import Duty, DutyKind
from data.model.intervals import subtract, union

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from zoneinfo import ZoneInfo

    from data.model.person import Person, WeeklyWork
    from data.model.problem import RosterProblem


def data_range(problem: RosterProblem) -> tuple[datetime, datetime]:
    """The Monday (local midnight) of the first row, and the Monday after the last one, UTC.

    The last row is the last shift of the period: what is known of later weeks is of no concern to
    this roster.
    """
    starts = [problem.start, *(duty.start for duty in problem.history)]
    ends = [problem.end, *(shift.end for shift in problem.shifts)]
    first = _monday(min(starts), problem.zone)
    last = _monday(max(ends) - timedelta(microseconds=1), problem.zone) + timedelta(weeks=1)
    return _midnight(first, problem.zone), _midnight(last, problem.zone)


def fixed_duties(problem: RosterProblem, *, as_counted: bool = True) -> tuple[Duty, ...]:
    """History, absences, work elsewhere and in other books inside the data, by person and start.

    Weekly work is left out on public holidays and where the person was away or at work here: an
    absence or a row of history says what really happened. Ordinary work on call-outs keeps nobody
    from it; in these hours it is told once.

    Parameters
    ----------
    as_counted
        Of calls what counts (`counted_calls`); else what was done.
    """
    start, end = data_range(problem)
    dated = [
        *problem.history,
        *problem.elsewhere,
        *problem.other_books,
        *(
            Duty(a.person, a.kind.value, DutyKind.ABSENCE, a.start, a.end, a.work_minutes)
            for a in problem.absences
        ),
    ]
    if as_counted:
        calls = counted_calls(duty for duty in dated if duty.kind is DutyKind.CALL)
        dated = [*(duty for duty in dated if duty.kind is not DutyKind.CALL), *calls]
    kept = [clipped for duty in dated if (clipped := _clip(duty, start, end))]
    called = [duty for duty in kept if _is_called_out(duty)]
    kept = [duty for duty in kept if not _is_called_out(duty)]
    by_person: dict[str, list[Duty]] = {}
    for duty in kept:
        by_person.setdefault(duty.person, []).append(duty)
    for person in problem.people:
        taken = _Taken(d for d in by_person.get(person.id, ()) if _keeps_from_office(d))
        weekly = weekly_duties(person, start, end, problem.zone, problem.public_holidays)
        kept += [duty for duty in weekly if not taken.meets(duty)]
    kept += list(_beside(called, kept))
    return tuple(sorted(kept, key=lambda d: (d.person, d.start, d.end, d.kind, d.post)))


def _is_called_out(duty: Duty) -> bool:
    return duty.kind is DutyKind.ELSEWHERE and duty.post == CALLED_OUT


def _beside(called: Sequence[Duty], others: Sequence[Duty]) -> Iterator[Duty]:
    """Ordinary work on call-outs outside other work elsewhere."""
    people = {duty.person for duty in called}
    elsewhere: dict[str, list[tuple[datetime, datetime]]] = {}
    for duty in others:
        if duty.kind is DutyKind.ELSEWHERE and duty.person in people:
            elsewhere.setdefault(duty.person, []).append((duty.start, duty.end))
    for duty in called:
        for start, end in subtract([(duty.start, duty.end)], elsewhere.get(duty.person, ())):
            yield replace(
                duty, start=start, end=end, work_minutes=(end - start) // timedelta(minutes=1)
            )


def weekly_duties(
    person: Person, start: datetime, end: datetime, zone: ZoneInfo, holidays: Iterable[date]
) -> Iterator[Duty]:
    """The weekly work of a person, dated, inside ``[start, end)`` and not on a holiday."""
    free = frozenset(holidays)
    day, last = start.astimezone(zone).date(), end.astimezone(zone).date()
    while day < last:
        for work in person.weekly_work:
            if work.weekday == day.weekday() and day not in free and _holds_on(work, day):
                duty = _dated(person, work, day, zone)
                if duty.start < duty.end:  # not so in the hour that the clock skips
                    yield duty
        day += timedelta(days=1)


def _dated(person: Person, work: WeeklyWork, day: date, zone: ZoneInfo) -> Duty:
    last = day if work.end > work.start else day + timedelta(days=1)
    start = datetime.combine(day, work.start, zone).astimezone(UTC)
    end = datetime.combine(last, work.end, zone).astimezone(UTC)
    minutes = int((end - start).total_seconds()) // 60 - work.break_minutes
    return Duty(person.id, "elsewhere", DutyKind.ELSEWHERE, start, end, max(0, minutes))


def _holds_on(work: WeeklyWork, day: date) -> bool:
    return (work.first is None or work.first <= day) and (work.last is None or day <= work.last)


def _keeps_from_office(duty: Duty) -> bool:
    return duty.kind in (DutyKind.WORK, DutyKind.ELSEWHERE, DutyKind.ABSENCE)


class _Taken:
    """Time that is taken: stretches that do not touch, by start."""

    def __init__(self, duties: Iterable[Duty]) -> None:
        taken = union((duty.start, duty.end) for duty in duties)
        self.starts = [start for start, _end in taken]
        self.ends = [end for _start, end in taken]

    def meets(self, duty: Duty) -> bool:
        """Whether a duty shares a moment with any of it."""
        before = bisect_left(self.starts, duty.end)
        return before > 0 and self.ends[before - 1] > duty.start


def _clip(duty: Duty, start: datetime, end: datetime) -> Duty | None:
    """A duty cut to the data; an absence keeps its hours in proportion."""
    if duty.end <= start or end <= duty.start:
        return None
    if (start <= duty.start and duty.end <= end) or duty.kind is not DutyKind.ABSENCE:
        return duty
    first, last = max(duty.start, start), min(duty.end, end)
    minutes = round(duty.work_minutes * ((last - first) / (duty.end - duty.start)))
    return Duty(duty.person, duty.post, duty.kind, first, last, minutes, duty.name)


def _monday(instant: datetime, zone: ZoneInfo) -> date:
    day = instant.astimezone(zone).date()
    return day - timedelta(days=day.weekday())


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone).astimezone(UTC)
