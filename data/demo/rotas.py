"""Work elsewhere that goes round: the shifts of an operator or a police officer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from data.demo.amsterdam import DAY, ZONE, elapsed_minutes
from data.model.duty import Absence, Duty, DutyKind
from data.model.pattern import THREE_BY_EIGHT

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

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
    absent = list(away)
    return tuple(
        duty
        for rota in rotas
        for days in range((last - first).days + 1)
        if (letter := rota.letter(days)) in "DLN"
        for duty in [_duty(rota, first + timedelta(days=days), letter)]
        if not any(_meet(duty, each) for each in absent if each.person == rota.person)
    )


def _duty(rota: Rota, day: date, letter: str) -> Duty:
    start, end = SHIFTS[letter, day.weekday()].on(day, ZONE)
    minutes = elapsed_minutes(start, end) - BREAK_MINUTES
    return Duty(rota.person, rota.post, DutyKind.ELSEWHERE, start, end, minutes, letter)


def _meet(duty: Duty, absence: Absence) -> bool:
    """Whether they overlap; a night before a free morning is no work either."""
    return duty.start < absence.end and absence.start < duty.end + DAY / 24
