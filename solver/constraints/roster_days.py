"""Local dates and nights on which a person starts a shift of this roster, for the health rules.

Work elsewhere is no concern of the roster, but it does make a day a day of work.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.model.duty import DutyKind
from solver.cpsat.model import FALSE, Literal
from solver.timeline.clock import HOUR

if TYPE_CHECKING:
    from collections.abc import Iterable

    from solver.constraints.candidates import ShiftCandidate
    from solver.constraints.person_model import PersonModel
    from solver.timeline.clock import LocalClock
    from solver.timeline.context import PersonContext
    from solver.timeline.rows import LegalShift, Row

MORNING = 6 * HOUR  #: a night ends then (ATW 1:7)


def in_flex_pool(about: PersonContext) -> bool:
    """Whether a person takes single shifts by agreement: the patterns of days are not for them."""
    return about.person.limits.max_shifts_per_month is not None


def days_of(rows: Iterable[Row], clock: LocalClock) -> set[int]:
    """The dates on which rows start."""
    return {clock.day(row.start) for row in rows}


def days_of_roster(rows: Iterable[Row], clock: LocalClock) -> set[int]:
    """The dates on which shifts of this roster start."""
    return days_of([row for row in rows if row.kind is DutyKind.WORK], clock)


def days_of_absence(rows: Iterable[Row], clock: LocalClock) -> set[int]:
    """The dates that absences touch."""
    return {day for row in rows for day in clock.days(row.start, row.end)}


def roster_literals(person: PersonModel) -> dict[int, list[Literal]]:
    """Per date the literals of the shifts of this roster that start on it."""
    found: dict[int, list[Literal]] = {}
    for row, literal in person.rows:
        if row.kind is DutyKind.WORK and literal != FALSE:
            found.setdefault(person.clock.day(row.start), []).append(literal)
    return found


def works_on(person: PersonModel, day: int) -> Literal:
    """Whether there is work on a date; before the history there is none."""
    line = person.day_line
    return line.on(day) if day >= line.first else FALSE


def is_ours(shift: LegalShift) -> bool:
    """Whether any of a shift is of this roster."""
    return any(row.kind is DutyKind.WORK for row in shift.rows)


def night_of(shift: LegalShift, clock: LocalClock) -> int:
    """The date of the first morning that a night shift sees, whether it starts at 23:00 or 00:00.

    One person works one night shift a date: between two shifts lie 8 hours.
    """
    day = clock.day(shift.start)
    return day if shift.start < clock.at(day, MORNING) else day + 1


def night_candidates(person: PersonModel) -> dict[int, list[ShiftCandidate]]:
    """The night shifts that may be worked, by their date: see `night_of`."""
    found: dict[int, list[ShiftCandidate]] = {}
    for candidate in person.shifts:
        if candidate.literal != FALSE and candidate.shift.is_night:
            found.setdefault(night_of(candidate.shift, person.clock), []).append(candidate)
    return found
