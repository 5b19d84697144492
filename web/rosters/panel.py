"""The panel beside a cell: what stands there, what could, and what the last change did."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from data.model.days import touched_dates
from scheduler.planning.grid_commands import GridCommands
from web.rosters.words import EditText, GridWords, RuleText, wish_text

if TYPE_CHECKING:
    from data.model.duty import Absence, Wish
    from data.model.result import Violation
    from data.model.shift import Shift
    from web.rosters.grid import Grid


@dataclass(frozen=True, slots=True)
class PanelDuty:
    """A duty in the cell.

    Parameters
    ----------
    is_fixed
        It began already.
    """

    shift: str
    code: str
    hue: int
    name: str
    when: str
    is_pinned: bool
    is_double: bool
    is_fixed: bool


@dataclass(frozen=True, slots=True)
class PanelOption:
    """A shift that somebody could get.

    Parameters
    ----------
    holders
        Who has it: id and name; empty: it is open.
    """

    shift: str
    code: str
    hue: int
    name: str
    when: str
    holders: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Panel:
    """All that the panel shows of one cell."""

    person: str
    name: str
    day: date
    held: tuple[PanelDuty, ...]
    possible: tuple[PanelOption, ...]
    remarks: tuple[str, ...]
    violations: tuple[RuleText, ...]
    told: EditText | None = None


def panel_of(grid: Grid, person: str, day: date, told: EditText | None = None) -> Panel:
    """The panel of somebody's day.

    Parameters
    ----------
    told
        What the last change did.
    """
    commands = GridCommands(grid.roster, grid.now, grid.speech)
    words = GridWords(grid.roster.problem, grid.speech, grid.roster.judged.sentences)
    may_change = grid.viewer.may_plan and grid.roster.is_draft
    known = grid.roster.shift_by_id
    return Panel(
        person=person,
        name=words.name(person),
        day=day,
        held=tuple(
            PanelDuty(
                *_shift(grid, known[one.shift]),
                one.pinned,
                one.double,
                known[one.shift].start < grid.now,
            )
            for one in commands.standing_on(person, day)
        ),
        possible=tuple(_possible(grid, commands, person, day)) if may_change else (),
        remarks=tuple(_remarks(grid, person, day)),
        violations=words.violations(_near(grid, person, day)),
        told=told,
    )


def _possible(grid: Grid, commands: GridCommands, person: str, day: date) -> list[PanelOption]:
    words = GridWords(grid.roster.problem, grid.speech)
    return [
        PanelOption(
            *_shift(grid, shift),
            ()
            if grid.roster.missing(shift)
            else tuple((one, words.name(one)) for one in grid.roster.holders.get(shift.id, ())),
        )
        for shift in commands.choices(person, day)
    ]


def _shift(grid: Grid, shift: Shift) -> tuple[str, str, int, str, str]:
    post = grid.roster.problem.post_by_id.get(shift.post)
    return (
        shift.id,
        grid.codes.of(shift),
        grid.hues.get(shift.post, 0),
        post.name if post else shift.post,
        grid.speech.stretch(shift.start, shift.end, grid.roster.problem.zone),
    )


def _remarks(grid: Grid, person: str, day: date) -> list[str]:
    """Absence and wishes on the day, for those who may know."""
    if not grid.viewer.sees(person):
        return []
    say, found = grid.speech.gettext, []
    zone, problem = grid.roster.problem.zone, grid.roster.problem
    for absence in grid.roster.absences.get(person, ()):
        if _touches(grid, day, absence):
            word = grid.absence_words[absence.kind.value][1]
            when = grid.speech.stretch(absence.start, absence.end, zone)
            found.append(say("Away: {kind}, {when}").format(kind=word, when=when))
    for wish in problem.wishes:
        if wish.person == person and _touches(grid, day, wish):
            found.append(wish_text(grid.speech, wish))
    return found


def _near(grid: Grid, person: str, day: date) -> list[Violation]:
    return [one for one in grid.violations_of(person) if _touches(grid, day, one)]


def _touches(grid: Grid, day: date, row: Absence | Wish | Violation) -> bool:
    first, last = touched_dates(row.start, row.end, grid.roster.problem.zone)
    return first <= day <= last
