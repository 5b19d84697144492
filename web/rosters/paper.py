"""What stands on paper: the grid cut into sheets, and the list of who has duty on each day."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import islice
from typing import TYPE_CHECKING

from web.rosters.grid import GridColumn
from web.rosters.words import GridWords

if TYPE_CHECKING:
    from web.rosters.grid import Grid

WEEKS_ON_A_SHEET = 5  #: of A3


@dataclass(frozen=True, slots=True)
class PrintedDuty:
    """A shift on the list; no names: nobody has it."""

    when: str
    post: str
    hue: int
    names: tuple[str, ...]
    missing: int


@dataclass(frozen=True, slots=True)
class DutyDay:
    """A day of the list, with the shifts that begin on it, and who is on call throughout it."""

    column: GridColumn
    rows: tuple[PrintedDuty, ...]


@dataclass(frozen=True, slots=True)
class DutyWeek:
    """The days of a week that are shown."""

    number: int
    days: tuple[DutyDay, ...]

    @property
    def is_now(self) -> bool:
        """Whether today is in it."""
        return any(day.column.is_today for day in self.days)


def sheets_of(grid: Grid) -> list[Grid]:
    """The grid cut into sheets of a few weeks, spread evenly."""
    days = len(grid.columns)
    weeks = -(-days // 7)
    count = -(-weeks // WEEKS_ON_A_SHEET)
    each = -(-weeks // count)
    first = grid.columns[0].day.date
    return [
        replace(
            grid,
            choice=replace(
                grid.choice,
                start=first + timedelta(weeks=start),
                weeks=min(each, weeks - start),
            ),
        )
        for start in range(0, weeks, each)
    ]


def duty_weeks(grid: Grid) -> list[DutyWeek]:
    """The list of duties, cut at each Monday."""
    days = iter(duty_days(grid))
    return [DutyWeek(number, tuple(islice(days, count))) for number, count in grid.weeks]


def duty_days(grid: Grid) -> list[DutyDay]:
    """Who has duty on each day that is shown."""
    words = GridWords(grid.roster.problem, grid.speech)
    zone, found = grid.roster.problem.zone, [list[PrintedDuty]() for _ in grid.columns]
    rank = {post.id: number for number, post in enumerate(grid.posts)}
    shown = [shift for shift in grid.roster.shifts if shift.post in rank]
    for shift in sorted(shown, key=lambda one: (rank[one.post], one.start)):
        start, end = shift.start.astimezone(zone), shift.end.astimezone(zone)
        post = grid.roster.problem.post_by_id[shift.post]
        is_day = end - start <= timedelta(hours=25)
        row = PrintedDuty(
            f"{start:%H:%M}–{end:%H:%M}" if is_day else "",
            f"{post.name} {shift.name}" if is_day else post.name,
            grid.hues[shift.post],
            tuple(words.name(one) for one in grid.roster.holders.get(shift.id, ())),
            grid.missing(shift),
        )
        for place in grid.places_of(shift):
            found[place].append(row)
    return [DutyDay(column, tuple(rows)) for column, rows in zip(grid.columns, found, strict=True)]
