"""Local dates, nights and weekends with shifts of this roster, for the health rules.

Work elsewhere is no concern of the roster, but it does make a day a day of work.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from data.model.duty import DutyKind
from solver.constraints.candidates import PersonCandidates
from solver.constraints.flaws import RunPlace
from solver.cpsat.model import FALSE, Literal
from solver.timeline.clock import SATURDAY, weekday
from solver.timeline.rows import night_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from solver.constraints.candidates import RowCandidate, ShiftCandidate
    from solver.constraints.day_line import DayLine
    from solver.timeline.clock import LocalClock
    from solver.timeline.context import PersonContext
    from solver.timeline.rows import Row


class PersonOnDays(PersonCandidates, Protocol):
    """What is asked here of a `solver.constraints.person_model.PersonModel`."""

    @property
    def clock(self) -> LocalClock:
        """The local clock."""

    @property
    def day_line(self) -> DayLine[Literal]:
        """A literal per date that holds if there is work."""

    @property
    def roster_days(self) -> dict[int, Literal]:
        """A literal per date that holds if a shift of this roster starts on it."""


def in_flex_pool(about: PersonContext) -> bool:
    """Whether a person takes single shifts by agreement: the patterns of days are not for them."""
    return about.person.limits.max_shifts_per_month is not None


def days_of_absence(rows: Iterable[Row], clock: LocalClock) -> set[int]:
    """The dates that absences touch."""
    return {day for row in rows for day in clock.days(row.start, row.end)}


def works_on(person: PersonOnDays, day: int) -> Literal:
    """Whether there is work on a date; outside the known time there is none."""
    return person.day_line.on(day) if is_known(person, day) else FALSE


def is_known(person: PersonOnDays, day: int) -> bool:
    """Whether a date lies in the line of days; it ends with the period, rows may lie after it."""
    return 0 <= day - person.day_line.first < len(person.day_line.works)


def roster_days(person: PersonOnDays) -> dict[int, Literal]:
    """Per date a literal that holds if a shift of this roster starts on it.

    Where nothing else can, it is that of the date itself.
    """
    by_day: dict[int, list[RowCandidate]] = {}
    for candidate in person.work:
        if candidate.literal != FALSE:
            by_day.setdefault(person.clock.day(candidate.row.start), []).append(candidate)
    found: dict[int, Literal] = {}
    for day, candidates in by_day.items():
        ours = [c.literal for c in candidates if c.row.kind is DutyKind.WORK]
        if len(ours) == len(candidates):
            found[day] = works_on(person, day)
        elif ours:
            found[day] = person.model.any_of(ours, "works here")
    return found


def place_on(person: PersonOnDays, day: int) -> RunPlace:
    """The work on a date as a place of a run."""
    works, ours = works_on(person, day), person.roster_days.get(day, FALSE)
    worked = [] if works == FALSE else [works]
    return RunPlace(worked, worked if ours == works else [] if ours == FALSE else [ours])


def night_candidates(person: PersonOnDays) -> dict[int, list[ShiftCandidate]]:
    """The night shifts that may be worked, by their date: see `night_of`."""
    found: dict[int, list[ShiftCandidate]] = {}
    for candidate in person.shifts:
        if candidate.literal != FALSE and candidate.shift.is_night:
            found.setdefault(night_of(candidate.shift, person.clock), []).append(candidate)
    return found


def is_duty(row: Row) -> bool:
    """Whether a row takes a weekend: work, here or elsewhere, or on-call."""
    return row.is_work or row.kind is DutyKind.ON_CALL


def weekends_of(row: Row, clock: LocalClock) -> set[int]:
    """The Mondays, as dates, of the weeks of which a row touches Saturday or Sunday."""
    first, last = clock.day(row.start), clock.day(row.end - 1)
    monday = first - weekday(first)
    return set(range(monday, last - SATURDAY + 1, 7))


def weekend_places(person: PersonOnDays) -> dict[int, RunPlace]:
    """The duties of each weekend, by the date of its week's Monday."""
    duties: dict[int, list[RowCandidate]] = {}
    for candidate in person.rows:
        if candidate.literal != FALSE and is_duty(candidate.row):
            for monday in weekends_of(candidate.row, person.clock):
                duties.setdefault(monday, []).append(candidate)
    found: dict[int, RunPlace] = {}
    for monday, candidates in duties.items():
        ours = [c for c in candidates if c.row.kind is not DutyKind.ELSEWHERE]
        worked = [person.model.any_of(_by_date(person, candidates, monday), "weekend")]
        if len(ours) == len(candidates):
            found[monday] = RunPlace(worked, worked)
        else:
            some = person.model.any_of([c.literal for c in ours], "weekend here")
            found[monday] = RunPlace(worked, [some] if ours else [])
    return found


def _by_date(
    person: PersonOnDays, candidates: Iterable[RowCandidate], monday: int
) -> list[Literal]:
    """Literals of the duties of a weekend: of the dates on which work starts, and of the rest."""
    found: dict[Literal, None] = {}
    for candidate in candidates:
        day, literal = person.clock.day(candidate.row.start), candidate.literal
        if candidate.row.is_work and day - monday >= SATURDAY and is_known(person, day):
            literal = works_on(person, day)
        found[literal] = None
    return list(found)
