"""The months of one person in a roster; what is their own business, for who may see it. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

from data.i18n.company_words import substituted
from data.model.duty import DutyKind
from data.model.quality_report import flaw_day
from data.model.tally import Measure
from scheduler.planning.quality import words_of
from web.locale import _
from web.rosters.cells import GridCell, GridColumn, GridMark
from web.rosters.month_calendar import DAYS, months_of, weeks_of_month
from web.rosters.words import GridWords, hours_text, wish_text
from web.shared.display import measure_title

if TYPE_CHECKING:
    from collections.abc import Iterator

    from data.model.result import Violation
    from web.rosters.grid import Grid

WORTH_TELLING = timedelta(hours=24)  #: a longer rest between two duties is told by the calendar
MEASURES = (Measure.NIGHTS, Measure.WEEKENDS, Measure.HOLIDAYS, Measure.ON_CALL, Measure.HOURS)


@dataclass(frozen=True, slots=True)
class MarkedDuty:
    """A duty of one person on a day.

    Parameters
    ----------
    when
        Clock times; empty on the days of a bar after the first.
    marks
        What else there is to say, in words: pinned, as a trainee, away, in part.
    """

    code: str
    post: str
    hue: int
    when: str
    marks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OwnDay:
    """A day of one person.

    Parameters
    ----------
    rest
        Before its first duty, where it is less than a day; `is_short`: a flaw says it is short.
    notes
        Absence and wishes.
    broken, flaws
        Rules that are broken, and flaws, each with what is asked.
    """

    date: date
    column: GridColumn | None
    is_in_month: bool
    duties: tuple[MarkedDuty, ...] = ()
    rest: str = ""
    notes: tuple[str, ...] = ()
    broken: tuple[str, ...] = ()
    flaws: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OwnMonth:
    """A month of one person; `hours`: work and contract of its days in the roster."""

    first: date
    weeks: tuple[tuple[int, tuple[OwnDay, ...]], ...]
    hours: str


@dataclass(frozen=True, slots=True)
class PersonView:
    """One person in a roster.

    Parameters
    ----------
    is_whole
        The reader sees what is somebody's own business.
    hours
        Against the contract, of the whole period; empty: not for this reader, or no contract.
    shares
        What is shared out: its name, what they do, and their fair share.
    violations, flaws
        In sentences.
    """

    id: str
    name: str
    is_whole: bool
    hours: str
    shares: tuple[tuple[str, str, str], ...]
    months: tuple[OwnMonth, ...]
    violations: tuple[str, ...]
    flaws: tuple[str, ...]


def person_view(grid: Grid, person: str) -> PersonView:
    """The months of one person, as far as the reader may see; `grid` must show all days."""
    words = GridWords(grid.roster.problem, grid.speech, grid.roster.judged.sentences)
    is_whole, roster = grid.viewer.sees(person), grid.roster
    quality = words_of(roster.problem, grid.speech)
    hours = roster.hours.get(person) if is_whole else None
    days = {
        column.day.date: (column, cell)
        for column, cell in zip(grid.columns, grid.row(person), strict=True)
    }
    rests = _rests(grid, person) if is_whole else {}
    return PersonView(
        person,
        words.name(person),
        is_whole,
        hours_text(grid.speech, hours) if hours and hours.contract else "",
        tuple(_shares(grid, person)) if is_whole else (),
        tuple(_own_month(grid, person, month, days, rests) for month in months_of(grid)),
        tuple(f"{one.asked} {one.found}" for one in words.violations(grid.violations_of(person))),
        tuple(quality.flaw(one, roster.problem) for one in grid.flaws_of(person)),
    )


def _own_month(
    grid: Grid,
    person: str,
    month: date,
    days: dict[date, tuple[GridColumn, GridCell | None]],
    rests: dict[date, str],
) -> OwnMonth:
    weeks = []
    for dates in weeks_of_month(month):
        if not any(day in days and day.month == month.month for day in dates):
            continue
        shown = [_own_day(grid, day, month, days.get(day), rests) for day in dates]
        weeks.append((dates[0].isocalendar().week, tuple(shown)))
    return OwnMonth(month, tuple(weeks), _hours_of_month(grid, person, month))


def _own_day(
    grid: Grid,
    day: date,
    month: date,
    found: tuple[GridColumn, GridCell | None] | None,
    rests: dict[date, str],
) -> OwnDay:
    is_mine = day.month == month.month
    if found is None or not is_mine:
        return OwnDay(day, found[0] if found else None, is_mine)
    column, cell = found
    if cell is None:
        return OwnDay(day, column, is_mine)
    quality = words_of(grid.roster.problem, grid.speech)
    zone = grid.roster.problem.zone
    away = [
        _("Away: {kind}, {when}").format(
            kind=grid.absence_words[one.kind.value][1],
            when=grid.speech.days_or_stretch(one.start, one.end, zone),
        )
        for one in cell.absences
    ]
    others = [
        _("On {post} by another book, {when}").format(
            post=one.post, when=grid.speech.days_or_stretch(one.start, one.end, zone)
        )
        for one in cell.elsewhere
    ]
    return OwnDay(
        day,
        column,
        is_mine,
        tuple(_own_duty(grid, mark, day) for mark in cell.marks if not mark.is_gone),
        rests.get(day, ""),
        (*away, *others, *(wish_text(grid.speech, one) for one in cell.wishes)),
        tuple(dict.fromkeys(_asked(grid, one) for one in cell.violations)),
        tuple(
            dict.fromkeys(
                quality.rule(one.rule)
                for one in cell.flaws
                if flaw_day(one, grid.roster.problem) == day
            )
        ),
    )


def _asked(grid: Grid, violation: Violation) -> str:
    known = grid.roster.judged.sentences[grid.speech.code]
    return known.get(violation.rule, violation.rule)


def _own_duty(grid: Grid, mark: GridMark, day: date) -> MarkedDuty:
    shift, zone = mark.shift, grid.roster.problem.zone
    post = grid.roster.problem.post_by_id.get(shift.post)
    start, end = shift.start.astimezone(zone), shift.end.astimezone(zone)
    when = f"{start:%H:%M}–{end:%H:%M}"
    if mark.is_bar:
        is_first = start.date() == day or day.day == 1
        when = grid.speech.stretch(shift.start, shift.end, zone) if is_first else ""
    pieces = [grid.speech.stretch(one.start, one.end, zone) for one in mark.pieces or ()]
    instead = substituted(grid.roster.problem, mark.assignment, grid.speech)
    marks = [
        said
        for said, holds in (
            (_("pinned"), mark.assignment.pinned),
            (_("trainee beside the holder"), mark.assignment.double),
            (instead, bool(instead)),
            (_("only {times}").format(times=", ".join(pieces)), bool(pieces)),
            (_("others have all of it"), mark.pieces == ()),
        )
        if holds
    ]
    name = post.name if post else shift.post
    return MarkedDuty(grid.codes.of(shift), name, grid.hues.get(shift.post, 0), when, tuple(marks))


def _rests(grid: Grid, person: str) -> dict[date, str]:
    """How long somebody rests before the work of a day, where that is less than a day."""
    known, problem = grid.roster.shift_by_id, grid.roster.problem
    mine = sorted(
        (
            known[one.shift]
            for one in grid.roster.by_person.get(person, ())
            if one.shift in known and problem.duty_kind(known[one.shift]) is DutyKind.WORK
        ),
        key=lambda shift: shift.start,
    )
    found = {}
    for before, after in pairwise(mine):
        rest = after.start - before.end
        if timedelta() <= rest < WORTH_TELLING:
            amount = grid.speech.quantity(rest // timedelta(minutes=1), "min")
            found[grid.day_of(after.start)] = _("rest {amount}").format(amount=amount)
    return found


def _hours_of_month(grid: Grid, person: str, month: date) -> str:
    """Work of the roster in a month, and the contract hours of its days in the period."""
    if not grid.viewer.sees(person):
        return ""
    problem, known = grid.roster.problem, grid.roster.shift_by_id
    who = problem.person_by_id.get(person)
    days = [c.day.date for c in grid.columns if c.day.date.replace(day=1) == month]
    contract = sum(who.hours_per_week(day) / DAYS for day in days) if who else 0
    work = sum(
        known[one.shift].work_minutes
        for one in grid.roster.by_person.get(person, ())
        if one.shift in known
        and problem.duty_kind(known[one.shift]) is DutyKind.WORK
        and grid.day_of(known[one.shift].start).replace(day=1) == month
    )
    if not contract and not work:
        return ""
    number = grid.speech.number
    return _("{work} h of work in this roster; contract {contract} h").format(
        work=number(work / 60), contract=number(contract)
    )


def _shares(grid: Grid, person: str) -> Iterator[tuple[str, str, str]]:
    line, number = grid.roster.lines.get(person), grid.speech.number
    if line is None or not line.pools:
        return
    for measure in MEASURES:
        done, due = line.shared.value(measure), line.due[measure]
        if done or round(due, 1):
            is_whole = round(done, 1) == round(done)
            yield measure_title(measure), number(done, 0 if is_whole else 1), number(due, 1)
