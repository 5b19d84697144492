"""The sheet with the roster: people by days."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING

from data.files.workbook.grid_cells import CellMark, Cells, Tone, grid_cells, open_cells, text_of
from data.files.workbook.legend import ABSENCE, SCHOOL, Palette, ground_of, write_legend
from data.files.workbook.paper import (
    ACCENT,
    FAINT,
    GROUND,
    LINE,
    OPEN,
    OPEN_RED,
    PAGE_PIXELS,
    TITLE,
    Look,
    Paper,
)
from data.files.workbook.view import PersonGroup, SheetDay, View
from data.model.tally import Measure

if TYPE_CHECKING:
    from collections.abc import Sequence

    from data.model.person import Person

HEAD_ROWS, FIRST_DAY = 4, 3
NAME, FUNCTIONS, CONTRACT = range(FIRST_DAY)
FIXED_WIDTHS, DAY_WIDTH, TOTAL_WIDTH = (150, 118, 36), 28, 44
ROW_HEIGHT, HEAD_HEIGHT = 18, 20
LEGIBLE, USUAL_SCALE = 0.75, 0.9  #: smallest print, and that of pages which are cut
EDGE = "#9AA5B1"  #: of a week
CENTRE: Look = {"align": "center"}


@dataclass
class RosterSheet:
    """Writes the grid."""

    view: View
    paper: Paper
    palette: Palette

    def write(self) -> None:
        """Head, groups of people, legend and page layout."""
        row, blocks = HEAD_ROWS, []
        self._write_head()
        for group in self.view.groups:
            blocks.append(row)
            row = self._write_group(row, group)
        blocks.append(row + 1)
        row = write_legend(self.view, self.paper, self.palette, (row + 1, FIRST_DAY))
        self._lay_out(row)
        self._cut_pages(row, blocks)

    @cached_property
    def _cells(self) -> Cells:
        return grid_cells(self.view)

    @cached_property
    def _open(self) -> Cells:
        return open_cells(self.view)

    @cached_property
    def _starts_of_weeks(self) -> frozenset[int]:
        return frozenset(first for first, _ in self.view.weeks)

    @property
    def _after_days(self) -> int:
        return FIRST_DAY + len(self.view.days)

    def _write_head(self) -> None:
        words = self.view.words
        say = words.gettext
        self.paper.text(0, NAME, say("Roster"), TITLE)
        foot: Look = {"bold": True, "bottom": 2, "bottom_color": EDGE}
        self.paper.texts(3, NAME, [say("Name"), say("Function"), say("h/wk")], foot)
        for first, last in self.view.weeks:
            dates = [day.date for day in self.view.days[first:last]]
            label = say("week {number}").format(number=dates[0].isocalendar().week)
            if len(dates) > 2:
                label += f"  ·  {words.dates(dates[0], dates[-1])}"
            look: Look = {"bold": True, "align": "center", "bg_color": GROUND}
            self.paper.across(0, FIRST_DAY + first, last - first, label, look, self._edge(first))
        for index, day in enumerate(self.view.days):
            self._write_day_head(index, day)
        for offset, label in enumerate(self._total_heads()):
            self._write_total_head(self._after_days + offset, label)

    def _write_day_head(self, index: int, day: SheetDay) -> None:
        column, words = FIRST_DAY + index, self.view.words
        look = [CENTRE, ground_of(day), self._edge(index)]
        faint: Look = {"font_color": FAINT, "font_size": 9}
        self.paper.text(1, column, words.weekday(day.date), *look, faint)
        self.paper.number(2, column, day.date.day, "0", *look, {"bold": True})
        band: Look = {"bottom": 2, "bottom_color": EDGE, "font_size": 8, "bold": True}
        school = SCHOOL if day.school_holiday else {}
        self.paper.text(3, column, day_marks(self.view, day), *look, school, band)

    def _write_total_head(self, column: int, label: str) -> None:
        look: Look = {"rotation": 90, "align": "center", "font_size": 9, "bold": True}
        shape = self.paper.formats.of(look, {"bottom": 2, "bottom_color": EDGE})
        self.paper.sheet.merge_range(0, column, 3, column, "", shape)
        self.paper.sheet.write_string(0, column, label, shape)

    def _total_heads(self) -> list[str]:
        say = self.view.words.gettext
        return [
            say("Hours"),
            say("Fair share"),
            say("Shifts"),
            say("Nights"),
            say("Weekends"),
            say("Holidays"),
            say("On-call weeks"),
        ]

    def _write_group(self, row: int, group: PersonGroup) -> int:
        look: Look = {"bold": True, "bg_color": GROUND, "font_color": ACCENT, "top": 1}
        for column in range(self._after_days + len(self._total_heads())):
            self.paper.text(row, column, "", look)
        self.paper.text(row, NAME, group.title, look)
        row += 1
        for person in group.people:
            self._write_person(row, person)
            row += 1
        for post in group.posts:
            if any(who == post for who, _ in self._open):
                self._write_open(row, post)
                row += 1
        return row

    def _write_person(self, row: int, person: Person) -> None:
        view, line = self.view, {"bottom": 1}
        self.paper.text(row, NAME, person.name, line)
        self.paper.text(
            row, FUNCTIONS, functions_of(view, person), line, {"font_color": FAINT, "font_size": 8}
        )
        hours = person.hours_per_week(view.problem.first_date) or max(
            (c.hours_per_week for c in person.contracts), default=0.0
        )
        self.paper.number(row, CONTRACT, hours, "0.#", line, {"font_color": FAINT}, CENTRE)
        for index, day in enumerate(view.days):
            marks = self._cells.get((person.id, day.date), ())
            self._write_cell(row, index, marks)
        self._write_totals(row, person)

    def _write_cell(self, row: int, index: int, marks: Sequence[CellMark]) -> None:
        text = text_of(marks)
        looks: list[Look] = [{"bottom": 1}, ground_of(self.view.days[index]), self._edge(index)]
        if marks:
            looks.append(self._mark_look(marks[0]))
        if len(marks) > 1 or len(text) > 3:
            looks.append({"font_size": 8, "shrink": not marks[0].is_bar})
        self.paper.text(row, FIRST_DAY + index, text, *looks)

    def _mark_look(self, mark: CellMark) -> Look:
        if mark.tone is None:
            return ABSENCE
        look = self.palette.look(mark.post, mark.tone)
        if mark.tone is Tone.BAR:
            hue = self.palette.hue(mark.post)
            look |= {"font_size": 8, "top": 1, "bottom": 1, "top_color": hue, "bottom_color": hue}
            look |= {"left": 5, "left_color": hue} if mark.starts else {"left": 0}
            look |= {"right": 2, "right_color": hue} if mark.ends else {}
        return look

    def _write_totals(self, row: int, person: Person) -> None:
        line = self.view.lines[person.id]
        done = line.done
        shared: Look = {"font_color": FAINT}
        values: list[tuple[float, str, Look]] = [
            (done.work_hours, "0", {"bold": True}),
            (line.due[Measure.HOURS], "0", shared),
            (done.shifts, "0", {}),
            (done.nights, "0", {}),
            (done.weekends, "0", {}),
            (done.holidays, "0", {}),
            (done.on_call_weeks, "0.#", {}),
        ]
        for offset, (value, shape, look) in enumerate(values):
            edge: Look = {"left": 2, "left_color": EDGE} if offset == 0 else {}
            column, cell = self._after_days + offset, {"bottom": 1, "align": "center"}
            if round(value, 1):
                self.paper.number(row, column, value, _whole(value, shape), cell, look, edge)
            else:
                self.paper.text(row, column, "–", cell, {"font_color": LINE}, edge)

    def _write_open(self, row: int, post: str) -> None:
        red: Look = {"font_color": OPEN_RED, "bold": True, "bottom": 1}
        self.paper.text(row, NAME, self.view.words.gettext("OPEN"), red)
        self.paper.text(row, FUNCTIONS, post, red, {"font_size": 8})
        self.paper.text(row, CONTRACT, "", red)
        for index, day in enumerate(self.view.days):
            marks = self._open.get((post, day.date), ())
            text = text_of(marks)
            looks = [{"bottom": 1}, ground_of(day), self._edge(index), OPEN if marks else {}]
            if marks and marks[0].is_bar:
                looks.append({"align": "left", "font_size": 8})
            self.paper.text(row, FIRST_DAY + index, text, *looks)

    def _edge(self, index: int) -> Look:
        """A line where a week begins."""
        return {"left": 1, "left_color": EDGE} if index in self._starts_of_weeks else {}

    def _lay_out(self, rows: int) -> None:
        sheet, view = self.paper.sheet, self.view
        self.paper.columns(NAME, FIXED_WIDTHS)
        self.paper.columns(FIRST_DAY, [DAY_WIDTH] * len(view.days))
        totals = len(self._total_heads())
        self.paper.columns(self._after_days, [TOTAL_WIDTH] * totals)
        for row in range(rows):
            sheet.set_row_pixels(row, ROW_HEIGHT if row >= HEAD_ROWS else HEAD_HEIGHT)
        sheet.freeze_panes(HEAD_ROWS, FIRST_DAY)
        sheet.repeat_rows(0, HEAD_ROWS - 1)
        sheet.repeat_columns(0, FIRST_DAY - 1)
        sheet.print_area(0, 0, rows - 1, self._after_days + totals - 1)

    def _cut_pages(self, rows: int, blocks: Sequence[int]) -> None:
        """Some weeks a page; everybody on one page if that can be read, else cut between groups."""
        sheet, pages = self.paper.sheet, self.view.pages
        sheet.set_v_pagebreaks([FIRST_DAY + first for first, _ in pages[1:]])
        widest = max(last - first for first, last in pages) * DAY_WIDTH
        totals = len(self._total_heads()) * TOTAL_WIDTH
        last_page = (pages[-1][1] - pages[-1][0]) * DAY_WIDTH + totals
        width = sum(FIXED_WIDTHS) + max(widest, last_page)
        height = rows * ROW_HEIGHT + HEAD_ROWS * (HEAD_HEIGHT - ROW_HEIGHT)
        if height * LEGIBLE <= PAGE_PIXELS[1]:
            self.paper.scale_to(width, height)
            return
        scale = self.paper.scale_to(width, PAGE_PIXELS[1] / USUAL_SCALE)
        room = int((PAGE_PIXELS[1] / scale - HEAD_ROWS * HEAD_HEIGHT) / ROW_HEIGHT)
        sheet.set_h_pagebreaks(cuts([*blocks, rows], room))


def cuts(starts: Sequence[int], room: int) -> list[int]:
    """Where to cut pages of so many rows, between blocks that start at some rows."""
    found, top = [], starts[0]
    for start, end in pairwise(starts):
        if end - top > room and start > top:
            found.append(start)
            top = start
    return found


def day_marks(view: View, day: SheetDay) -> str:
    """What the head says of a day beside its date."""
    holiday = view.words.gettext("PH") if day.public_holiday else ""
    hours = day.clock_change / 60
    change = view.words.signed(hours) if hours else ""
    return holiday + change


def functions_of(view: View, person: Person) -> str:
    """The functions a person is or was competent in, as codes."""
    codes = dict.fromkeys(
        function.id
        for function in view.problem.functions
        if view.problem.competences_of(person.id, function.id)
    )
    return " · ".join(codes)


def _whole(value: float, shape: str) -> str:
    """Excel writes ``3.`` for a whole number under ``0.#``."""
    return "0" if shape == "0.#" and round(value, 1) == round(value) else shape.replace("#", "0")
