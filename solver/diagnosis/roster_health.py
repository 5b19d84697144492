"""How healthy a roster is, by person and by seat: what teams count when they judge one."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from data.model.duty import Assignment, DutyKind
from data.model.post import PostKind
from data.model.roster_health import HealthCounts, PersonHealth, PostHealth, RosterHealth
from solver.constraints.roster_days import days_of_absence, in_flex_pool, is_duty, weekends_of
from solver.rules.base import HealthRule
from solver.rules.quick_return import QuickReturn
from solver.timeline.clock import HOUR
from solver.timeline.rows import legal_shifts
from solver.timeline.timeline import Timeline

if TYPE_CHECKING:
    from collections.abc import Collection, Container, Iterable, Iterator, Sequence

    from data.model.post import Post
    from solver.formulation.roster_model import Pair
    from solver.problem_index import ProblemIndex
    from solver.rules.base import Rule
    from solver.timeline.context import PersonContext
    from solver.timeline.rows import LegalShift

AT_DESK = (PostKind.ON_SITE, PostKind.ON_SITE_STANDBY)


def roster_health(
    index: ProblemIndex, rules: Sequence[Rule], pairs: Collection[Pair]
) -> RosterHealth:
    """Counts what is unhealthy in a roster, by person and by post.

    What is counted is the period; history says what went before its first day. A run or a night
    that touches its last day may go on, so it is not by itself.

    Parameters
    ----------
    index
        The problem.
    rules
        Those in force; the health rules among them are counted one by one.
    pairs
        Person and shift: the roster.
    """
    timelines = index.timelines([Assignment(*pair) for pair in sorted(pairs)])
    health = sorted((r for r in rules if isinstance(r, HealthRule)), key=lambda rule: rule.id)
    rest = next((rule.rest for rule in health if isinstance(rule, QuickReturn)), QuickReturn.rest)
    busy = {person for person, _ in pairs}
    counted = {
        person: _Count(timeline, rest)
        for person, timeline in timelines.items()
        if person in busy or any(_is_on_duty(timeline))
    }
    people = {
        person: PersonHealth(
            person,
            in_flex_pool(count.about),
            count.counts(),
            tuple((rule.id, len(list(rule.soft_violations(count.timeline)))) for rule in health),
            *count.weekly_hours(),
        )
        for person, count in counted.items()
    }
    posts = [
        _post_health(post, counted, people) for post in index.problem.posts if post.kind in AT_DESK
    ]
    return RosterHealth(tuple(people.values()), tuple(posts))


def _is_on_duty(timeline: Timeline) -> Iterator[bool]:
    """Whether there is a duty of the roster in the period."""
    start, end = timeline.about.period
    return (
        is_duty(row) and row.kind is not DutyKind.ELSEWHERE and start <= row.start < end
        for row in timeline.rows
    )


def _post_health(
    post: Post, counted: dict[str, _Count], people: dict[str, PersonHealth]
) -> PostHealth:
    shifts = {person: count.shifts_of(post.id) for person, count in counted.items()}
    team = [person for person, mine in shifts.items() if mine and not people[person].in_flex_pool]
    held = [(counted[person], mine) for person, mine in shifts.items()]
    return PostHealth(
        post.id,
        sum(count.short_rests(mine) for count, mine in held),
        sum(count.double_days(mine) for count, mine in held),
        tuple(team),
        sum((people[person].counts for person in team), HealthCounts()),
    )


@dataclass(frozen=True)
class _Count:
    """Counts in one person's time."""

    timeline: Timeline
    rest: int

    @property
    def about(self) -> PersonContext:
        return self.timeline.about

    def counts(self) -> HealthCounts:
        """All that is counted of the person."""
        line, days, clock = self.timeline, self.about.days, self.timeline.clock
        nights = line.nights
        runs = list(_runs(line.days_of_work, {day for day in line.days_of_roster if day in days}))
        starts = {night: clock.day(shift.start) for night, shift in nights.items()}
        mine = {n for n, day in starts.items() if day in days and nights[n].is_of_roster}
        night_runs = list(_runs(nights, mine))
        duties = [row for row in line.rows if is_duty(row)]
        busy = {monday for row in duties for monday in weekends_of(row, clock)}
        return HealthCounts(
            short_rests=self.short_rests(line.shifts),
            double_days=self.double_days(line.shifts),
            runs=len(runs),
            one_day_runs=sum(first == last != days[-1] for first, last in runs),
            night_runs=len(night_runs),
            lone_nights=sum(
                first == last and starts[last] != days[-1] for first, last in night_runs
            ),
            lone_days_off=self._lone_days_off(),
            nights=len(mine),
            weekends=len(self.about.weekends),
            free_weekends=sum(monday not in busy for monday in self.about.weekends),
        )

    def short_rests(self, shifts: Iterable[LegalShift]) -> int:
        """Rests that are too short before shifts that start in the period."""
        start, end = self.about.period
        return sum(
            second.start - first.end < self.rest and (first.is_of_roster or second.is_of_roster)
            for first, second in pairwise(shifts)
            if start <= second.start < end
        )

    def double_days(self, shifts: Iterable[LegalShift]) -> int:
        """Days of the period on which two of these shifts start, one of them of the roster."""
        days, clock = self.about.days, self.timeline.clock
        starts = [(clock.day(shift.start), shift.is_of_roster) for shift in shifts]
        count = Counter(day for day, _ in starts)
        ours = {day for day, here in starts if here}
        return sum(count[day] > 1 for day in ours if day in days)

    def shifts_of(self, post: str) -> list[LegalShift]:
        """The shifts of one post; none where none of them starts in the period."""
        start, end = self.about.period
        rows = [r for r in self.timeline.rows if r.kind is DutyKind.WORK and r.post == post]
        if not any(start <= row.start < end for row in rows):
            return []
        return legal_shifts(rows, self.timeline.clock)

    def _lone_days_off(self) -> int:
        line = self.timeline
        away = days_of_absence(line.absences, line.clock)
        return sum(
            day not in line.days_of_work
            and day not in away
            and {day - 1, day + 1} <= line.days_of_work
            and not line.days_of_roster.isdisjoint((day - 1, day + 1))
            for day in self.about.days[:-1]
        )

    def weekly_hours(self) -> tuple[float, float]:
        """Hours a week on average, and in the fullest whole week."""
        clock, days, hours = self.timeline.clock, self.about.days, self.timeline.ordinary_hours
        mean = hours.minutes(*self.about.period) * 7 / len(days) / HOUR
        weeks = [monday for monday in self.about.weekends if monday in days]
        minutes = (hours.minutes(clock.midnight(w), clock.midnight(w + 7)) for w in weeks)
        return mean, max(minutes, default=0) / HOUR


def _runs(worked: Container[int], ours: Iterable[int]) -> Iterator[tuple[int, int]]:
    """First and last of each longest run of days that holds one of ours."""
    reached: int | None = None
    for day in sorted(ours):
        if reached is not None and day <= reached:
            continue
        first = last = day
        while first - 1 in worked:
            first -= 1
        while last + 1 in worked:
            last += 1
        reached = last
        yield first, last
