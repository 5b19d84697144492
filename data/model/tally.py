"""What duties weigh: nights, weekends, public holidays, on-call weeks and hours.

Fairness is judged on these numbers, in the solver and on paper alike. Work elsewhere and absence
weigh nothing here: they are no part of what the roster shares out.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from data.model.duty import Duty, DutyKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from data.model.problem import RosterProblem

NIGHT_END = time(6)
NIGHT_THRESHOLD = 60  #: a night has more than this many minutes between 00:00 and 06:00
WEEK_MINUTES = 7 * 24 * 60
SATURDAY = 5


class Measure(StrEnum):
    """What is shared out fairly; the words of `CarryOver.measure`."""

    NIGHTS = "nights"
    WEEKENDS = "weekends"
    HOLIDAYS = "holidays"
    ON_CALL = "on_call"  #: weeks of 168 hours
    HOURS = "hours"  #: work


@dataclass(frozen=True, slots=True)
class Burden:
    """What one duty weighs.

    Everything adds up over a person's duties, except weekends: two duties in one weekend are one
    weekend, so these are given as a set of Saturdays.

    Parameters
    ----------
    night
        Work that lies for more than an hour between 00:00 and 06:00.
    weekends
        The Saturdays of the calendar weekends (Saturday 00:00 to Monday 00:00) that it touches.
    holiday
        It touches a public holiday.
    on_call_minutes, work_minutes
        Elapsed on-call time, and work without breaks.
    """

    night: bool = False
    weekends: frozenset[date] = frozenset()
    holiday: bool = False
    on_call_minutes: int = 0
    work_minutes: int = 0


@dataclass(frozen=True, slots=True)
class Tally:
    """What some duties of one person weigh together."""

    shifts: int = 0  #: duties at a desk; on-call is counted in weeks
    nights: int = 0
    weekends: int = 0
    holidays: int = 0
    on_call_minutes: int = 0
    work_minutes: int = 0

    @property
    def on_call_weeks(self) -> float:
        """On-call time in weeks of 168 hours."""
        return self.on_call_minutes / WEEK_MINUTES

    @property
    def work_hours(self) -> float:
        """Work in hours."""
        return self.work_minutes / 60

    def value(self, measure: Measure) -> float:
        """One measure, in the unit that `CarryOver` uses."""
        values: dict[Measure, float] = {
            Measure.NIGHTS: self.nights,
            Measure.WEEKENDS: self.weekends,
            Measure.HOLIDAYS: self.holidays,
            Measure.ON_CALL: self.on_call_weeks,
            Measure.HOURS: self.work_hours,
        }
        return values[measure]


@dataclass(frozen=True)
class LocalDays:
    """The local calendar that duties are weighed on; what was weighed before is kept."""

    zone: ZoneInfo
    public_holidays: frozenset[date]

    @classmethod
    def of(cls, problem: RosterProblem) -> LocalDays:
        """The calendar of a problem."""
        return cls(problem.zone, frozenset(problem.public_holidays))

    def touched(self, duty: Duty) -> Iterator[date]:
        """Each local date that a duty shares a moment with."""
        day = duty.start.astimezone(self.zone).date()
        last = (duty.end - timedelta(microseconds=1)).astimezone(self.zone).date()
        while day <= last:
            yield day
            day += timedelta(days=1)

    def night_minutes(self, duty: Duty) -> int:
        """Elapsed minutes of a duty between 00:00 and 06:00 on the local clock."""
        total = timedelta()
        for day in self.touched(duty):
            start = datetime.combine(day, time(), self.zone).astimezone(UTC)
            end = datetime.combine(day, NIGHT_END, self.zone).astimezone(UTC)
            total += max(min(duty.end, end) - max(duty.start, start), timedelta())
        return int(total.total_seconds()) // 60

    def burden(self, duty: Duty) -> Burden:
        """What a duty weighs; nothing unless it is work or on-call."""
        key = duty.kind, duty.start, duty.end, duty.work_minutes
        if key not in self._burdens:
            self._burdens[key] = self._burden(duty)
        return self._burdens[key]

    @cached_property
    def _burdens(self) -> dict[tuple[DutyKind, datetime, datetime, int], Burden]:
        return {}

    def _burden(self, duty: Duty) -> Burden:
        if duty.kind not in (DutyKind.WORK, DutyKind.ON_CALL):
            return Burden()
        at_work = duty.kind is DutyKind.WORK
        days = frozenset(self.touched(duty))
        return Burden(
            night=at_work and self.night_minutes(duty) > NIGHT_THRESHOLD,
            weekends=frozenset(
                day - timedelta(days=day.weekday() - SATURDAY)
                for day in days
                if day.weekday() >= SATURDAY
            ),
            holiday=not days.isdisjoint(self.public_holidays),
            on_call_minutes=0 if at_work else int((duty.end - duty.start).total_seconds()) // 60,
            work_minutes=duty.work_minutes if at_work else 0,
        )


def tally(duties: Iterable[Duty], days: LocalDays) -> Tally:
    """What the duties of one person weigh together."""
    rows = [duty for duty in duties if duty.kind in (DutyKind.WORK, DutyKind.ON_CALL)]
    burdens = [days.burden(duty) for duty in rows]
    return Tally(
        shifts=sum(duty.kind is DutyKind.WORK for duty in rows),
        nights=sum(burden.night for burden in burdens),
        weekends=len(frozenset().union(*(burden.weekends for burden in burdens))),
        holidays=sum(burden.holiday for burden in burdens),
        on_call_minutes=sum(burden.on_call_minutes for burden in burdens),
        work_minutes=sum(burden.work_minutes for burden in burdens),
    )


def tally_by_person(duties: Iterable[Duty], days: LocalDays) -> dict[str, Tally]:
    """Tally per person id, for everybody who has a duty among these."""
    mine: dict[str, list[Duty]] = {}
    for duty in duties:
        mine.setdefault(duty.person, []).append(duty)
    return {person: tally(rows, days) for person, rows in mine.items()}
