"""Absences and wishes of a generated region."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from random import Random
from typing import TYPE_CHECKING

from data.demo.diary import absence_minutes
from data.demo.scene import (
    DAY,
    HISTORY_START,
    HISTORY_WEEKS,
    PERIOD_START,
    WEEK,
    ZONE,
    elapsed_minutes,
    instant,
)
from data.model.duty import Absence, AbsenceKind, Duty, DutyKind, Wish, WishKind
from data.model.post import THREE_BY_EIGHT, Post, Region
from data.tables.period import Period, school_holidays

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from data.model.person import Person

HOLIDAY_LEAVE, OTHER_LEAVE = 0.45, 0.04  #: chance of leave in a week


ILLNESS, COURSE = 0.012, 0.008


MOST_AWAY = 0.5  #: share of a pool that gets leave in the same week


LENGTHS = (4, 5, 5, 7, 7)  #: days of leave, from Monday


@dataclass(frozen=True)
class LeaveCalendar:
    """Draws what keeps people away, and what they ask for.

    Parameters
    ----------
    weeks
        Length of the period; absences go on for a week after it.
    homes
        Per person the post of their first function.
    crowd
        People who all take leave in the same week: a post that nobody can fill.
    """

    random: Random
    weeks: int
    regions: Sequence[Region]
    homes: Mapping[str, Post]
    crowd: Collection[str] = ()

    def absences(self, people: Sequence[Person]) -> tuple[Absence, ...]:
        """At most one absence a week for each person; leave clusters in the school holidays."""
        closed = frozenset(school_holidays(Period(PERIOD_START, self.weeks, ZONE), self.regions))
        sizes = Counter(post.id for post in self.homes.values())
        crowded = self._crowded_week(closed)
        found = []
        for week in range(HISTORY_WEEKS + self.weeks + 1):
            monday = HISTORY_START + week * WEEK
            chance = HOLIDAY_LEAVE if monday + timedelta(days=2) in closed else OTHER_LEAVE
            away: Counter[str] = Counter()
            for person in self.random.sample(people, len(people)):
                home = self.homes[person.id].id
                is_full = away[home] + 1 > MOST_AWAY * sizes[home]
                goes = monday == crowded and person.id in self.crowd
                leave = 1.0 if goes else 0.0 if is_full else chance
                absence = self._absence(person, monday, leave)
                if absence:
                    found.append(absence)
                    away[home] += absence.kind is AbsenceKind.LEAVE
        order = {person.id: number for number, person in enumerate(people)}
        return tuple(sorted(found, key=lambda each: (order[each.person], each.start)))

    def _crowded_week(self, closed: Collection[date]) -> date:
        """The first week of school holiday in the period, but not the first of all."""
        mondays = [PERIOD_START + week * WEEK for week in range(1, self.weeks)] or [PERIOD_START]
        return next((each for each in mondays if each in closed), mondays[len(mondays) // 2])

    def _absence(self, person: Person, monday: date, leave: float) -> Absence | None:
        """What keeps a person away in a week, if anything; `leave` is its chance."""
        hours = person.contracts[0].hours_per_week
        lot = self.random.random()
        if lot < leave:
            days = self.random.choice(LENGTHS)
            return _days_off(person.id, AbsenceKind.LEAVE, monday, days, hours)
        if lot < leave + ILLNESS and monday <= PERIOD_START:
            first = monday + timedelta(days=self.random.randrange(3))
            days = self.random.randrange(1, 5)
            return _days_off(person.id, AbsenceKind.ILLNESS, first, days, hours)
        if leave + ILLNESS <= lot < leave + ILLNESS + COURSE:
            day = monday + timedelta(days=self.random.randrange(4))
            start, end = instant(day, time(9)), instant(day, time(17))
            return Absence(person.id, AbsenceKind.COURSE, start, end, 8 * 60)
        return None

    def wishes(self, people: Sequence[Person]) -> tuple[Wish, ...]:
        """Up to three wishes a person: a weekend or a week with or without duty."""
        most = min(3, self.weeks)
        return tuple(
            self._wish(person, week)
            for person in people
            for week in sorted(self.random.sample(range(self.weeks), self.random.randint(0, most)))
        )

    def _wish(self, person: Person, week: int) -> Wish:
        monday = PERIOD_START + week * WEEK
        weight = self.random.randrange(1, 9)
        start, end = instant(monday), instant(monday + WEEK)
        if self.random.random() < 0.5:
            saturday = instant(monday + timedelta(days=5))
            return Wish(person.id, WishKind.AVOID, saturday, end, weight)
        kind = self.random.choice((WishKind.WANT, WishKind.AVOID))
        return Wish(person.id, kind, start, end, weight)


def _days_off(person: str, kind: AbsenceKind, first: date, days: int, hours: float) -> Absence:
    start, end = instant(first), instant(first + timedelta(days=days))
    return Absence(person, kind, start, end, absence_minutes(start, end, hours))


BREAK_MINUTES = 30


SHIFTS = {(shift.name, shift.weekday): shift for shift in THREE_BY_EIGHT.shifts}


@dataclass(frozen=True)
class Rota:
    """A person's weeks, one after the other, over and over.

    Parameters
    ----------
    person
        Id.
    post
        A word for the work.
    weeks
        Seven letters a week from Monday: D, L, N, or a dot for a free day.
    """

    person: str
    post: str
    weeks: tuple[str, ...]

    def letter(self, days: int) -> str:
        """The shift some days after the first Monday."""
        week, weekday = divmod(days, 7)
        return self.weeks[week % len(self.weeks)][weekday]


def rota_duties(
    rotas: Iterable[Rota], first: date, last: date, away: Iterable[Absence]
) -> tuple[Duty, ...]:
    """The duties of all rotas from a Monday to a last date, except when the person is away."""
    absent: dict[str, list[Absence]] = {}
    for absence in away:
        absent.setdefault(absence.person, []).append(absence)
    return tuple(
        duty
        for rota in rotas
        for days in range((last - first).days + 1)
        if (letter := rota.letter(days)) in "DLN"
        for duty in [_duty(rota, first + timedelta(days=days), letter)]
        if not any(_meet(duty, each) for each in absent.get(rota.person, ()))
    )


def _duty(rota: Rota, day: date, letter: str) -> Duty:
    start, end = SHIFTS[letter, day.weekday()].on(day, ZONE)
    minutes = elapsed_minutes(start, end) - BREAK_MINUTES
    return Duty(rota.person, rota.post, DutyKind.ELSEWHERE, start, end, minutes, letter)


def _meet(duty: Duty, absence: Absence) -> bool:
    """Whether they overlap; a night before a free morning is no work either."""
    return duty.start < absence.end and absence.start < duty.end + DAY / 24
