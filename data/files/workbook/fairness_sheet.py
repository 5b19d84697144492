"""The sheet with the sharing out: what everybody did, against their fair share."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from data.files.workbook.paper import ACCENT, FAINT, GROUND, LINE, TITLE, Look, Paper
from data.files.workbook.roster_sheet import functions_of
from data.files.workbook.view import PersonGroup, View
from data.i18n.kind_words import measure_title
from data.i18n.language import MINUS
from data.model.duty import DutyKind
from data.model.fixed_duties import fixed_duties
from data.model.tally import Measure

if TYPE_CHECKING:
    from collections.abc import Sequence

    from data.model.fairness import FairLine
    from data.model.person import Person

HEAD_ROWS, FIRST = 2, 2
WIDTHS, NUMBER_WIDTH, BAR_WIDTH, ROW_HEIGHT = (150, 118), 46, 64, 18
HOUR_COLUMNS = 6
ROWS_ON_ONE_PAGE = 80
PER_MEASURE = 4
EDGE: Look = {"left": 1, "left_color": "#9AA5B1"}
MEASURES = (
    Measure.HOURS,
    Measure.NIGHTS,
    Measure.WEEKENDS,
    Measure.HOLIDAYS,
    Measure.ON_CALL,
)


@dataclass
class FairnessSheet:
    """Writes the sharing out."""

    view: View
    paper: Paper

    def write(self) -> None:
        """Head, groups of people, bars and page layout."""
        self._write_head()
        row = HEAD_ROWS
        for group in self.view.groups:
            self._write_group_title(row, group)
            row += 1
            for person in group.people:
                self._write_person(row, person)
                row += 1
        self._draw_bars(row)
        row = self._write_notes(row + 1)
        self._lay_out(row)

    @property
    def _width(self) -> int:
        return FIRST + HOUR_COLUMNS + PER_MEASURE * len(MEASURES)

    def _columns_of(self, measure: Measure) -> int:
        return FIRST + HOUR_COLUMNS + PER_MEASURE * MEASURES.index(measure)

    def _write_head(self) -> None:
        say = self.view.words.gettext
        top: Look = {"bold": True, "bg_color": GROUND, "align": "center", "font_color": ACCENT}
        foot: Look = {"bold": True, "font_size": 9, "text_wrap": True, "align": "center"}
        foot |= {"bg_color": GROUND, "bottom": 2, "bottom_color": "#9AA5B1"}
        self.paper.texts(0, 0, [say("Fairness"), ""], {"bg_color": GROUND}, TITLE)
        self.paper.texts(1, 0, [say("Name"), say("Function")], foot, {"align": "left"})
        self.paper.across(0, FIRST, HOUR_COLUMNS, say("Hours in the period"), top, EDGE)
        heads = [say("h/wk"), say("contract"), say("elsewhere"), say("away"), say("roster")]
        self._write_heads(FIRST, [*heads, say("left")], foot)
        parts = [say("done"), say("fair share"), say("±"), say("± with the past")]
        for measure in MEASURES:
            column = self._columns_of(measure)
            self.paper.across(
                0, column, PER_MEASURE, measure_title(measure, self.view.words), top, EDGE
            )
            self._write_heads(column, parts, foot)

    def _write_heads(self, column: int, heads: Sequence[str], look: Look) -> None:
        for offset, head in enumerate(heads):
            self.paper.text(1, column + offset, head, look, EDGE if offset == 0 else {})

    def _write_group_title(self, row: int, group: PersonGroup) -> None:
        look: Look = {"bold": True, "bg_color": GROUND, "font_color": ACCENT}
        for column in range(self._width):
            self.paper.text(row, column, "", look)
        self.paper.text(row, 0, f"{group.title} ({len(group.people)})", look)

    def _write_person(self, row: int, person: Person) -> None:
        line: Look = {"bottom": 1}
        self.paper.text(row, 0, person.name, line)
        faint: Look = {"font_color": FAINT, "font_size": 8}
        self.paper.text(row, 1, functions_of(self.view, person), line, faint)
        self._write_hours(row, person)
        for measure in MEASURES:
            self._write_measure(row, self.view.lines[person.id], measure)

    def _write_measure(self, row: int, fair: FairLine, measure: Measure) -> None:
        """Done, fair share and the two deviations; a trainee has no share yet."""
        done, due = fair.done.value(measure), fair.due[measure]
        values = [done, due, fair.deviation(measure), fair.balance(measure)]
        shown = (4 if fair.pools else 1) if any(values) else 0
        for offset, value in enumerate(values):
            column = self._columns_of(measure) + offset
            looks: list[Look] = [{"bottom": 1}, EDGE if offset == 0 else {}]
            looks.append({"align": "center"} if offset < 2 else {"align": "right", "indent": 1})
            if offset >= shown:
                self.paper.text(row, column, "", *looks)
            else:
                looks.append({"font_color": FAINT} if offset == 1 else {})
                rounded = round(value, 1) + 0.0  # never a negative zero
                self.paper.number(row, column, rounded, _shape(measure, offset), *looks)

    def _write_hours(self, row: int, person: Person) -> None:
        problem = self.view.problem
        contract = sum(person.hours_per_week(day.date) / 7 for day in self.view.days)
        elsewhere, away = self._outside.get(person.id, (0.0, 0.0))
        worked = self.view.lines[person.id].done.work_hours
        left = contract - elsewhere - away - worked
        week = person.hours_per_week(problem.last_date)
        for offset, value in enumerate([week, contract, elsewhere, away, worked, left]):
            looks: list[Look] = [{"bottom": 1, "align": "center"}, EDGE if offset == 0 else {}]
            if round(value) == 0 and offset != HOUR_COLUMNS - 1:
                self.paper.text(row, FIRST + offset, "–", *looks, {"font_color": LINE})
            else:
                shape = "0.0" if offset == 0 and value != round(value) else f"0;{MINUS}0;0"
                self.paper.number(row, FIRST + offset, value, shape, *looks)

    @cached_property
    def _outside(self) -> dict[str, tuple[float, float]]:
        """Per person: hours elsewhere and hours of absence that count as worked."""
        problem = self.view.problem
        found: dict[str, tuple[float, float]] = {}
        for duty in fixed_duties(problem):
            part = min(duty.end, problem.end) - max(duty.start, problem.start)
            share = part / (duty.end - duty.start)
            if share > 0:
                elsewhere, away = found.get(duty.person, (0.0, 0.0))
                hours = duty.work_minutes / 60 * share
                if duty.kind is DutyKind.ELSEWHERE:
                    found[duty.person] = (elsewhere + hours, away)
                elif duty.kind is DutyKind.ABSENCE:
                    found[duty.person] = (elsewhere, away + hours)
        return found

    def _draw_bars(self, end: int) -> None:
        lines = self.view.lines.values()
        for measure in MEASURES:
            for offset in (2, 3):
                column = self._columns_of(measure) + offset
                reach = max(
                    (max(abs(x.deviation(measure)), abs(x.balance(measure))) for x in lines),
                    default=1.0,
                )
                self.paper.sheet.conditional_format(
                    HEAD_ROWS, column, end - 1, column, _bar(max(reach, 1.0))
                )

    def _write_notes(self, row: int) -> int:
        say = self.view.words.gettext
        notes = [
            say(
                "Fair share: every duty counts in part for everybody who could have taken it, in "
                "proportion to contract hours without the hours elsewhere."
            ),
            say("±: done less fair share. With the past: the history and carry-over included."),
            say(
                "Nights: work for more than an hour between 00:00 and 06:00. Weekends: any duty "
                "between Saturday 00:00 and Sunday 24:00. Public holidays: duties that touch one."
            ),
        ]
        for note in notes:
            self.paper.text(row, 0, note, {"font_size": 9, "font_color": FAINT})
            row += 1
        return row

    def _lay_out(self, rows: int) -> None:
        sheet = self.paper.sheet
        measure = [NUMBER_WIDTH, NUMBER_WIDTH, BAR_WIDTH, BAR_WIDTH]
        widths = [*WIDTHS, *[52] * HOUR_COLUMNS, *measure * len(MEASURES)]
        self.paper.columns(0, widths)
        for row in range(rows):
            sheet.set_row_pixels(row, ROW_HEIGHT)
        sheet.set_row_pixels(0, 24)
        sheet.set_row_pixels(1, 2 * ROW_HEIGHT)
        sheet.freeze_panes(HEAD_ROWS, 1)
        sheet.repeat_rows(0, HEAD_ROWS - 1)
        sheet.print_area(0, 0, rows - 1, self._width - 1)
        self.paper.fit_width(one_page=rows <= ROWS_ON_ONE_PAGE)


def _shape(measure: Measure, offset: int) -> str:
    if offset == 0:
        return "0.0" if measure is Measure.ON_CALL else "0"
    whole = measure is Measure.HOURS
    plain = "0" if whole else "0.0"
    return plain if offset == 1 else f"+{plain};{MINUS}{plain};{plain}"


def _bar(reach: float) -> dict[str, object]:
    """A bar from the middle: to the right for more than fair, to the left for less."""
    return {
        "type": "data_bar",
        "data_bar_2010": True,
        "bar_solid": True,
        "bar_color": "#A9C5E8",
        "bar_negative_color": "#C6CFD9",
        "bar_axis_position": "middle",
        "bar_axis_color": "#9AA5B1",
        "bar_no_border": True,
        "min_type": "num",
        "max_type": "num",
        "min_value": -reach,
        "max_value": reach,
    }
