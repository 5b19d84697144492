"""A month of a roster as a calendar, with who sits where. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from data.model.shift import Shift, is_long
from web.rosters.cells import GridColumn
from web.rosters.words import GridWords

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from web.rosters.grid import Grid


DAYS = 7


@dataclass(frozen=True, slots=True)
class CalendarDuty:
    """A shift in a calendar of a month.

    Parameters
    ----------
    when
        Clock times; of a bar, moments.
    people
        Id and name of who has it.
    missing
        How many it lacks.
    span
        Of a bar: how many days of the week it covers.
    """

    code: str
    post: str
    hue: int
    when: str
    people: tuple[tuple[str, str], ...]
    missing: int
    span: int = 1


@dataclass(frozen=True, slots=True)
class CalendarDay:
    """A day of a month.

    Parameters
    ----------
    column
        What the roster knows of it; None: it lies outside the roster.
    is_in_month
        Else it only fills the week.
    """

    date: date
    column: GridColumn | None
    is_in_month: bool
    duties: tuple[CalendarDuty, ...] = ()


@dataclass(frozen=True, slots=True)
class CalendarWeek:
    """A week from Monday.

    Parameters
    ----------
    lanes
        Lines of bars: each a run of bars and of the days between them (None).
    """

    number: int
    days: tuple[CalendarDay, ...]
    lanes: tuple[tuple[CalendarDuty | None, ...], ...]


def months_of(grid: Grid) -> list[date]:
    """The first of each month that a roster touches."""
    return sorted({column.day.date.replace(day=1) for column in grid.columns})


def weeks_of_month(month: date) -> list[list[date]]:
    """The days of the weeks that a month touches, from Monday."""
    first = month - timedelta(days=month.weekday())
    after = (month + timedelta(days=31)).replace(day=1)
    weeks = -(-(after - first).days // DAYS)
    return [
        [first + timedelta(days=DAYS * week + day) for day in range(DAYS)] for week in range(weeks)
    ]


def month_weeks(grid: Grid, month: date) -> list[CalendarWeek]:
    """A month of a roster with who sits where; `grid` must show all days."""
    there = {post.id for post in grid.posts}
    rank = {post.id: number for number, post in enumerate(grid.posts)}
    shifts = sorted(
        (one for one in grid.roster.shifts if one.post in there),
        key=lambda one: (rank[one.post], one.start),
    )
    words = GridWords(grid.roster.problem, grid.speech)
    by_day: dict[date, list[CalendarDuty]] = {}
    bars: list[tuple[Shift, range]] = []
    for shift in shifts:
        places = grid.places_of(shift)
        if is_long(shift):
            bars.append((shift, places))
        else:
            for place in places:
                duty = _duty(grid, words, shift)
                by_day.setdefault(grid.columns[place].day.date, []).append(duty)
    for post in grid.posts:
        for column, holes in zip(grid.columns, _without_shift(grid, post.id), strict=True):
            by_day.setdefault(column.day.date, []).extend(holes)
    return [_week(grid, words, month, days, by_day, bars) for days in weeks_of_month(month)]


def _week(
    grid: Grid,
    words: GridWords,
    month: date,
    days: Sequence[date],
    by_day: dict[date, list[CalendarDuty]],
    bars: Sequence[tuple[Shift, range]],
) -> CalendarWeek:
    shown = []
    for day in days:
        place = grid.column_of.get(day)
        column = None if place is None else grid.columns[place]
        mine = day.month == month.month
        duties = tuple(by_day.get(day, ())) if mine else ()
        shown.append(CalendarDay(day, column, mine, duties))
    places = [grid.column_of.get(day.date) if day.is_in_month else None for day in shown]
    lanes: list[list[tuple[range, CalendarDuty]]] = []
    for shift, covered in bars:
        here = [number for number, place in enumerate(places) if place in covered]
        if not here:
            continue
        run = range(here[0], here[-1] + 1)
        duty = _duty(grid, words, shift, len(run))
        lane = next((one for one in lanes if one[-1][0].stop <= run.start), None)
        if lane is None:
            lanes.append(lane := [])
        lane.append((run, duty))
    return CalendarWeek(
        days[0].isocalendar().week, tuple(shown), tuple(tuple(_filled(lane)) for lane in lanes)
    )


def _filled(lane: Sequence[tuple[range, CalendarDuty]]) -> Iterator[CalendarDuty | None]:
    """The bars of a lane with the empty days between them."""
    reached = 0
    for run, duty in lane:
        yield from [None] * (run.start - reached)
        yield duty
        reached = run.stop
    yield from [None] * (DAYS - reached)


def _duty(grid: Grid, words: GridWords, shift: Shift, span: int = 1) -> CalendarDuty:
    roster, zone = grid.roster, grid.roster.problem.zone
    start, end = shift.start.astimezone(zone), shift.end.astimezone(zone)
    when = f"{start:%H:%M}–{end:%H:%M}"
    if is_long(shift):
        when = grid.speech.stretch(shift.start, shift.end, zone)
    if roster.is_in_parts(shift.id):
        people = list(dict.fromkeys(one.person for one in roster.parts[shift.id]))
    else:
        people = list(roster.holders.get(shift.id, ()))
    post = roster.problem.post_by_id.get(shift.post)
    return CalendarDuty(
        grid.codes.of(shift),
        post.name if post else shift.post,
        grid.hues.get(shift.post, 0),
        when,
        tuple((one, words.name(one)) for one in people),
        grid.missing(shift),
        span,
    )


def _without_shift(grid: Grid, post: str) -> list[list[CalendarDuty]]:
    """Per day the gaps of a post in which there is no shift at all."""
    zone, found = grid.roster.problem.zone, [list[CalendarDuty]() for _column in grid.columns]
    for row in grid.status.rows:
        interval = row.gap.interval
        if interval.post == post and interval.slot not in grid.roster.shift_by_id:
            name = grid.roster.problem.post_by_id[post].name
            when = grid.speech.stretch(interval.start, interval.end, zone)
            hole = CalendarDuty(post, name, grid.hues.get(post, 0), when, (), interval.missing)
            for place in grid.places(interval.start, interval.end):
                found[place].append(hole)
    return found
