"""The sheet with the cover: per day and shift who holds it, or that nobody does."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from data.files.workbook.legend import Palette, ground_of
from data.files.workbook.paper import (
    ACCENT,
    FAINT,
    GROUND,
    LINE,
    OPEN,
    OPEN_RED,
    PAGE_PIXELS,
    Look,
    Paper,
    date_shape,
)
from data.files.workbook.roster_sheet import day_marks
from data.files.workbook.view import SheetDay, View
from data.model.post import Post
from data.model.shift import Shift, is_long

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime


WEEK, DATE, MARKS, FIRST_POST = range(4)
WIDTHS, COLUMN_WIDTHS, ROW_HEIGHT = (40, 84, 40), (112, 180), 17
CHARACTER = 6.6  #: pixels, on average
HEAD_ROWS = 2
WEEKS_ON_A_PAGE, ROWS_OF_A_WEEK = 7, 8  #: at least so many weeks; the sum has a row too
EDGE: Look = {"left": 1, "left_color": "#9AA5B1"}


@dataclass(frozen=True, slots=True)
class CoverSlot:
    """One column: the shifts of a post that have one name, or all of them."""

    post: Post
    title: str
    by_date: dict[date, list[Shift]]
    first_of_post: bool

    @property
    def shifts(self) -> list[Shift]:
        """All its shifts."""
        return [shift for shifts in self.by_date.values() for shift in shifts]


@dataclass
class CoverageSheet:
    """Writes the cover."""

    view: View
    paper: Paper
    palette: Palette

    def write(self) -> None:
        """Head, days with a sum per week, and the sum of the period."""
        self._write_head()
        row, ends_of_weeks = HEAD_ROWS, []
        for first, last in self.view.weeks:
            days = self.view.days[first:last]
            for day in days:
                self._write_day(row, day, is_first=day is days[0])
                row += 1
            label = self.view.words.gettext("week {number}").format(
                number=days[0].date.isocalendar().week
            )
            self._write_sum(row, label, {day.date for day in days})
            row += 1
            ends_of_weeks.append(row)
        everything = {day.date for day in self.view.days}
        self._write_sum(row, self.view.words.gettext("whole period"), everything)
        self._lay_out(row + 1, ends_of_weeks)

    @cached_property
    def _slots(self) -> list[CoverSlot]:
        return [slot for post in self.view.posts for slot in self._slots_of(post)]

    def _slots_of(self, post: Post) -> list[CoverSlot]:
        shifts = self.view.shifts_of[post.id]
        starts = [self.view.local_date(shift.start) for shift in shifts]
        if len(set(starts)) == len(starts):
            return [CoverSlot(post, self._times(shifts), self._by_date(shifts), True)]
        names = sorted(
            {shift.name for shift in shifts},
            key=lambda name: next(self._clock(s) for s in shifts if s.name == name),
        )
        slots = []
        for name in names:
            mine = [shift for shift in shifts if shift.name == name]
            title = f"{name}  {self._times(mine)}"
            slots.append(CoverSlot(post, title, self._by_date(mine), name == names[0]))
        return slots

    def _by_date(self, shifts: Iterable[Shift]) -> dict[date, list[Shift]]:
        found: dict[date, list[Shift]] = {}
        for shift in shifts:
            found.setdefault(self.view.local_date(shift.start), []).append(shift)
        return found

    def _clock(self, shift: Shift) -> str:
        return f"{shift.start.astimezone(self.view.problem.zone):%H:%M}"

    def _times(self, shifts: Sequence[Shift]) -> str:
        """When the shifts begin and end, if they all do so at the same time, part shifts apart."""
        zone = self.view.problem.zone
        shifts = [shift for shift in shifts if not shift.is_part] or shifts
        if not shifts:
            return ""
        spans = {(s.start.astimezone(zone).time(), s.end.astimezone(zone).time()) for s in shifts}
        if len(spans) > 1:
            return ""
        first = shifts[0]
        if is_long(first):
            day = self.view.words.weekday(self.view.local_date(first.start))
            return self.view.words.gettext("from {day} {time}").format(
                day=day, time=self._clock(first)
            )
        start, end = spans.pop()
        return f"{start:%H:%M}–{end:%H:%M}"

    def _write_head(self) -> None:
        say = self.view.words.gettext
        look: Look = {"bold": True, "bg_color": GROUND, "bottom": 2, "bottom_color": "#9AA5B1"}
        top: Look = {"bold": True, "bg_color": GROUND, "font_color": ACCENT, "text_wrap": True}
        self.paper.texts(0, WEEK, [say("Coverage"), "", ""], top, {"text_wrap": False})
        self.paper.texts(1, WEEK, [say("Week"), say("Day"), ""], look)
        column = FIRST_POST
        for post in self.view.posts:
            mine = [slot for slot in self._slots if slot.post is post]
            hue: Look = {"top": 5, "top_color": self.palette.hue(post.id), "align": "center"}
            if mine:
                self.paper.across(0, column, len(mine), post.name, top, hue, EDGE)
            for slot in mine:
                self.paper.text(
                    1, column, slot.title, look, {"align": "center", "font_size": 9}, _edge(slot)
                )
                column += 1

    def _write_day(self, row: int, day: SheetDay, *, is_first: bool) -> None:
        ground = [{"bottom": 1}, ground_of(day)]
        week = str(day.date.isocalendar().week) if is_first else ""
        self.paper.text(row, WEEK, week, *ground, {"font_color": FAINT, "align": "center"})
        self.paper.day(
            row, DATE, day.date, date_shape(self.view.words.code), *ground, {"align": "left"}
        )
        self.paper.text(row, MARKS, day_marks(self.view, day), *ground, {"font_color": FAINT})
        for offset, slot in enumerate(self._slots):
            text, look = self._cell(slot, day.date)
            looks = [{"indent": 1}, *ground, _edge(slot), look]
            self.paper.text(row, FIRST_POST + offset, text, *looks)

    def _cell(self, slot: CoverSlot, day: date) -> tuple[str, Look]:
        """Who holds the shifts that start on a day, or the one that goes on."""
        shifts = slot.by_date.get(day)
        if shifts:
            return self._holders(shifts)
        going_on = [s for s in slot.shifts if self._goes_on(s.start, s.end, day)]
        if going_on:
            text, look = self._holders(going_on)
            return text, ({"font_color": OPEN_RED} if look else {"font_color": FAINT})
        past = [
            duty
            for duty in self.view.problem.history
            if duty.post == slot.post.id and self._goes_on(duty.start, duty.end, day)
        ]
        return ", ".join(self.view.person_name(d.person) for d in past), {"font_color": FAINT}

    def _goes_on(self, start: datetime, end: datetime, day: date) -> bool:
        """Whether a duty of several days covers a day to its end."""
        return self.view.local_date(start) < day < self.view.local_date(end)

    def _holders(self, shifts: Sequence[Shift]) -> tuple[str, Look]:
        names = [
            self.view.person_name(person)
            for shift in shifts
            for person in self.view.holders.get(shift.id, ())
        ]
        missing = sum(self.view.missing(shift) for shift in shifts)
        if missing:
            names.append(self.view.words.gettext("OPEN") + (f" × {missing}" if missing > 1 else ""))
        return ", ".join(names), OPEN if missing else {}

    def _write_sum(self, row: int, label: str, dates: set[date]) -> None:
        look: Look = {"bg_color": GROUND, "bold": True, "bottom": 1, "font_size": 9}
        self.paper.texts(row, WEEK, [label, "", ""], look)
        for offset, slot in enumerate(self._slots):
            shifts = [s for day in sorted(dates) for s in slot.by_date.get(day, ())]
            needed = sum(shift.required for shift in shifts)
            filled = needed - sum(self.view.missing(shift) for shift in shifts)
            text = f"{filled} / {needed}  ·  {100 * filled / needed:.0f}%" if needed else "–"
            short: Look = {"font_color": OPEN_RED} if filled < needed else {"font_color": FAINT}
            self.paper.text(
                row, FIRST_POST + offset, text, look, _edge(slot), short, {"align": "center"}
            )

    @property
    def _column_width(self) -> int:
        """Wide enough for every name, and for the page to be filled."""
        longest = max((len(person.name) for person in self.view.problem.people), default=0)
        space = (PAGE_PIXELS[0] - sum(WIDTHS)) // max(1, len(self._slots))
        least, most = COLUMN_WIDTHS
        return min(max(space, least, int(longest * CHARACTER) + 16), most)

    def _slots_in(self, post: Post) -> int:
        return max(1, sum(slot.post is post for slot in self._slots))

    def _lay_out(self, rows: int, ends_of_weeks: Sequence[int]) -> None:
        sheet = self.paper.sheet
        self.paper.columns(WEEK, WIDTHS)
        each = self._column_width
        self.paper.columns(FIRST_POST, [each] * len(self._slots))
        for row in range(rows):
            sheet.set_row_pixels(row, ROW_HEIGHT)
        lines = [
            -(-len(post.name) * 1.3 * CHARACTER // (each * self._slots_in(post)))
            for post in self.view.posts
        ]
        sheet.set_row_pixels(0, int(ROW_HEIGHT * max([2, *lines])))
        sheet.freeze_panes(HEAD_ROWS, FIRST_POST)
        sheet.repeat_rows(0, HEAD_ROWS - 1)
        sheet.print_area(0, 0, rows - 1, max(FIRST_POST, FIRST_POST + len(self._slots) - 1))
        width = sum(WIDTHS) + len(self._slots) * each
        head = (HEAD_ROWS + 2) * ROW_HEIGHT
        scale = self.paper.scale_to(width, head + WEEKS_ON_A_PAGE * ROWS_OF_A_WEEK * ROW_HEIGHT)
        weeks = int((PAGE_PIXELS[1] / scale - head) / (ROWS_OF_A_WEEK * ROW_HEIGHT))
        sheet.set_h_pagebreaks(_breaks(ends_of_weeks, max(1, weeks)))


def _breaks(ends_of_weeks: Sequence[int], weeks_on_a_page: int) -> list[int]:
    """Cut pages between weeks, evenly."""
    count = -(-len(ends_of_weeks) // weeks_on_a_page)
    size = -(-len(ends_of_weeks) // count)
    return [end for number, end in enumerate(ends_of_weeks[:-1], start=1) if number % size == 0]


def _edge(slot: CoverSlot) -> Look:
    return EDGE if slot.first_of_post else {"left": 1, "left_color": LINE}
