"""The grid as a reader sees it: its days, who has a row, and what stands in each cell."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING

from data.files.result_json import ResultStamp
from data.files.workbook.grid_cells import absence_codes
from data.files.workbook.view import View, notes_by_date
from data.i18n.language import Language
from data.model.duty import Assignment, Duty, Wish
from data.model.person import Person
from data.model.result import PlanStatus, RosterResult, Violation
from data.model.shift import Codes, Shift, days_of
from scheduler.coverage.status import CoverageStatus, GapCount, GapRow, count_gaps
from scheduler.planning.comparison import Difference
from scheduler.planning.open_roster import OpenRoster
from scheduler.planning.quality import flaws_in
from web.rosters.cells import GridCell, GridColumn, GridMark, by_person, people_missing
from web.rosters.choice import RosterFilter, ViewerPermissions
from web.rosters.teams import BY_POSTS, RowGroup, people_by_posts, people_by_team

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from data.model.post import Post, Region
LONG_VIOLATION = timedelta(days=10)  #: what is broken over a longer time is told beside the name
WHOLE_WEEK = timedelta(days=6, hours=22)  #: with a change of the clock in it
EVENING, MORNING = 19, 12


@dataclass(frozen=True)
class Grid:
    """A roster, as a reader sees it who chose a part of it.

    Parameters
    ----------
    status
        Its gaps, as they are now.
    compared
        What it changes against another roster, and who has what in that one.
    """

    roster: OpenRoster
    speech: Language
    viewer: ViewerPermissions
    choice: RosterFilter
    now: datetime
    status: CoverageStatus
    compared: tuple[Difference, tuple[Assignment, ...]] | None = None

    @cached_property
    def view(self) -> View:
        """The same roster as its workbook sees it: days, and people by pool."""
        made = RosterResult(PlanStatus.FEASIBLE, self.roster.assignments, (), (), ())
        return View(self.roster.problem, made, ResultStamp(), self.speech)

    @cached_property
    def span(self) -> tuple[int, int]:
        """Which days of the roster are shown."""
        return self.choice.span(self.view.days)

    @cached_property
    def columns(self) -> tuple[GridColumn, ...]:
        """The days that are shown."""
        first, last = self.span
        notes, today = notes_by_date(self.view), self.day_of(self.now)
        weekdays = [self.speech.weekday(day.date) for day in self.view.days[:7]]
        return tuple(
            GridColumn(
                day,
                weekdays[number % 7],
                notes.get(day.date, ""),
                day.date == today,
                day.date < today,
            )
            for number, day in enumerate(self.view.days[first:last], start=first)
        )

    @cached_property
    def weeks(self) -> tuple[tuple[int, int], ...]:
        """Number of each week that is shown, and how many of its days."""
        numbers = Counter(
            column.day.date.isocalendar()[:2] for column in self.columns
        )  # insertion order is that of the days
        return tuple((week, days) for (_year, week), days in numbers.items())

    @cached_property
    def months(self) -> tuple[tuple[date, int], ...]:
        """The first day of each month that is shown, and how many of its days."""
        found: dict[tuple[int, int], list[date]] = {}
        for column in self.columns:
            day = column.day.date
            found.setdefault((day.year, day.month), []).append(day)
        return tuple((days[0], len(days)) for days in found.values())

    @property
    def week_heads(self) -> Iterator[tuple[int, int, date]]:
        """The same with the first day of each that is shown."""
        place = 0
        for number, days in self.weeks:
            yield number, days, self.columns[place].day.date
            place += days

    @cached_property
    def column_of(self) -> dict[date, int]:
        """The place of each day that is shown."""
        return {column.day.date: number for number, column in enumerate(self.columns)}

    @cached_property
    def codes(self) -> Codes:
        """What cells call the shifts."""
        return Codes(self.roster.posts, self.roster.shifts)

    @cached_property
    def hues(self) -> dict[str, int]:
        """The colour of each post, by its place."""
        return {post.id: number % 8 for number, post in enumerate(self.roster.posts)}

    @cached_property
    def posts(self) -> tuple[Post, ...]:
        """The posts whose cover is counted."""
        return tuple(post for post in self.all_posts if self.choice.shows_post(post))

    @cached_property
    def all_posts(self) -> tuple[Post, ...]:
        """The posts that the reader may choose from."""
        return tuple(post for post in self.roster.posts if self.viewer.sees_post(post.id))

    @property
    def regions(self) -> tuple[Region, ...]:
        """The regions that the reader may choose from."""
        served = {region for post in self.all_posts for region in post.regions}
        all_there = self.roster.problem.regions
        return tuple(one for one in all_there if self.viewer.posts is None or one.id in served)

    @cached_property
    def groups(self) -> tuple[RowGroup, ...]:
        """Who has a row, by team or by posts; last those who are no longer in the records."""
        problem, found = self.roster.problem, []
        is_by_posts = self.choice.by == BY_POSTS
        there = people_by_posts(self.view) if is_by_posts else people_by_team(problem, self.speech)
        for group in there:
            here = (p for p in group.people if self.viewer.sees_row(p.id))
            people = [p for p in here if self.choice.shows(problem, p, self._held(p.id))]
            if people:
                found.append(replace(group, people=tuple(people)))
        rows = (id for id in self.roster.by_person if self.viewer.sees_row(id))
        gone = [Person(id, id) for id in rows if id not in problem.person_by_id]
        if gone and not self.choice.is_part:
            title = self.speech.gettext("No longer in the records")
            found.append(RowGroup("gone", title, tuple(gone)))
        return tuple(found)

    def row(self, person: str) -> list[GridCell | None]:
        """The cells of somebody, a day each; None: nothing stands there."""
        cells: list[GridCell | None] = [None] * len(self.columns)
        for mark, days in self._marks(person):
            for place in days:
                self._cell(cells, place).marks.append(self._part(mark, place))
        if self.viewer.sees(person):
            self._add_own(person, cells)
        return cells

    def day_of(self, at: datetime) -> date:
        """The local date of an instant."""
        return at.astimezone(self.roster.problem.zone).date()

    def places(self, start: datetime, end: datetime) -> range:
        """The columns of the days that a stretch of time touches."""
        last = self.day_of(end - timedelta(microseconds=1))
        return self._between(self.day_of(start), last)

    def places_of(self, shift: Shift) -> range:
        """The columns under which a shift stands."""
        return self._between(*days_of(shift, self.roster.problem.zone))

    def violations_of(self, person: str) -> list[Violation]:
        """What somebody's duties break, as far as the reader may know."""
        return self._violations.get(person, []) if self.viewer.sees(person) else []

    def flaws_of(self, person: str) -> tuple[Violation, ...]:
        """Where somebody's duties are less than healthy, as far as the reader may know."""
        if not self.viewer.sees(person):
            return ()
        mine = self.roster.by_person.get(person, ())
        return flaws_in(self.roster.problem, person, mine)

    @cached_property
    def flaw_count(self) -> int:
        """How many flaws the whole roster has, for who sees them all."""
        return sum(len(self.flaws_of(person.id)) for person in self.roster.problem.people)

    def gaps_by_day(self, post: Post) -> list[list[GapRow]]:
        """The gaps of a post under each day, those whose time is over too."""
        found: list[list[GapRow]] = [[] for _column in self.columns]
        for row in self.status.rows:
            if row.gap.interval.post != post.id:
                continue
            shift = self.roster.shift_by_id.get(row.gap.interval.slot)
            interval = row.gap.interval
            for place in (
                self.places_of(shift) if shift else self.places(interval.start, interval.end)
            ):
                found[place].append(row)
        return found

    @cached_property
    def open_by_day(self) -> list[int]:
        """How many people all posts together lack under each day, of gaps that are not over."""
        posts = [self.gaps_by_day(post) for post in self.posts]
        return [
            sum(people_missing([r for r in one[place] if r.is_ahead(self.now)]) for one in posts)
            for place in range(len(self.columns))
        ]

    def gaps_of(self, shift: Shift) -> Sequence[GapRow]:
        """The gaps that lie in a shift."""
        return self._gaps.get(shift.id, ())

    def missing(self, shift: Shift) -> int:
        """The most people that a shift lacks at once."""
        return max((row.gap.interval.missing for row in self.gaps_of(shift)), default=0)

    def count_of(self, post: Post) -> GapCount:
        """How many gaps a post has whose time is not over."""
        rows = (row for row in self.status.rows if row.gap.interval.post == post.id)
        return count_gaps(rows, self.now)

    @cached_property
    def absence_words(self) -> dict[str, tuple[str, str]]:
        """Code and word of each kind of absence."""
        return {kind.value: words for kind, words in absence_codes(self.view).items()}

    def tone(self, shift: Shift) -> str:
        """How dark a duty of a day is drawn: day, late or night."""
        zone = self.roster.problem.zone
        first = shift.start.astimezone(zone)
        until = (shift.end - timedelta(hours=2)).astimezone(zone)
        if until.date() > first.date() or first.hour >= EVENING:
            return "night"
        return "day" if first.hour < MORNING else "late"

    def _add_own(self, person: str, cells: list[GridCell | None]) -> None:
        """What is somebody's own business."""
        for absence in self.roster.absences.get(person, ()):
            for place in self.places(absence.start, absence.end):
                self._cell(cells, place).absences.append(absence)
        for duty in self._other_books.get(person, ()):
            for place in self.places(duty.start, duty.end):
                self._cell(cells, place).elsewhere.append(duty)
        for wish in self._wishes.get(person, ()):
            for place in self.places(wish.start, wish.end):
                self._cell(cells, place).wishes.append(wish)
        for violation in self.violations_of(person):
            if violation.end - violation.start <= LONG_VIOLATION:
                for place in self.places(violation.start, violation.end):
                    cell = cells[place]
                    if cell is not None and cell.marks:
                        cell.violations.append(violation)
        for flaw in self.flaws_of(person):
            is_of_hours = flaw.unit == "min" and flaw.end - flaw.start > WHOLE_WEEK
            if flaw.end - flaw.start <= LONG_VIOLATION and not is_of_hours:
                for place in self.places(flaw.start, flaw.end):
                    self._cell(cells, place).flaws.append(flaw)

    def _marks(self, person: str) -> Iterator[tuple[GridMark, Sequence[int]]]:
        new = self._changes.get(person, (frozenset(), frozenset()))[0]
        known = self.roster.shift_by_id
        mine = [a for a in self.roster.by_person.get(person, ()) if a.shift in known]
        theirs = self.roster.parts_by_person.get(person, {})
        there = {one.shift for one in mine if not one.double}
        taken = [Assignment(person, id) for id in theirs if id not in there]
        for one in sorted((*mine, *taken), key=lambda a: known[a.shift].start):
            shift, pieces = known[one.shift], None
            if self.roster.is_in_parts(shift.id) and not one.double:
                pieces = theirs.get(shift.id, ())
            mark = GridMark(shift, one, is_new=one.shift in new, pieces=pieces)
            yield mark, self._places_of_mark(mark)
        yield from self._gone(person)

    def _places_of_mark(self, mark: GridMark) -> Sequence[int]:
        """The columns under which a duty stands; of one in parts, those of its pieces."""
        whole = self.places_of(mark.shift)
        if not mark.pieces or not mark.is_bar:
            return whole
        return [
            place
            for place in whole
            if any(place in self.places(piece.start, piece.end) for piece in mark.pieces)
        ]

    def _gone(self, person: str) -> Iterator[tuple[GridMark, range]]:
        if self.compared is None:
            return
        lost = self._changes.get(person, (frozenset(), frozenset()))[1]
        difference, before = self.compared
        for one in before:
            if one.person == person and one.shift in lost:
                shift = difference.shifts[one.shift]
                yield GridMark(shift, one, is_gone=True), self.places_of(shift)

    def _part(self, mark: GridMark, place: int) -> GridMark:
        """A mark on one of its days."""
        if not mark.is_bar:
            return mark
        first, last = days_of(mark.shift, self.roster.problem.zone)
        day = self.columns[place].day.date
        begins, ends = day == first, day == last
        for piece in mark.pieces or ():
            begins = begins or day == self.day_of(piece.start)
            ends = ends or day == self.day_of(piece.end - timedelta(microseconds=1))
        return replace(mark, begins=begins, ends=ends)

    def _between(self, first: date, last: date) -> range:
        start = self.columns[0].day.date
        return range(max((first - start).days, 0), min((last - start).days + 1, len(self.columns)))

    def _held(self, person: str) -> frozenset[str]:
        known = self.roster.shift_by_id
        mine = [one.shift for one in self.roster.by_person.get(person, ())]
        mine += self.roster.parts_by_person.get(person, {})
        return frozenset(known[one].post for one in mine if one in known)

    @staticmethod
    def _cell(cells: list[GridCell | None], place: int) -> GridCell:
        found = cells[place]
        if found is None:
            found = cells[place] = GridCell()
        return found

    @cached_property
    def _changes(self) -> dict[str, tuple[frozenset[str], frozenset[str]]]:
        """Per person what they gained and lost."""
        changes = self.compared[0].changes if self.compared else ()
        return {one.person: (frozenset(one.gained), frozenset(one.lost)) for one in changes}

    @cached_property
    def _gaps(self) -> dict[str, list[GapRow]]:
        found: dict[str, list[GapRow]] = {}
        for row in self.status.rows:
            found.setdefault(row.gap.interval.slot, []).append(row)
        return found

    @cached_property
    def _other_books(self) -> dict[str, list[Duty]]:
        return by_person(self.roster.problem.other_books)

    @cached_property
    def _wishes(self) -> dict[str, list[Wish]]:
        return by_person(self.roster.problem.wishes)

    @cached_property
    def _violations(self) -> dict[str, list[Violation]]:
        return by_person(self.roster.violations)
