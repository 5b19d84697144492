"""The panel beside a cell: what stands there, what could, and what the last change did."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from data.i18n.company_words import substituted
from data.model.days import touched_dates
from data.model.duty import Assignment, Duty
from data.model.intervals import overlaps
from data.model.shift import days_of
from data.model.stand_in import DutyPart
from data.model.tally import Measure
from scheduler.planning.grid_commands import GridCommands
from scheduler.planning.quality import words_of
from web.rosters.words import EditText, GridWords, RuleText, wish_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from data.model.duty import Absence, Duty, Wish
    from data.model.result import Violation
    from data.model.shift import Shift
    from data.model.stand_in import StandIn
    from web.rosters.grid import Grid


@dataclass(frozen=True, slots=True)
class PanelPart:
    """Who has a part of a shift, and when.

    Parameters
    ----------
    by
        The split of this draft that put them there, as fields of a form; empty: none did.
    """

    name: str
    when: str
    by: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class SplitForm:
    """A form that gives a part of a shift to somebody else.

    Parameters
    ----------
    start, end
        What is proposed, on the local clock, as a field of a form has it.
    first, last
        The same for the piece that may be given away.
    people
        Who may have it: id and name.
    """

    start: str
    end: str
    first: str
    last: str
    people: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class PanelDuty:
    """A duty in the cell.

    Parameters
    ----------
    is_fixed
        It began already.
    parts
        Who has which part of it; empty: somebody has all of it.
    split
        How it may be split; None: it may not be.
    """

    shift: str
    code: str
    hue: int
    name: str
    when: str
    is_pinned: bool
    is_double: bool
    is_fixed: bool
    instead: str = ""
    parts: tuple[PanelPart, ...] = ()
    split: SplitForm | None = None


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
    flaws: tuple[str, ...] = ()
    figures: tuple[str, ...] = ()
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
    quality = words_of(grid.roster.problem, grid.speech)
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
                substituted(grid.roster.problem, one, grid.speech),
                _parts(grid, words, known[one.shift]),
                _split_form(grid, commands, one) if may_change else None,
            )
            for one in _standing(grid, commands, person, day)
        ),
        possible=tuple(_possible(grid, commands, person, day)) if may_change else (),
        remarks=tuple(_remarks(grid, person, day)),
        violations=words.violations(_near(grid, person, day)),
        flaws=tuple(
            f"{quality.rule(one.rule)}: {quality.asks(one.rule)} "
            f"{grid.speech.found(one.value, one.limit, one.unit)}. "
            f"{grid.speech.gettext(one.remedy) if one.remedy else ''}"
            for one in grid.flaws_of(person)
            if _touches(grid, day, one)
        ),
        figures=tuple(_figures(grid, words, person)),
        told=told,
    )


def _figures(grid: Grid, words: GridWords, person: str) -> list[str]:
    """What somebody did of each burden, beside their fair share."""
    line = grid.roster.lines.get(person) if grid.viewer.sees(person) else None
    if line is None or not line.pools:
        return []
    say, number = grid.speech.gettext, grid.speech.number
    said = say("{measure} {done} (fair share {fair})")
    return [
        said.format(
            measure=words.measure(one),
            done=number(line.done.value(one)),
            fair=number(line.due[one], 1),
        )
        for one in (Measure.NIGHTS, Measure.WEEKENDS, Measure.HOURS)
    ]


def _standing(grid: Grid, commands: GridCommands, person: str, day: date) -> Iterator[Assignment]:
    """The duties of a cell, those too of which they only took over a part."""
    there = commands.standing_on(person, day)
    yield from there
    for id in grid.roster.parts_by_person.get(person, {}):
        shift = grid.roster.shift_by_id[id]
        first, last = days_of(shift, grid.roster.problem.zone)
        if first <= day <= last and id not in {one.shift for one in there}:
            yield Assignment(person, id)


def _parts(grid: Grid, words: GridWords, shift: Shift) -> tuple[PanelPart, ...]:
    if not grid.roster.is_in_parts(shift.id):
        return ()
    zone, speech = grid.roster.problem.zone, grid.speech
    return tuple(
        PanelPart(
            words.name(part.person),
            speech.stretch(part.start, part.end, zone),
            next((_fields(o) for o in grid.roster.splits if _brought(o, part, shift)), {}),
        )
        for part in grid.roster.parts[shift.id]
    )


def _brought(one: StandIn, part: DutyPart, shift: Shift) -> bool:
    """Whether a split is what gave somebody a part."""
    return one.shift == shift.id and one.comer == part.person and overlaps(one, part)


def _fields(one: StandIn) -> dict[str, str]:
    """A split as fields of a form."""
    times = {"from": one.start.isoformat(), "until": one.end.isoformat()}
    return {"shift": one.shift, "leaver": one.leaver, "comer": one.comer, **times}


def _split_form(grid: Grid, commands: GridCommands, one: Assignment) -> SplitForm | None:
    """How a planner may give away a part of somebody's duty; from its middle on, by default."""
    shift = grid.roster.shift_by_id[one.shift]
    parts = grid.roster.parts.get(shift.id) or (DutyPart(one.person, shift.start, shift.end),)
    mine = [part for part in parts if part.person == one.person]
    if one.double or not mine or shift.start < grid.now:
        return None
    zone, piece = grid.roster.problem.zone, mine[-1]
    middle = (piece.start + (piece.end - piece.start) / 2).astimezone(zone)
    rounded = middle.replace(minute=0, second=0, microsecond=0)
    start, end, first, last = (
        f"{at.astimezone(zone):%Y-%m-%dT%H:%M}"
        for at in (max(rounded, piece.start), piece.end, piece.start, piece.end)
    )
    people = commands.who_may(shift, but={part.person for part in parts})
    return SplitForm(start, end, first, last, people) if people else None


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
    for duty in problem.other_books:
        if duty.person == person and _touches(grid, day, duty):
            when = grid.speech.stretch(duty.start, duty.end, zone)
            found.append(say("On {post} by another book, {when}").format(post=duty.post, when=when))
    for wish in problem.wishes:
        if wish.person == person and _touches(grid, day, wish):
            found.append(wish_text(grid.speech, wish))
    return found


def _near(grid: Grid, person: str, day: date) -> list[Violation]:
    return [one for one in grid.violations_of(person) if _touches(grid, day, one)]


def _touches(grid: Grid, day: date, row: Absence | Duty | Wish | Violation) -> bool:
    first, last = touched_dates(row.start, row.end, grid.roster.problem.zone)
    return first <= day <= last
